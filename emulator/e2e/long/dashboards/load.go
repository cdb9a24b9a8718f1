package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"belvo-emulator/emulator/internal/clock"
)

const clients = 16

// load is clients of an emulator. What they make they take away again, so that the world stays as large as it is.
type load struct {
	url   string
	http  *http.Client
	links []string // one of each client
}

func newLoad(url string) (*load, error) {
	l := &load{url: url, http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}}
	for range clients {
		id, err := l.register()
		if err != nil {
			return nil, err
		}
		l.links = append(l.links, id)
	}
	return l, nil
}

// result is what was done in a time.
type result struct {
	done, failed int
	took         time.Duration
	waits        []time.Duration // of the requests, sorted
}

func (r result) rate() float64 { return float64(r.done) / r.took.Seconds() }

func (r result) String() string {
	text := fmt.Sprintf("%d requests in %.0f s, %.1f a second", r.done, r.took.Seconds(), r.rate())
	if n := len(r.waits); n > 0 {
		text += fmt.Sprintf(", half within %.1f ms, 99 of 100 within %.1f ms", ms(r.waits[n/2]), ms(r.waits[n*99/100]))
	}
	if r.failed > 0 {
		text += fmt.Sprintf(", %d FAILED", r.failed)
	}
	return text
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// run makes so many requests a second, as many as there is room for with a rate of 0, until the time is over or
// so many were made as most, if that is not 0. Requests that are late are made as soon as it goes, but what is
// a second late is left out.
func (l *load) run(rate int, d time.Duration, most int) result {
	begun := clock.Real{}.Now()
	var turn atomic.Int64
	var mu sync.Mutex
	var all sync.WaitGroup
	var r result
	for worker := range clients {
		all.Go(func() {
			mine := result{}
			for made := ""; ; {
				n := int(turn.Add(1)) - 1
				late := l.await(begun, rate, n)
				if since(begun) >= d || most > 0 && n >= most {
					break
				}
				if late > time.Second {
					continue
				}
				asked := clock.Real{}.Now()
				if made = l.ask(n, l.links[worker], made); made == failed {
					mine.failed++
				}
				mine.done++
				mine.waits = append(mine.waits, since(asked))
			}
			mu.Lock()
			defer mu.Unlock()
			r.done, r.failed, r.waits = r.done+mine.done, r.failed+mine.failed, append(r.waits, mine.waits...)
		})
	}
	all.Wait()
	r.took = since(begun)
	slices.Sort(r.waits)
	return r
}

// await waits until the nth request is to be made, and returns how late it is.
func (l *load) await(begun time.Time, rate, n int) (late time.Duration) {
	if rate == 0 {
		return 0
	}
	at := time.Duration(n) * time.Second / time.Duration(rate)
	_ = clock.Real{}.Sleep(context.Background(), at-since(begun)) // that never ends
	return since(begun) - at
}

func since(t time.Time) time.Duration { return clock.Real{}.Now().Sub(t) }

// failed stands for the id of a link that could not be made.
const failed = "failed"

// ask makes the nth request: lists mostly, retrievals, and links that are registered and deleted by turns. It
// returns the link that is to be deleted next, "" for none.
func (l *load) ask(n int, link, made string) string {
	var err error
	switch {
	case made != "" && made != failed && n%10 >= 7:
		if err = l.call(http.MethodDelete, "/api/links/"+made+"/", "", nil); err == nil {
			return ""
		}
	case n%10 == 9:
		if made, err = l.register(); err == nil {
			return made
		}
	case n%10 >= 7:
		err = l.call(http.MethodPost, "/api/accounts/", fmt.Sprintf(`{"link": %q}`, link), nil)
	default:
		err = l.call(http.MethodGet, "/api/links/?page_size=5", "", nil)
	}
	if err != nil {
		return failed
	}
	if made == failed {
		return ""
	}
	return made
}

func (l *load) register() (string, error) {
	var link struct{ ID string }
	err := l.call(http.MethodPost, "/api/links/",
		`{"institution": "erebor_mx_retail", "username": "bnk100", "password": "p"}`, &link)
	return link.ID, err
}

func (l *load) call(method, path, body string, out any) error {
	r, err := http.NewRequestWithContext(context.Background(), method, l.url+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.SetBasicAuth("SECRET_ID", "SECRET_PASSWORD")
	r.Header.Set("Content-Type", "application/json")
	answer, err := l.http.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }() // it was read
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: %d %s", method, path, answer.StatusCode, text)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(text, out)
}
