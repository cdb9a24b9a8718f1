package story

import (
	"fmt"
	"slices"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/suggest"
)

// mistake is something wrong at a place of a story.
type mistake struct{ path, text string }

// Check returns what is wrong with a story that was not read from a file, nil for nothing.
func (s Story) Check(operations []string) error {
	for _, p := range s.problems(operations) {
		return fmt.Errorf("%s: %s", p.path, p.text)
	}
	return nil
}

func (s Story) problems(operations []string) (found []mistake) {
	if s.Version != Version {
		found = append(found, mistake{"version", fmt.Sprintf("it must be %d", Version)})
	}
	if a := s.Answers; a != nil && a.PageSize > 1000 {
		found = append(found, mistake{"answers.page_size", "a page has 1000 objects at most"})
	}
	for i, step := range s.Steps {
		path := fmt.Sprintf("steps[%d]", i)
		for _, check := range []func() (field, text string){func() (string, string) { return step.checkPoint(operations) },
			step.checkEffect, step.checkAnswer, step.checkWords} {
			if field, text := check(); text != "" {
				if field != "" {
					field = "." + field
				}
				found = append(found, mistake{path + field, text})
				break
			}
		}
	}
	return found
}

// checkPoint looks at where the step is.
func (s Step) checkPoint(operations []string) (field, text string) {
	field = "at"
	if s.Before != "" {
		field = "before"
	}
	switch {
	case (s.At == "") == (s.Before == ""):
		return "", "a step has either at or before"
	case !slices.Contains(operations, s.Point()):
		return field, fmt.Sprintf("there is no operation %q%s", s.Point(), suggest.Tail(s.Point(), operations))
	}
	return "", ""
}

// checkEffect looks at what happens right before a request.
func (s Step) checkEffect() (field, text string) {
	switch {
	case s.Before == "" && (s.Event != "" || s.Advance != ""):
		return "", "event and advance happen before a request: say before instead of at"
	case s.Before == "":
		return "", ""
	case (s.Event == "") == (s.Advance == ""):
		return "", "with before there is either event or advance"
	case s.Event == "" && (s.When != "" || s.Link != "" || s.Bank != ""):
		return "advance", "it stands alone"
	case s.Bank != "" && s.Event != "refresh":
		return "bank", "only the event refresh asks the bank something"
	case s.changesAnswer():
		return "", "what becomes of the answer is a step of its own, with at"
	}
	return s.checkWhen()
}

// changesAnswer says whether the step has a field that only makes sense with at.
func (s Step) changesAnswer() bool {
	return s.Respond != "" || s.Fault != (Fault{}) || s.Latency != "" || s.Status != 0 || s.Message != ""
}

// checkWhen looks at when the event happens, which not every event allows.
func (s Step) checkWhen() (field, text string) {
	for _, e := range contact.BankEvents() {
		if e.Name == s.Event && s.When != "" && !slices.Contains(e.Whens, s.When) {
			return "when", fmt.Sprintf("%s cannot happen %s%s", e.Name, s.When, suggest.Tail(s.When, e.Whens))
		}
	}
	return "", ""
}

// checkAnswer looks at what becomes of an answer.
func (s Step) checkAnswer() (field, text string) {
	_, isError := belvo.Lookup(belvo.Code(s.Respond))
	switch {
	case s.At != "" && s.Respond == "" && s.Fault == (Fault{}) && s.Latency == "":
		return "", "with at there is one of respond, fault and latency"
	case s.Always && s.Times != 0:
		return "always", "always and times exclude each other"
	case s.Status != 0 && !isError:
		return "status", "it belongs to the code of an error"
	case s.Status > 599:
		return "status", "it is between 400 and 599"
	case s.Fault.Status > 599 || s.Fault.Status != 0 && s.Fault.Status < 400:
		return "fault", "a status is between 400 and 599"
	}
	return "", ""
}

// checkWords looks at what belongs to some words only.
func (s Step) checkWords() (field, text string) {
	entry, _ := belvo.Lookup(belvo.Code(s.Respond))
	challenged := belvo.Code(s.Respond) == belvo.CodeTokenRequired || s.Event == "demand_token"
	switch {
	case s.Challenge != nil && !challenged:
		return "challenge", "it belongs to token_required and to demand_token"
	case s.Message != "" && !slices.Contains(entry.Messages, s.Message):
		return "message", "it is none of the code's" + suggest.Tail(s.Message, entry.Messages)
	}
	return "", ""
}

// Kind is the fault as scenarios have it.
func (f Fault) Kind() scenario.Fault {
	if f.Status != 0 {
		return scenario.Fault{Kind: scenario.FaultStatus, Status: f.Status}
	}
	return scenario.Fault{Kind: scenario.FaultKind(f.Word)}
}
