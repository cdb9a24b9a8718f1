package world

import (
	"slices"
	"time"

	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

func writeEndpoint(e webhook.Endpoint) snapshot.Endpoint {
	out := snapshot.Endpoint{ID: e.ID, URL: e.Shown(), Profile: e.Profile.Name, Types: e.Types,
		Duplicate: e.Mangle.Duplicate, Reorder: e.Mangle.Reorder, When: string(e.When)}
	if e.Authorization != "" {
		out.Authorization = snapshot.Redacted
	}
	if e.Mangle.Delay > 0 {
		out.Delay = e.Mangle.Delay.String()
	}
	return out
}

// writeManner writes down how all webhooks are sent, also if there is nothing special about it: that may be new.
func writeManner(m webhook.Manner) *snapshot.Manner {
	return &snapshot.Manner{Duplicate: m.Duplicate, Delay: writeDuration(m.Delay), Reorder: m.Reorder, When: string(m.When)}
}

// versions are the scenarios that places in scenarios may belong to. A place belongs to one version of its scenario:
// with another of the same name it is followed when it is next used, which may never happen.
type versions struct {
	files *scenario.Set
	tried *scenario.Scenario // nil for none
}

// of says whether a place belongs to a scenario that is in force no more, or that the one under trial hides.
func (v versions) of(sc scenario.Script) (lost, hidden bool) {
	if sc.Scenario == v.tried {
		return false, false
	}
	file, _ := v.files.Named(sc.Scenario.Name)
	return sc.Scenario != file, sc.Scenario == file && v.tried != nil && v.tried.Name == file.Name
}

// have says whether there is a scenario of a name.
func (v versions) have(name string) bool {
	_, is := v.files.Named(name)
	return is || v.tried != nil && v.tried.Name == name
}

// writeLink writes down a link, and which version of its scenario it stands in.
func (v versions) writeLink(l *store.Link) snapshot.Link {
	out := writeLink(l)
	if l.Script.Scenario != nil {
		out.Facts.Lost, out.Facts.Hidden = v.of(l.Script)
	}
	return out
}

// writeLink writes down a link as it is told of.
func writeLink(l *store.Link) snapshot.Link {
	out := snapshot.Link{ID: l.ID, Institution: l.Institution, Username: l.Username, State: string(l.State),
		ExternalID: l.ExternalID, AccessMode: string(l.AccessMode), RefreshRate: l.RefreshRate,
		CredentialsStorage: l.CredentialsStorage, StaleIn: l.StaleIn,
		FetchResources: slices.Concat([]string{}, l.FetchResources)}
	f := &snapshot.Facts{CreatedAt: l.CreatedAt, LastAccessedAt: l.LastAccessedAt,
		CredentialsUntil: l.CredentialsUntil, RefreshDue: l.RefreshDue, RefreshedAt: l.RefreshedAt,
		CollectedAt: l.CollectedAt, StaleAt: l.StaleAt, Refusals: l.Refusals, DataSet: l.DataSet,
		Pinned: l.Pinned}
	if l.Script.Scenario != nil {
		out.Scenario, out.ScenarioState = l.Script.Scenario.Name, l.Script.State.Name
		f.Entered, f.Uses = l.Script.Entered, writeUses(l.Script)
	}
	if !l.Consent.Since.IsZero() {
		terms := l.Consent
		f.Consent = &terms
	}
	if l.Demand.Code != "" {
		f.Demand = &snapshot.Demand{Code: string(l.Demand.Code), Challenge: writeChallenge(l.Demand.Challenge)}
	}
	for _, p := range l.Pending {
		f.Pending = append(f.Pending, snapshot.Pending{Resource: string(p.Resource), At: p.At})
	}
	out.Facts = f
	return out
}

func writeUses(sc scenario.Script) (uses []snapshot.Use) {
	for _, u := range sc.Uses() {
		uses = append(uses, snapshot.Use(u))
	}
	return uses
}

func writeChallenge(c *scenario.Challenge) *snapshot.Challenge {
	if c == nil {
		return nil
	}
	out := &snapshot.Challenge{Type: c.Type, Value: c.Value, Instructions: c.Instructions}
	if c.Expiry > 0 {
		out.Expiry = c.Expiry.String()
	}
	return out
}

// writeSession leaves out the MFA token that the request brought: it has been used.
func writeSession(s store.Session) snapshot.Session {
	out := snapshot.Session{ID: s.ID, Link: s.Link, Operation: string(s.Operation), Resource: string(s.Resource),
		Challenge: writeChallenge(s.Challenge), ExpiresAt: s.ExpiresAt}
	if asked, is := s.Params.(sandbox.Retrieval); is {
		out.Asked, out.SaveData = asked.Params.Texts(), asked.SaveData
	}
	return out
}

// writeNext writes down the answers that wait, nil for none that ever did.
func writeNext(s contact.Steered) *snapshot.Next {
	if s.Queued == 0 && s.Settings == (contact.Settings{}) && s.Told == nil && s.Tried == nil {
		return nil
	}
	out := &snapshot.Next{Queued: s.Queued, Settings: writeSettings(s.Settings)}
	if s.Tried != nil {
		out.Trial = string(s.Tried.Text)
	}
	if s.Told != nil {
		out.Story = &snapshot.Story{Name: s.Told.Name, Steps: []snapshot.Step{}}
		for _, step := range s.Told.Steps {
			out.Story.Steps = append(out.Story.Steps, snapshot.Step(step))
		}
	}
	for _, n := range s.Waiting {
		m := n.Match
		a := snapshot.Answer{ID: n.ID, Respond: string(n.Respond), Message: n.Message, Status: n.Status,
			Challenge: writeChallenge(n.Challenge), Latency: writeDuration(n.Latency), Fault: string(n.Fault.Kind),
			FaultWith: n.Fault.Status, Times: n.Times, Left: n.Left, Always: n.Always, Seen: n.Seen,
			Match: snapshot.Match{Method: m.Method, Path: m.Path, Operation: m.Operation, Link: m.Link,
				Resource: string(m.Resource), Institution: m.Institution, Nth: m.Nth}}
		for _, e := range n.Before {
			effect := snapshot.Effect{Event: e.Event, When: e.When, Challenge: writeChallenge(e.Challenge),
				Bank: string(e.Bank), Advance: writeDuration(e.Advance)}
			if e.Event != "" {
				effect.Link = e.Link.String()
			}
			a.Before = append(a.Before, effect)
		}
		out.Waiting = append(out.Waiting, a)
	}
	return out
}

// writeSettings writes settings down, nil for those as usual.
func writeSettings(s contact.Settings) *snapshot.Settings {
	if s == (contact.Settings{}) {
		return nil
	}
	out := &snapshot.Settings{PageSize: s.PageSize, Data: s.Data, UnknownFields: s.UnknownFields, Nulls: s.Nulls,
		LongTexts: s.LongTexts, Currency: s.Currency}
	if h := s.Hooks; h != (contact.Hooks{}) {
		out.Webhooks = &snapshot.Hooks{Duplicate: h.Mangle.Duplicate, Delay: writeDuration(h.Mangle.Delay),
			Reorder: h.Mangle.Reorder, When: h.When}
	}
	return out
}

func writeDuration(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}
