// Command crash proves that what was answered is kept: it starts an emulator with --state, lets 16 clients
// register links, kills it with SIGKILL at a random instant, starts it again on the same folder and looks for
// every link that was answered with 201. It is run from anywhere in the module:
//
//	go run ./emulator/e2e/long/crash               200 kills, some minutes on two cores
//	go run ./emulator/e2e/long/crash -times 10
//
// The exit code is 1 when a link is lost or half there, or a start is refused.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"belvo-emulator/emulator/internal/ident"
)

const clients = 16

func main() {
	times := flag.Int("times", 200, "kill it `N` times")
	flag.Parse()
	if err := prove(*times); err != nil {
		fmt.Fprintln(os.Stderr, "crash:", err)
		os.Exit(1)
	}
}

// prove builds the program and kills it again and again.
func prove(times int) error {
	folder, err := os.MkdirTemp("", "belvo-emulator-crash")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }() // left-overs of a temporary folder harm nobody
	program := filepath.Join(folder, "belvo-emulator")
	if out, err := exec.Command("go", "build", "-o", program, "belvo-emulator").CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	known, chance := map[string]bool{}, ident.NewRand("crash", fmt.Sprint(os.Getpid()))
	for n := range times {
		e, err := start(program, filepath.Join(folder, "state"))
		if err != nil {
			return fmt.Errorf("start %d was refused after %d links: %w", n+1, len(known), err)
		}
		if err := e.check(known); err != nil {
			e.kill()
			return fmt.Errorf("after %d kills: %w", n, err)
		}
		made := e.write(time.Duration(20+chance.IntN(200)) * time.Millisecond)
		for _, id := range made {
			known[id] = true
		}
		if len(known) > 3000 { // begin anew: reading all of them each time takes ever longer
			known = map[string]bool{}
			if err := os.RemoveAll(filepath.Join(folder, "state")); err != nil {
				return err
			}
		}
		fmt.Printf("kill %d: %d links were answered meanwhile\n", n+1, len(made))
	}
	return nil
}

// running is an emulator under way.
type running struct {
	cmd *exec.Cmd
	url string
}

func start(program, state string) (*running, error) {
	cmd := exec.Command(program, "--listen", "127.0.0.1:0", "--state", state, "--log-level", "error")
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, errors.Join(cmd.Wait(), errors.New(said.String()))
	}
	_, rest, _ := strings.Cut(line, "url=")
	url, _, _ := strings.Cut(rest, " ")
	return &running{cmd, url}, nil
}

func (e *running) kill() {
	_ = e.cmd.Process.Kill() // it runs
	_ = e.cmd.Wait()         // it was killed
}

// write lets the clients register links until the emulator is killed, and returns those that were answered.
func (e *running) write(until time.Duration) (made []string) {
	var mu sync.Mutex
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			client := &http.Client{Transport: &http.Transport{}}
			for {
				status, body, err := e.ask(client, http.MethodPost, "/api/links/",
					`{"institution": "erebor_mx_retail", "username": "bnk100", "password": "p", "external_id": "whole"}`)
				if err != nil || status != http.StatusCreated {
					return
				}
				var link struct{ ID string }
				if json.Unmarshal(body, &link) == nil {
					mu.Lock()
					made = append(made, link.ID)
					mu.Unlock()
				}
			}
		})
	}
	limit, cancel := context.WithTimeout(context.Background(), until)
	defer cancel()
	<-limit.Done()
	e.kill()
	all.Wait()
	return made
}

// check looks for the links that are known, and for any that is half there.
func (e *running) check(known map[string]bool) error {
	there := map[string]bool{}
	for path := "/api/links/?page_size=1000"; path != ""; {
		status, body, err := e.ask(http.DefaultClient, http.MethodGet, path, "")
		if err != nil || status != http.StatusOK {
			return fmt.Errorf("the links cannot be listed: %d %s %w", status, body, err)
		}
		var page struct {
			Next    string
			Results []struct {
				ID         string
				ExternalID string `json:"external_id"`
				Status     string
			}
		}
		if err := json.Unmarshal(body, &page); err != nil {
			return err
		}
		for _, l := range page.Results {
			if there[l.ID] = true; l.ExternalID != "whole" || l.Status != "valid" {
				return fmt.Errorf("the link %s is half there", l.ID)
			}
		}
		path = strings.TrimPrefix(page.Next, e.url)
	}
	for id := range known {
		if !there[id] {
			return fmt.Errorf("the link %s is lost, of %d that were answered", id, len(known))
		}
	}
	return nil
}

func (e *running) ask(client *http.Client, method, path, body string) (int, []byte, error) {
	request, err := http.NewRequest(method, e.url+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.SetBasicAuth("SECRET_ID", "SECRET_PASSWORD")
	request.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = answer.Body.Close() }() // it was read, or its error is returned
	text, err := io.ReadAll(answer.Body)
	return answer.StatusCode, text, err
}
