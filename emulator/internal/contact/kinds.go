package contact

import (
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/lifecycle"
)

// UsualProcess is the process type that an event has when it is not fired by hand, "" for events
// that have none or are not known.
func (d *Desk) UsualProcess(hook journal.Hook) string {
	if hook.Type == ConsentEvents || hook.Type == LinkEvents && hook.Code != linkDeleted {
		return processRecurrent
	}
	for _, row := range d.Rows {
		switch h := row.Webhooks; {
		case h.Type != hook.Type:
		case hook.Code == HistoricalUpdate, slices.ContainsFunc(h.First, HasCode(hook.Code)):
			return processHistorical
		case hook.Code == h.NewCode || hook.Code == h.ChangedCode:
			return processRecurrent
		}
	}
	return ""
}

// HasCode returns a test for a resource's webhook of the history that has this code.
func HasCode(code string) func(registry.History) bool {
	return func(h registry.History) bool { return h.Code == code }
}

// WebhookKinds are the kinds of webhooks that are sent without being asked for.
func WebhookKinds(rows []*registry.Row) []journal.Hook {
	var kinds []journal.Hook
	add := func(kind, code string) {
		if hook := (journal.Hook{Type: kind, Code: code}); code != "" && !slices.Contains(kinds, hook) {
			kinds = append(kinds, hook)
		}
	}
	for _, t := range lifecycle.Table() {
		for _, effect := range t.Effects {
			if code, is := strings.CutPrefix(string(effect), "webhook:"); is {
				add(LinkEvents, code)
			}
		}
	}
	add(LinkEvents, linkDeleted)
	add(ConsentEvents, consentExpired)
	add(ConsentEvents, consentExpiring)
	for _, row := range rows {
		if hooks := row.Webhooks; hooks.Type != "" {
			for _, first := range hooks.First {
				add(hooks.Type, first.Code)
			}
			add(hooks.Type, HistoricalUpdate)
			add(hooks.Type, hooks.NewCode)
			add(hooks.Type, hooks.ChangedCode)
		}
	}
	return kinds
}
