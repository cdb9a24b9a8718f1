// Command walk walks a Heimdall link's life by the default client; its argument is a secret id.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
)

const base = "https://sandbox.belvo.com"

func ask(method, url string, wanted int, body, answer any) {
	var text []byte
	if body != nil {
		text, _ = json.Marshal(body)
	}
	request, err := http.NewRequest(method, url, bytes.NewReader(text))
	if err != nil {
		log.Fatal(err)
	}
	request.SetBasicAuth(os.Args[1], "password")
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != wanted {
		log.Fatal(url, " answered ", response.Status)
	}
	if err := json.NewDecoder(response.Body).Decode(answer); err != nil {
		log.Fatal(err)
	}
}

type link struct{ ID, Status string }

func main() {
	var registered, healed link
	ask("POST", base+"/api/links/", 201, map[string]string{"institution": "heimdall_mx_retail",
		"username": "user_valid", "password": "pass_valid"}, &registered)
	var refused []struct{ Session string }
	ask("POST", base+"/api/accounts/", 428, map[string]string{"link": registered.ID}, &refused)
	var waiting struct{ Results []link }
	ask("GET", base+"/api/links/?status=token_required", 200, nil, &waiting)
	if len(waiting.Results) != 1 || waiting.Results[0].ID != registered.ID {
		log.Fatal("waiting are ", waiting)
	}
	ask("PATCH", base+"/api/links/", 200, map[string]string{"session": refused[0].Session, "link": registered.ID,
		"token": "111111"}, &healed)
	if healed.Status != "valid" {
		log.Fatal("the link is ", healed.Status)
	}
	walked := 0
	for next := base + "/api/institutions/?page_size=7"; next != ""; {
		if !strings.HasPrefix(next, base+"/") {
			log.Fatal("next is ", next)
		}
		var page struct {
			Next    string
			Results []any
		}
		ask("GET", next, 200, nil, &page)
		walked, next = walked+len(page.Results), page.Next
	}
	fmt.Println("walked", walked, "institutions")
}
