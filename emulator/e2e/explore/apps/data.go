package main

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// tokenRefused takes the answer to a user's token for accounts, and ends in a panic when it is an error.
func tokenRefused(c client) {
	link := c.call(http.MethodPost, "/api/links/", user("heimdall_mx_retail")).linkID()
	got := c.call(http.MethodPost, "/api/accounts/", map[string]string{"link": link})
	if got.status == http.StatusPreconditionRequired && got.failure().Session != "" {
		got = c.call(http.MethodPatch, "/api/accounts/", map[string]string{"session": got.failure().Session,
			"token": "111111", "link": link})
		if !c.fixed {
			var accounts []map[string]any
			_ = json.Unmarshal(got.body, &accounts) // "it worked in the sandbox"
			for _, account := range accounts {
				_ = account["id"].(string)
			}
			return
		}
	}
	if got.status != http.StatusOK && got.status != http.StatusCreated {
		giveUp("there are no accounts: %d %s", got.status, got.failure().Code)
	}
}

// noSession takes for granted that a 428 names a session. One for a link that waits for its user names none, and
// the application ends in a panic. The right way is to send the user to the widget.
func noSession(c client) {
	link := c.call(http.MethodPost, "/api/links/", user("heimdall_mx_retail")).linkID()
	got := c.call(http.MethodPost, "/api/accounts/", map[string]string{"link": link})
	if got.status == http.StatusPreconditionRequired {
		session := got.failure().Session
		if c.fixed && session == "" {
			giveUp("the user has to open the widget")
		}
		fmt.Println("the bank asks for a token in session", session[:8])
		got = c.call(http.MethodPatch, "/api/accounts/", map[string]string{"session": session, "token": "111111",
			"link": link})
	}
	if got.status/100 != 2 {
		giveUp("there are no accounts: %d %s", got.status, got.failure().Code)
	}
}

// firstPage shows the accounts of the first page of a list, as if there were no others. The right way is to follow
// next.
func firstPage(c client) {
	link := c.call(http.MethodPost, "/api/links/", user("erebor_mx_retail")).linkID()
	if got := c.call(http.MethodPost, "/api/accounts/", map[string]string{"link": link}); got.status/100 != 2 {
		giveUp("there are no accounts: %d %s", got.status, got.failure().Code)
	}
	shown, count := 0, 0
	for url := "/api/accounts/?link=" + link; url != ""; {
		var page struct {
			Count   int               `json:"count"`
			Next    string            `json:"next"`
			Results []json.RawMessage `json:"results"`
		}
		got := c.call(http.MethodGet, url, nil)
		if got.status != http.StatusOK || json.Unmarshal(got.body, &page) != nil {
			giveUp("the accounts cannot be listed: %d %s", got.status, got.failure().Code)
		}
		shown, count, url = shown+len(page.Results), page.Count, page.Next
		if !c.fixed {
			break
		}
	}
	if shown != count {
		giveUp("%d accounts are shown, and there are %d", shown, count)
	}
}

// retriesAll retries whatever is no success, as a library for retries does unless it is told otherwise, so it asks
// a bank three times that wants a token. The right way is to retry only what may pass by itself.
func retriesAll(c client) {
	link := c.call(http.MethodPost, "/api/links/", user("erebor_mx_retail")).linkID()
	var got answer
	for range 4 {
		got = c.call(http.MethodPost, "/api/accounts/", map[string]string{"link": link})
		if got.status/100 == 2 || c.fixed && !got.failed() {
			break
		}
	}
	if got.status/100 != 2 {
		giveUp("there are no accounts: %d %s", got.status, got.failure().Code)
	}
}

// keptToken keeps an access token past its life, takes the error that it then gets for a list, and ends in a panic.
// The right way is to ask for another token.
func keptToken(c client) {
	c.bearer = c.accessToken()
	if got := c.call(http.MethodGet, "/api/institutions/?name=erebor_mx_retail", nil); got.status != http.StatusOK {
		giveUp("the institution cannot be read: %d %s", got.status, got.failure().Code)
	}
	got := c.call(http.MethodGet, "/api/institutions/", nil)
	if c.fixed {
		if got.status == http.StatusUnauthorized {
			c.bearer = c.accessToken()
			got = c.call(http.MethodGet, "/api/institutions/", nil)
		}
		if got.status != http.StatusOK {
			giveUp("the institutions cannot be listed: %d %s", got.status, got.failure().Code)
		}
	}
	if got.failed() {
		giveUp("the institutions cannot be listed")
	}
	var page struct {
		Results []map[string]any `json:"results"`
	}
	_ = json.Unmarshal(got.body, &page) // "the first request has worked"
	if c.fixed && len(page.Results) == 0 {
		giveUp("there are no institutions")
	}
	_ = page.Results[0]["name"].(string)
}

// accessToken asks for an access token.
func (c client) accessToken() string {
	c.bearer = ""
	got := c.call(http.MethodPost, "/api/token/", map[string]string{"id": c.id, "password": c.password,
		"scopes": "read_institutions"})
	var token struct {
		Access string `json:"access"`
	}
	if got.status != http.StatusOK || json.Unmarshal(got.body, &token) != nil || token.Access == "" {
		giveUp("there is no access token: %d %s", got.status, got.failure().Code)
	}
	return token.Access
}
