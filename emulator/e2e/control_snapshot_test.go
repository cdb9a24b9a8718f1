package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/ident"
)

// player makes random requests of what it has seen.
type player struct {
	ident.Rand
	links, sessions []string
	objects         []string // as resource/id
}

func pickOf[T any](p *player, list []T, other T) T {
	if len(list) == 0 {
		return other
	}
	return list[p.IntN(len(list))]
}

// request is a request that a player makes.
type request struct{ method, path, body string }

func asked(method, path string, body fields) request {
	if body == nil {
		return request{method, path, ""}
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return request{method, path, string(text)}
}

// moves are the kinds of requests that a player makes.
func (p *player) moves() []func() request {
	link := func() string { return pickOf(p, p.links, uuid.NewString()) }
	rows := registry.Registry()
	secret := func() fields {
		return fields{"password": pickOf(p, []string{"pass_valid", "pass_new", "pass_invalid"}, "")}
	}
	return []func() request{
		p.register, p.register, p.retrieve, p.retrieve, p.retrieve, p.retrieve, p.resume, p.resume,
		func() request { return asked(http.MethodPut, "/api/links/"+link()+"/", secret()) },
		func() request {
			mode := pickOf(p, []string{"single", "recurrent"}, "")
			return asked(http.MethodPatch, "/api/links/"+link()+"/", fields{"access_mode": mode})
		},
		func() request { return asked(http.MethodPost, "/api/links/"+link()+"/refresh/", nil) },
		func() request {
			days := pickOf(p, []string{"10m", "1d", "7d", "3h", "30d"}, "")
			return asked(http.MethodPost, v1+"clock/advance", fields{"by": days})
		},
		func() request {
			event := pickOf(p, contact.BankEvents(), contact.BankEvent{})
			return asked(http.MethodPost, v1+"links/"+link()+"/events", fields{"event": event.Name})
		},
		func() request {
			pins := []string{"heimdall", "six-failures", "heimdall-once", "password-changed"}
			return asked(http.MethodPut, v1+"links/"+link()+"/scenario", fields{"name": pickOf(p, pins, "")})
		},
		func() request {
			if p.IntN(4) > 0 {
				return asked(http.MethodGet, "/api/links/", nil)
			}
			return asked(http.MethodDelete, "/api/links/"+link()+"/", nil)
		},
		func() request {
			return asked(http.MethodDelete, "/"+pickOf(p, p.objects, "api/accounts/none")+"/", nil)
		},
		func() request {
			row := pickOf(p, rows, nil)
			return asked(http.MethodGet, "/"+row.Path+"/?page_size=20&link="+link(), nil)
		},
	}
}

func (p *player) register() request {
	banks := []string{"erebor_mx_retail", "heimdall_mx_retail", "gotham_br_business", "ironbank_br_business",
		"tatooine_mx_fiscal", "erebor_br_retail"}
	users := []string{"bnk100", "bnk103", "mfa_numeric", "user_invalid", "refresh_mfa", "someone"}
	body := fields{"institution": pickOf(p, banks, ""), "username": pickOf(p, users, ""),
		"password": "pass_valid", "access_mode": pickOf(p, []string{"single", "recurrent"}, "")}
	if p.IntN(3) == 0 {
		body["fetch_resources"] = []string{"ACCOUNTS", "TRANSACTIONS"}
	}
	return asked(http.MethodPost, "/api/links/", body)
}

func (p *player) retrieve() request {
	row := pickOf(p, registry.Registry(), nil)
	body := fields{"link": pickOf(p, p.links, ""), "save_data": p.IntN(4) > 0}
	for _, f := range row.Fields {
		if value := p.value(f); f.Required || p.IntN(2) == 0 {
			body[f.Name] = value
		}
	}
	return asked(http.MethodPost, "/"+row.Path+"/", body)
}

// value is one that a field of a request takes.
func (p *player) value(f registry.Field) any {
	switch {
	case len(f.Choices) > 0 && f.Kind == registry.Choices:
		return f.Choices[:1]
	case len(f.Choices) > 0:
		return f.Choices[p.IntN(len(f.Choices))]
	case f.Kind == registry.Flag:
		return p.IntN(2) == 0
	case f.Kind == registry.Year:
		return "2025"
	case f.Kind == registry.ID:
		_, id, _ := strings.Cut(pickOf(p, p.objects, "accounts/none"), "accounts/")
		return id
	case f.Name == "date_from":
		return fmt.Sprintf("2025-%02d-01", 2+p.IntN(10))
	default:
		return "2025-12-31"
	}
}

func (p *player) resume() request {
	token := pickOf(p, []string{"111111", "999999", "000000"}, "")
	place := pickOf(p, []string{"links", "accounts", "owners", "transactions"}, "")
	body := fields{"session": pickOf(p, p.sessions, ""), "token": token}
	return asked(http.MethodPatch, "/api/"+place+"/", body)
}

// see remembers what an answer has.
func (p *player) see(r request, body []byte) {
	var answer any
	if json.Unmarshal(body, &answer) != nil {
		return
	}
	p.look(strings.Trim(strings.SplitN(r.path, "?", 2)[0], "/"), answer)
}

func (p *player) look(path string, v any) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			p.look(path, item)
		}
	case map[string]any:
		id, _ := v["id"].(string)
		session, _ := v["session"].(string)
		waits, _ := v["link"].(string)
		switch {
		case session != "":
			note(&p.sessions, session)
			note(&p.links, waits)
		case strings.HasPrefix(path, "api/links") && id != "":
			note(&p.links, id)
		case strings.HasPrefix(path, "api/") && id != "" && strings.Count(path, "/") == 1:
			note(&p.objects, path+"/"+id)
		}
		p.look(path, v["results"])
	}
}

func note(list *[]string, item string) {
	if item != "" && !slices.Contains(*list, item) {
		*list = append(*list, item)
	}
}

// ownerOf is the created_by of a sandbox's links.
func ownerOf(d direct) string { return ident.Derive(uuid.NameSpaceOID, d.id).String() }

// answerOf makes a request and returns what matters of the answer.
func answerOf(d direct, r request) string {
	w := d.do(r.method, r.path, r.body)
	return fmt.Sprint(w.Code, " ", strings.ReplaceAll(w.Body.String(), ownerOf(d), "OWNER"))
}

// allOf lists what a sandbox has.
func allOf(p *player) []request {
	list := []request{{http.MethodGet, "/api/links/?page_size=1000", ""}, {http.MethodGet, v1 + "clock", ""},
		{http.MethodGet, v1 + "clock/agenda?limit=1000", ""}, {http.MethodGet, v1 + "scenarios", ""}}
	for _, row := range registry.Registry() {
		list = append(list, request{http.MethodGet, "/" + row.Path + "/?page_size=1000", ""})
		for _, link := range p.links {
			list = append(list, request{http.MethodGet, "/" + row.Path + "/?page_size=1000&link=" + link, ""})
		}
	}
	for _, link := range p.links {
		list = append(list, request{http.MethodGet, v1 + "links/" + link, ""})
	}
	for _, object := range p.objects[:min(len(p.objects), 40)] {
		list = append(list, request{http.MethodGet, "/" + object + "/", ""})
	}
	return list
}

// TestASnapshotIsTheWorld: a random world that was written down and put elsewhere answers and goes
// on there as at home.
func TestASnapshotIsTheWorld(t *testing.T) {
	t.Parallel()
	for game := range 2 * *long {
		t.Run(fmt.Sprint(game), func(t *testing.T) {
			t.Parallel()
			home := newDirect(t, manual)
			away := direct{home.handler, "0d5c1b8e-5e6b-4d2c-9f60-7c1f1b2a3d4e"}
			p := &player{Rand: ident.NewRand("snapshots", fmt.Sprint(game))}
			for range 100 {
				r := p.moves()[p.IntN(len(p.moves()))]()
				p.see(r, home.do(r.method, r.path, r.body).Body.Bytes())
			}
			accept := []string{"json", "yaml"}[game%2]
			document := home.do(http.MethodGet, v1+"snapshot?format="+accept, "").Body.String()
			away.do(http.MethodPost, "/api/links/", user("erebor_mx_retail", "stranger"))
			if w := away.do(http.MethodPut, v1+"snapshot", document); w.Code != http.StatusOK {
				t.Fatalf("%d %s of\n%s", w.Code, w.Body, document)
			}
			again := away.do(http.MethodGet, v1+"snapshot?format="+accept, "").Body.String()
			same(t, "the snapshot of the snapshot", again, document)
			for round := range 2 {
				agree(t, p, home, away, fmt.Sprint("round ", round))
			}
		})
	}
}

// agree compares two sandboxes, and goes on with the same requests in both.
func agree(t *testing.T, p *player, home, away direct, when string) {
	t.Helper()
	requests := allOf(p)
	for range 15 {
		requests = append(requests, p.moves()[p.IntN(len(p.moves()))]())
	}
	for i, r := range requests {
		want := answerOf(home, r)
		if got := answerOf(away, r); got != want {
			t.Fatalf("%s, request %d: %s %s %s is answered\n%.1500s\nwant\n%.1500s", when, i, r.method, r.path, r.body,
				got, want)
		}
		_, body, _ := strings.Cut(want, " ")
		p.see(r, []byte(body))
	}
}
