package story

import (
	"cmp"
	"fmt"
	"strings"

	"belvo-emulator/emulator/internal/contact"
)

// Sentences are the story in words, one for each thing that happens.
func (s Story) Sentences() []string {
	var lines []string
	if w := s.Webhooks; w != nil {
		lines = append(lines, w.sentences()...)
	}
	if a := s.Answers; a != nil {
		lines = append(lines, a.sentences()...)
	}
	for _, step := range s.Steps {
		lines = append(lines, step.Sentence())
	}
	return lines
}

func (w Webhooks) sentences() (lines []string) {
	say := func(is bool, text string) {
		if is {
			lines = append(lines, text)
		}
	}
	say(w.Duplicate, "each webhook comes twice")
	say(w.Reorder, "webhooks come in another order")
	say(w.Delay != "", "webhooks come "+w.Delay+" later")
	say(w.When == "before_answer", "webhooks come before the answer of the request that causes them")
	say(w.When == "after_answer", "webhooks come after the answer of the request that causes them")
	say(w.When == "held", "no webhook comes")
	return lines
}

func (a Answers) sentences() (lines []string) {
	say := func(is bool, text string) {
		if is {
			lines = append(lines, text)
		}
	}
	say(a.PageSize != 0, fmt.Sprintf("a page of a list has %d of its objects", a.PageSize))
	say(a.Data == "none", "the user has no data")
	say(a.Data != "" && a.Data != "none", "the user has the data set "+a.Data)
	say(a.UnknownFields, "objects have a field that is new")
	say(a.Nulls, "fields that may be null are null")
	say(a.LongTexts, "texts are as long as any")
	say(a.Currency != "", "all amounts are in "+a.Currency)
	return lines
}

// Sentence is the step in words.
func (s Step) Sentence() string {
	which := fmt.Sprintf("%s (the %s)", s.Point(), ordinal(s.Turn()))
	switch {
	case s.Always:
		which = fmt.Sprintf("each %s from the %s on", s.Point(), ordinal(s.Turn()))
	case s.Times > 1:
		which = fmt.Sprintf("%d %s from the %s on", s.Times, s.Point(), ordinal(s.Turn()))
	}
	if s.Before != "" {
		return s.effect() + " right before " + which
	}
	return which + " " + s.answer()
}

// effects are the events at the bank in words.
var effects = map[string]string{
	"demand_token":       "the bank demands a token of %s",
	"change_password":    "the user of %s changes the password",
	"invalidate":         "%s becomes invalid",
	"refresh":            "%s is refreshed",
	"expire_session":     "the MFA session of %s ends",
	"expire_credentials": "the stored credentials of %s expire",
	"expire_consent":     "the consent of %s ends",
}

func (s Step) effect() string {
	if s.Event == "" {
		return s.Advance + " pass"
	}
	link := "the link"
	if s.Link == "first" {
		link = "the first link"
	}
	text := fmt.Sprintf(cmp.Or(effects[s.Event], s.Event+" happens to %s"), link)
	if s.Bank != "" {
		text += " and the bank answers " + s.Bank
	}
	switch s.When {
	case contact.NextContact:
		text += ", which shows at the next contact,"
	case contact.Now:
		text += ", which shows at once,"
	}
	return text
}

// faults are what becomes of an answer, in words.
var faults = map[string]string{
	"hang":      "the answer never comes",
	"reset":     "the connection breaks before the answer",
	"truncated": "half of the answer comes",
	"malformed": "the answer is no JSON",
}

func (s Step) answer() string {
	var parts []string
	fault := faults[s.Fault.Word]
	switch {
	case s.Respond == "ok" && s.Fault.Word == "reset":
		fault = "is carried out, and its answer is lost"
		parts = append(parts, fault)
		fault = ""
	case s.Respond == "ok":
		parts = append(parts, "is accepted")
	case s.Respond != "" && s.Fault.Word == "reset":
		parts = append(parts, "is answered "+s.Respond+s.kind()+", and the answer is lost")
		fault = ""
	case s.Respond != "":
		parts = append(parts, "is answered "+s.Respond+s.kind())
	case s.Fault.Status != 0:
		parts = append(parts, fmt.Sprintf("is answered %d by a proxy", s.Fault.Status))
	}
	if fault != "" {
		if len(parts) == 0 {
			parts = append(parts, "is not carried out")
		}
		parts = append(parts, fault)
	}
	if s.Latency != "" {
		if len(parts) == 0 {
			return "is answered " + s.Latency + " later"
		}
		parts = append(parts, "the answer comes "+s.Latency+" later")
	}
	return strings.Join(parts, ": ")
}

// kind is the kind of the challenge, in brackets.
func (s Step) kind() string {
	if s.Challenge == nil || s.Challenge.Type == "" {
		return ""
	}
	return " (" + s.Challenge.Type + ")"
}

// ordinal is a number in words of order: 1st, 2nd, 3rd, 4th.
func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return fmt.Sprintf("%d%s", n, suffix)
}
