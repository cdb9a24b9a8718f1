package engine

import (
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/resource"
	"belvo-emulator/emulator/internal/store"
)

// collectHistory has all that a recurrent link, or a single one that was told what to fetch,
// collects by itself, and reports it.
func (s *step) collectHistory() {
	rows := s.wanted()
	s.schedule(rows)
	for _, row := range rows {
		s.notifyHistory(row, s.now)
	}
	s.collectUnasked()
	s.collected(len(rows) > 0)
}

// collectNews has what is new since the last collection. A refresh that was asked for, and the
// first one of a link, have the whole history.
func (s *step) collectNews() {
	last := s.link.CollectedAt
	if s.op == lifecycle.Refresh && s.fields[fetchResources] != "" || last.IsZero() {
		s.collectHistory()
		return
	}
	s.warnOfConsent()
	rows := s.wanted()
	s.schedule(rows)
	for _, row := range rows {
		s.notifyNews(row, last, s.now, processRecurrent)
	}
	s.collected(len(rows) > 0)
}

// collectUnasked has what every link of the institution has, whatever was asked for.
func (s *step) collectUnasked() {
	inst, ok := s.b.engine.cfg.Catalog.Institution(s.link.Institution)
	var rows []*resource.Row
	for _, row := range s.b.engine.rows {
		if ok && row.Unasked && row.OfferedBy(inst) {
			rows = append(rows, row)
		}
	}
	s.schedule(rows)
}

// unasked are those of some pending collections that nobody asked for.
func (b *Sandbox) unasked(pending []store.Pending) []store.Pending {
	return slices.DeleteFunc(slices.Clone(pending), func(p store.Pending) bool {
		row := b.engine.byName[p.Resource]
		return row == nil || !row.Unasked
	})
}

// wanted are the emulated resources that the link collects, or that a refresh was told to.
func (s *step) wanted() []*resource.Row {
	inst, ok := s.b.engine.cfg.Catalog.Institution(s.link.Institution)
	if !ok {
		return nil
	}
	names := s.link.FetchResources
	if told := s.fields[fetchResources]; told != "" {
		names = strings.Split(told, ",")
	}
	rows := make([]*resource.Row, 0, len(names))
	for _, name := range names {
		for _, row := range s.b.engine.rows {
			if row.Name() == belvo.Resource(name) && row.OfferedBy(inst) {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// schedule notes collections, which are carried out when somebody looks. The list may be in other
// hands, so it takes a new one.
func (s *step) schedule(rows []*resource.Row) {
	if len(rows) == 0 {
		return
	}
	pending := append(make([]store.Pending, 0, len(s.link.Pending)+len(rows)), s.link.Pending...)
	for _, row := range rows {
		pending = schedule(pending, store.Pending{Resource: row.Resource, At: s.now})
	}
	s.link.Pending = pending
}

// collected sets what follows from a collection: the next refresh, and when the data is stale.
func (s *step) collected(anything bool) {
	if anything {
		s.link.CollectedAt = s.now
		s.link.StaleAt = s.now.Add(days(s.link.StaleIn))
	}
	if s.link.AccessMode == belvo.Recurrent && s.op != lifecycle.Refresh {
		s.link.RefreshDue = s.now.Add(refreshPeriod(s.link.RefreshRate))
	}
}
