// Package search chooses which story to tell next. It knows what the runs so far were, and the one table
// of misfortunes, which is made of the table of a link's life, of the answers of institutions, of the events at
// the bank and of the faults of answers. It runs nothing itself, and the same seed and the same runs give
// the same stories.
package search

import (
	"slices"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/run"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/story"
)

// Misfortune is one kind of thing that can go wrong: either at a request, or for a whole run.
type Misfortune struct {
	Name string // stable; what it is counted by
	// Plain orders misfortunes that break an application alike: the least explains best.
	Plain int
	// Transparent misfortunes refuse nothing and lead to the same end: every test must pass.
	Transparent bool
	// Passing is a fault of one request that a second try overcomes.
	Passing bool
	// Costly misfortunes take their time for real, so they are tried last and once for each operation.
	Costly bool

	// Whole changes a story as a whole; nil for what happens at a request.
	Whole func(*story.Story)
	// Needs says what a run must have for Whole to matter.
	Needs func(run.Report) bool
	// Step is the step that makes it happen at a request, false where it cannot.
	Step func(run.Request) (story.Step, bool)
	// Leads is the event in the life of the request's link that comes of the step, "" for none.
	Leads func(run.Request) lifecycle.Event
}

// Table is all misfortunes there are.
func Table() []Misfortune {
	rows := wholes()
	for _, code := range answers() {
		rows = append(rows, answer(code)...)
	}
	rows = append(rows, faults()...)
	for _, e := range contact.BankEvents() {
		rows = append(rows, events(e)...)
	}
	return append(rows, times()...)
}

func hasWebhooks(r run.Report) bool { return len(r.Webhooks)+r.Waiting > 0 }

func hasData(r run.Report) bool { return len(r.Requests) > 0 }

// wholes are the misfortunes of a whole run.
func wholes() []Misfortune {
	hooks := func(name string, plain int, transparent bool, w story.Webhooks) Misfortune {
		return Misfortune{Name: name, Plain: plain, Transparent: transparent, Needs: hasWebhooks,
			Whole: func(s *story.Story) { s.Webhooks = &w }}
	}
	data := func(name string, plain int, transparent bool, a story.Answers) Misfortune {
		return Misfortune{Name: name, Plain: plain, Transparent: transparent, Needs: hasData,
			Whole: func(s *story.Story) { s.Answers = &a }}
	}
	return []Misfortune{
		hooks("webhooks-early", 0, true, story.Webhooks{When: "before_answer"}),
		hooks("webhooks-twice", 1, true, story.Webhooks{Duplicate: true}),
		hooks("webhooks-after", 2, true, story.Webhooks{When: "after_answer"}),
		hooks("webhooks-swapped", 3, true, story.Webhooks{Reorder: true}),
		hooks("webhooks-never", 4, false, story.Webhooks{When: "held"}),
		hooks("webhooks-a-day-late", 5, false, story.Webhooks{Delay: "25h"}),
		data("page-of-one", 1, true, story.Answers{PageSize: 1}),
		data("page-of-two", 2, true, story.Answers{PageSize: 2}),
		data("unknown-field", 3, true, story.Answers{UnknownFields: true}),
		data("no-data", 4, false, story.Answers{Data: "none"}),
		data("nulls", 5, false, story.Answers{Nulls: true}),
		data("long-texts", 6, false, story.Answers{LongTexts: true}),
		data("other-currency", 7, false, story.Answers{Currency: "USD"}),
	}
}

// answers are all that institutions can answer, in the order of the operations.
func answers() []belvo.Code {
	var codes []belvo.Code
	known := map[belvo.Code]bool{}
	for _, op := range lifecycle.Operations() {
		for _, code := range scenario.Answers(op) {
			if !known[code] {
				known[code] = true
				codes = append(codes, code)
			}
		}
	}
	return codes
}

// admitted says whether a request can be answered with a code: by the institution that it reaches, or by
// Belvo where it reaches none.
func admitted(r run.Request, code belvo.Code) bool {
	op := lifecycle.Operation(r.Operation)
	switch {
	case r.Before == "":
		// Belvo itself may refuse or fail at any request. That it answers as usual is no misfortune.
		return !slices.Contains(lifecycle.Operations(), op) && code != lifecycle.AnswerOK &&
			slices.Contains(scenario.Answers(op), code)
	case lifecycle.Admit(r.Before, op) != "" || r.Before == lifecycle.Deleted:
		return false
	}
	return slices.Contains(scenario.Answers(op), code)
}

// answer are the ways in which a code is answered: once, from then on, and lost.
func answer(code belvo.Code) []Misfortune {
	outcome := lifecycle.OutcomeOf(code)
	leads := func(r run.Request) lifecycle.Event {
		if outcome == lifecycle.Failed {
			return ""
		}
		return lifecycle.EventOf(lifecycle.Operation(r.Operation), outcome)
	}
	row := func(name string, plain int, change func(*story.Step)) Misfortune {
		return Misfortune{Name: name, Plain: plain, Leads: leads, Step: func(r run.Request) (story.Step, bool) {
			s := at(r)
			s.Respond = string(code)
			change(&s)
			return s, admitted(r, code)
		}}
	}
	rows := []Misfortune{row("answer-"+string(code), 10+plainCode(code), func(*story.Step) {})}
	switch code {
	case belvo.CodeTokenRequired:
		for _, kind := range []string{belvo.ChallengeNumeric, belvo.ChallengeQR, belvo.ChallengeText,
			belvo.ChallengeInputless} {
			rows = append(rows, row("answer-token_required-"+kind, 14, func(s *story.Step) {
				s.Challenge = &story.Challenge{Type: kind}
			}))
		}
		rows = append(rows, row("answer-token_required-lost", 15, func(s *story.Step) { s.Fault.Word = lost }))
	case belvo.CodeLoginError:
		always := row("answer-login_error-always", 30, func(s *story.Step) { s.Always = true })
		always.Leads = func(r run.Request) lifecycle.Event {
			if r.Operation == string(lifecycle.Retrieve) {
				return lifecycle.EventOf(lifecycle.Retrieve, lifecycle.Exhausted)
			}
			return leads(r)
		}
		rows = append(rows, always)
	case belvo.CodeInstitutionDown:
		rows = append(rows, row("answer-institution_down-always", 31, func(s *story.Step) { s.Always = true }))
	case lifecycle.AnswerOK:
		taken := row("lost", 2, func(s *story.Step) { s.Fault.Word = lost })
		taken.Passing = true
		rows = append(rows, taken)
	}
	return rows
}

// plainCode orders codes: that the bank asks for a token is the plainest, then refused credentials.
func plainCode(code belvo.Code) int {
	switch code {
	case belvo.CodeTokenRequired:
		return 0
	case belvo.CodeLoginError:
		return 1
	case belvo.CodeInstitutionDown:
		return 2
	}
	return 3
}

const lost = string(scenario.FaultReset)

// faults are what becomes of an answer on its way.
func faults() []Misfortune {
	row := func(name string, plain int, change func(*story.Step)) Misfortune {
		return Misfortune{Name: name, Plain: plain, Passing: true, Step: func(r run.Request) (story.Step, bool) {
			s := at(r)
			change(&s)
			return s, true
		}}
	}
	status := func(name string, plain, n int, always bool) Misfortune {
		m := row(name, plain, func(s *story.Step) { s.Fault.Status, s.Always = n, always })
		m.Passing = !always
		return m
	}
	hang := row("hang", 40, func(s *story.Step) { s.Fault.Word = string(scenario.FaultHang) })
	hang.Costly = true
	slow := row("slow", 39, func(s *story.Step) { s.Latency = "2s" })
	slow.Costly = true
	resets := row("reset-always", 25, func(s *story.Step) { s.Fault.Word, s.Always = lost, true })
	resets.Passing = false
	return []Misfortune{
		row("reset", 3, func(s *story.Step) { s.Fault.Word = lost }),
		status("down", 4, 503, false), status("bad-gateway", 5, 502, false), status("gateway-timeout", 6, 504, false),
		status("server-error", 7, 500, false), status("too-many-requests", 8, 429, false),
		row("truncated", 20, func(s *story.Step) { s.Respond, s.Fault.Word = okWord, string(scenario.FaultTruncated) }),
		row("malformed", 21, func(s *story.Step) { s.Respond, s.Fault.Word = okWord, string(scenario.FaultMalformed) }),
		status("down-always", 24, 503, true), resets, status("too-many-requests-always", 26, 429, true), slow, hang,
	}
}

const okWord = string(lifecycle.AnswerOK)

// at is a step at the answer of a request.
func at(r run.Request) story.Step {
	p := r.Point()
	return story.Step{At: p.At, Nth: p.Nth}
}

// before is a step right before a request.
func before(r run.Request) story.Step {
	p := r.Point()
	return story.Step{Before: p.At, Nth: p.Nth}
}

// events are the ways in which an event happens at the bank right before a request about the link.
func events(e contact.BankEvent) []Misfortune {
	row := func(name, when string, bank belvo.Code) Misfortune {
		legal := func(r run.Request) bool {
			return r.Before != "" && r.Before != lifecycle.None && r.Before != lifecycle.Deleted &&
				e.WhyNot(contact.Standing{State: r.Before, Session: r.Session, Consent: r.Consent}, when) == ""
		}
		return Misfortune{Name: name, Plain: 12, Step: func(r run.Request) (story.Step, bool) {
			s := before(r)
			s.Event, s.Bank = e.Name, string(bank)
			if when != e.Whens[0] {
				s.When = when
			}
			return s, legal(r)
		}, Leads: func(run.Request) lifecycle.Event {
			if when == contact.NextContact {
				return ""
			}
			return e.Leads(bank)
		}}
	}
	var rows []Misfortune
	for _, when := range e.Whens {
		if !e.AsksBank() {
			rows = append(rows, row("event-"+e.Name+"-"+when, when, ""))
			continue
		}
		for _, bank := range []belvo.Code{lifecycle.AnswerOK, belvo.CodeTokenRequired, belvo.CodeLoginError} {
			rows = append(rows, row("event-"+e.Name+"-"+string(bank), when, bank))
		}
	}
	return rows
}

// times are moves of the clock right before a request.
func times() []Misfortune {
	var rows []Misfortune
	for i, by := range []string{"1h", "25h", "400d"} {
		rows = append(rows, Misfortune{Name: "time-" + by, Plain: 16 + i,
			Step: func(r run.Request) (story.Step, bool) {
				s := before(r)
				s.Advance = by
				return s, true
			}})
	}
	return rows
}
