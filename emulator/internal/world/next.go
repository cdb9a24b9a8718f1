package world

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// readNext restores what decides about the answers to come.
func (r *restorer) readNext() {
	if r.doc.Next == nil {
		return
	}
	r.about(subject{kind: theNext})
	defer r.aboutRest()
	to := contact.Steered{Queued: r.doc.Next.Queued}
	if r.lenient { // the sandbox may be pinned to a scenario that is not there any more
		to.Pinned = r.doc.Scenario
	}
	if d := r.doc.Next.Settings; d != nil {
		to.Settings = readSettings(d)
		r.checkSettings(d)
	}
	if d := r.doc.Next.Story; d != nil {
		to.Told = &contact.Told{Name: d.Name}
		for _, step := range d.Steps {
			to.Told.Steps = append(to.Told.Steps, contact.ToldStep(step))
		}
	}
	for i := range r.doc.Next.Waiting {
		n, err := readAnswer(&r.doc.Next.Waiting[i])
		if err != nil {
			r.wrongField(fmt.Sprintf("next.waiting[%d]", i), err)
			continue
		}
		if n.ID == 0 {
			n.ID = i + 1
		}
		to.Waiting = append(to.Waiting, n)
	}
	if text := r.doc.Next.Trial; text != "" {
		if to.Tried = r.Tried(); to.Tried == nil || string(to.Tried.Text) != text {
			var problems yamlfile.Problems
			to.Tried, problems = scenario.Parse(scenario.TrialFile, []byte(text), r.Desk().Catalog.Sets())
			if len(problems) > 0 {
				r.wrong("next.trial", "%s", problems[0])
			}
		}
	}
	r.Steer(to)
}

// checkSettings refuses settings that cannot be set. Those of a state may name a data set that was taken away since,
// as it may be while the emulator runs.
func (r *restorer) checkSettings(d *snapshot.Settings) {
	if d.PageSize > 1000 {
		r.wrong("next.settings.page_size", "it must be at most 1000")
	}
	switch {
	case d.Data == "" || slices.Contains(r.Desk().Catalog.Sets(), d.Data):
	case r.lenient:
		r.warn("there is no data set %q, which the settings name: links that are made before the settings are changed "+
			"have no data, and refuse the next start", d.Data)
	default:
		r.wrong("next.settings.data", "there is no data set %q", d.Data)
	}
}

// readSettings makes settings, whose form was checked.
func readSettings(d *snapshot.Settings) contact.Settings {
	s := contact.Settings{PageSize: d.PageSize, Data: d.Data, UnknownFields: d.UnknownFields, Nulls: d.Nulls,
		LongTexts: d.LongTexts, Currency: d.Currency}
	if h := d.Webhooks; h != nil {
		s.Hooks = contact.Hooks{Mangle: notice.Mangle{Duplicate: h.Duplicate, Delay: readDuration(h.Delay),
			Reorder: h.Reorder}, When: h.When}
	}
	return s
}

// readAnswer makes an answer that waits. The error is what is wrong with it.
func readAnswer(d *snapshot.Answer) (contact.Next, error) {
	n := contact.Next{ID: d.ID, Respond: belvo.Code(d.Respond), Message: d.Message, Status: d.Status,
		Challenge: readChallenge(d.Challenge), Latency: readDuration(d.Latency),
		Fault: scenario.Fault{Kind: scenario.FaultKind(d.Fault), Status: d.FaultWith}, Times: max(d.Times, 1),
		Always: d.Always, Seen: d.Seen,
		Match: contact.NextMatch{Method: strings.ToUpper(d.Match.Method), Path: d.Match.Path, Operation: d.Match.Operation,
			Link: d.Match.Link, Resource: belvo.Resource(strings.ToUpper(d.Match.Resource)),
			Institution: d.Match.Institution, Nth: d.Match.Nth}}
	if n.Left = d.Left; n.Left == 0 {
		n.Left = n.Times
	}
	if err := checkAnswer(d, &n); err != nil {
		return n, err
	}
	for i, e := range d.Before {
		effect, err := readEffect(e)
		if err != nil {
			return n, fieldError(fmt.Sprintf("before[%d]", i), "%v", err)
		}
		n.Before = append(n.Before, effect)
	}
	return n, nil
}

// checkAnswer refuses words that name nothing, and an answer that does nothing.
func checkAnswer(d *snapshot.Answer, n *contact.Next) error {
	entry, isError := belvo.Lookup(n.Respond)
	faults := []string{string(scenario.FaultHang), string(scenario.FaultReset), string(scenario.FaultTruncated),
		string(scenario.FaultMalformed), string(scenario.FaultStatus)}
	switch {
	case d.Respond == "" && d.Fault == "" && n.Latency <= 0 && len(d.Before) == 0:
		return fieldError("respond", "one of respond, fault, latency and before is needed")
	case d.Times > contact.MaxTimes || d.Left > contact.MaxTimes || d.Match.Nth > contact.MaxTimes:
		return fieldError("times", "times, left and nth must be at most %d", contact.MaxTimes)
	case d.Message != "" && !slices.Contains(entry.Messages, d.Message):
		return fieldError("message", "it is no message of %q%s", d.Respond, suggest.Tail(d.Message, entry.Messages))
	case d.Status != 0 && (!isError || d.Status > 599):
		return fieldError("status", "it must be from 400 to 599, for the code of an error")
	case d.Challenge != nil && n.Respond != belvo.CodeTokenRequired:
		return fieldError("challenge", "it belongs to respond: token_required")
	case d.Fault != "" && !slices.Contains(faults, d.Fault):
		return fieldError("fault", "there is no fault %q%s", d.Fault, suggest.Tail(d.Fault, faults))
	case (n.Fault.Kind == scenario.FaultStatus) != (d.FaultWith > 0) || d.FaultWith > 599:
		return fieldError("fault_status", "it must be from 400 to 599, for the fault status")
	}
	return checkMatch(d)
}

// checkMatch refuses a match that no request can have.
func checkMatch(d *snapshot.Answer) error {
	operations := contact.NextOperations()
	switch {
	case d.Match.Operation != "" && !slices.Contains(operations, d.Match.Operation):
		return fieldError("match.operation", "there is no operation %q%s", d.Match.Operation,
			suggest.Tail(d.Match.Operation, operations))
	case belvo.CheckPattern(d.Match.Path) != nil:
		return fieldError("match.path", "%v", belvo.CheckPattern(d.Match.Path))
	}
	return nil
}

// readEffect makes what happens right before a request. The error is what is wrong with it.
func readEffect(d snapshot.Effect) (contact.Effect, error) {
	e := contact.Effect{Event: d.Event, When: d.When, Challenge: readChallenge(d.Challenge), Bank: belvo.Code(d.Bank),
		Advance: readDuration(d.Advance)}
	if (d.Event == "") == (e.Advance <= 0) {
		return e, fmt.Errorf("it has either an event or advance")
	}
	if d.Event != "" && !slices.ContainsFunc(contact.BankEvents(), func(b contact.BankEvent) bool {
		return b.Name == d.Event && (d.When == "" || slices.Contains(b.Whens, d.When))
	}) {
		return e, fmt.Errorf("there is no event %q with when %q", d.Event, d.When)
	}
	if e.Bank != "" && (d.Event != "refresh" || !slices.Contains(scenario.Answers(lifecycle.Refresh), e.Bank)) {
		return e, fmt.Errorf("the bank does not answer %q to a refresh", d.Bank)
	}
	switch d.Link {
	case "", contact.LinkOfRequest:
	case contact.FirstLink:
		e.Link.First = true
	default:
		id, err := uuid.Parse(d.Link)
		if err != nil {
			return e, fmt.Errorf("its link must be %s, %s or an id", contact.LinkOfRequest, contact.FirstLink)
		}
		e.Link.ID = id
	}
	return e, nil
}
