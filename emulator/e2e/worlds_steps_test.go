package e2e_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/ident"
)

// stroll is a walk of random steps over all operations: what it has met in two worlds that should be the same.
// The same random numbers and the same answers give the same steps.
type stroll struct {
	player
	tokens   []string // access tokens, which open the sandbox that they were made in
	endpoint string   // the address of a receiver of webhooks
	only     []string // the kinds of steps that it takes, none: all
}

// fork returns a stroll that goes on from here by other random numbers.
func (s *stroll) fork(seed string) *stroll {
	c := *s
	c.Rand = ident.NewRand("astray", seed)
	c.links, c.sessions = slices.Clone(s.links), slices.Clone(s.sessions)
	c.objects, c.tokens = slices.Clone(s.objects), slices.Clone(s.tokens)
	return &c
}

// one is one of some texts, and an id of nothing when there is none.
func (s *stroll) one(of ...string) string {
	if len(of) == 0 {
		return uuid.Nil.String()
	}
	return of[s.IntN(len(of))]
}

func (s *stroll) link() string { return s.one(s.links...) }

// kinds are the kinds of steps, by name.
func (s *stroll) kinds() map[string]func() request {
	return map[string]func() request{
		"play": s.play, "register": s.registerAny, "retrieve": s.retrieveMFA, "resume": s.resumeAt, "heal": s.heal,
		"remove": s.remove, "list": s.list, "token": s.access, "refresh token": s.renew, "widget": s.widget,
		"widget start": s.start, "enrich": s.enrich, "wrong": s.wrong,
		"event": s.event, "queue": s.queue, "steer": s.steer, "trial": s.trial, "story": s.story, "move": s.move,
		"seed": s.seed, "send": s.send, "checkpoint": s.checkpoint,
		"delay": s.delay, "slow": s.slow, "endpoint": s.endpoints, "release": s.release, "fire": s.fire, "redeliver": s.redeliver,
	}
}

// often is how often a kind of step is taken, if not once.
var often = map[string]int{"play": 6, "register": 3, "retrieve": 3, "resume": 3, "list": 3, "queue": 2, "move": 3}

// step draws a request.
func (s *stroll) step() request {
	kinds := s.kinds()
	var names []string
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		if len(s.only) == 0 || slices.Contains(s.only, name) {
			names = append(names, slices.Repeat([]string{name}, max(1, often[name]))...)
		}
	}
	return kinds[names[s.IntN(len(names))]]()
}

// play is one of the moves of a player, which are over all resources.
func (s *stroll) play() request {
	moves := s.moves()
	return moves[s.IntN(len(moves))]()
}

// ask is a request with a body in JSON.
func ask(method, path, format string, args ...any) request {
	return request{method, path, fmt.Sprintf(format, args...)}
}

func (s *stroll) registerAny() request {
	more := s.one("", "", `,"stale_in":"10d"`, `,"credentials_storage":"20d"`, `,"external_id":"mine"`,
		`,"fetch_resources":["ACCOUNTS","OWNERS"]`)
	if s.IntN(6) == 0 {
		return ask(http.MethodPost, "/api/links/", `{"institution":"ofmockbank_br_retail","username":%q,"access_mode":`+
			`"recurrent","username_type":"103"%s}`, s.one("76109277673", "11144477735"), more)
	}
	return ask(http.MethodPost, "/api/links/", `{"institution":%q,"username":%q,"password":%q,"access_mode":%q%s}`,
		s.one("erebor_mx_retail", "heimdall_mx_retail", "gotham_mx_business", "tatooine_mx_fiscal"),
		s.one("bnk100", "bnk101", "mfa_default", "mfa_qr", "refresh_mfa", "flaky", "user_locked", "user_invalid"),
		s.one("pass_valid", "pass_valid", "pass_invalid"), s.one("recurrent", "recurrent", "single"), more)
}

func (s *stroll) retrieveMFA() request {
	switch s.IntN(4) {
	case 0:
		return ask(http.MethodPost, "/api/transactions/", `{"link":%q,"date_from":"2025-12-20","date_to":"2025-12-28"}`,
			s.link())
	case 1:
		return ask(http.MethodPost, "/api/accounts/", `{"link":%q,"token":"111111"}`, s.link())
	}
	return ask(http.MethodPost, "/api/"+s.one("accounts", "owners")+"/", `{"link":%q}`, s.link())
}

func (s *stroll) resumeAt() request {
	return ask(http.MethodPatch, "/api/"+s.one("links", "accounts")+"/", `{"session":%q,"link":%q,"token":%q}`,
		s.one(s.sessions...), s.link(), s.one("111111", "111111", "000000", "999999"))
}

func (s *stroll) heal() request {
	path := "/api/links/" + s.link() + "/"
	switch s.IntN(4) {
	case 0:
		return ask(http.MethodPatch, path, `{"stale_in":"%dd"}`, 10+s.IntN(50))
	case 1:
		return ask(http.MethodPost, path+"refresh/", "")
	case 2:
		return ask(http.MethodPatch, path, `{"refresh_rate":%q}`, s.one("6h", "24h", "7d", "30d"))
	}
	return ask(http.MethodPut, path, `{"password":%q}`, s.one("pass_valid", "pass_new", "pass_invalid"))
}

func (s *stroll) remove() request {
	return ask(http.MethodDelete, "/"+s.one("api/links/"+s.link(), s.one(s.objects...), s.one(s.objects...))+"/", "")
}

func (s *stroll) list() request {
	return ask(http.MethodGet, "/api/"+s.one("links/?page_size=3", "accounts/?page_size=2", "transactions/?page_size=2",
		"owners/?page_size=2", "links/"+s.link()+"/", "accounts/?link="+s.link()+"&page_size=1", "consents/",
		"institutions/?page_size=2", "incomes/?page_size=2", ""), "")
}

// sandboxID stands for the secret id of the sandbox in a step.
const sandboxID = "SANDBOX"

func (s *stroll) access() request {
	if s.IntN(4) == 0 {
		return ask(http.MethodPost, "/api/links/"+s.link()+"/token/", `{"scopes":"read_links,write_links"}`)
	}
	return ask(http.MethodPost, "/api/token/", `{"id":%q,"password":%q,"scopes":"read_links,write_links"}`, sandboxID,
		emulator.DefaultSecretPassword)
}

func (s *stroll) renew() request {
	return ask(http.MethodPost, "/api/token/refresh/", `{"refresh":%q}`, s.one(s.tokens...))
}

func (s *stroll) widget() request {
	return ask(http.MethodPost, v1+"widget", `{"access_token":%q,"answers":{"username":%q,"password":"pass_valid"}}`,
		s.one(s.tokens...), s.one("bnk100", "mfa_default", "user_locked"))
}

func (s *stroll) start() request {
	return request{http.MethodPost, "/widget/v1/start", "Bearer " + s.one(s.tokens...)}
}

func (s *stroll) enrich() request {
	return ask(http.MethodPost, "/api/enrich/incomes/", `{"language":"pt","transactions":[{"transaction_id":"t1",`+
		`"account_holder_type":"INDIVIDUAL","account_holder_id":"h","description":"salary","type":"INFLOW",`+
		`"amount":%d,"currency":"BRL","value_date":"2025-12-%02d"}]}`, 100+s.IntN(900), 1+s.IntN(27))
}

func (s *stroll) wrong() request {
	return [...]request{ask(http.MethodPost, "/api/links/", `{"institution":"nobody"}`),
		ask(http.MethodPost, "/api/links/", `{"broken`), ask(http.MethodGet, "/api/nothing/", ""),
		ask(http.MethodDelete, "/api/links/", ""), ask(http.MethodGet, "/api/links/?page=99", ""),
		ask(http.MethodPost, "/api/payments/", "{}"), ask(http.MethodPost, "/api/token/", `{"scopes":"x"}`)}[s.IntN(7)]
}

// meet learns what an answer shows.
func (s *stroll) meet(r request, body string) {
	s.see(r, []byte(body))
	var shown struct{ Access, Refresh string }
	_ = json.Unmarshal([]byte(body), &shown) // faults spoil answers, and lists have none of them
	if strings.HasSuffix(r.path, "token/") && shown.Access != "" {
		s.tokens = append(s.tokens, shown.Access, shown.Refresh)
	}
}
