package contact

import (
	"strings"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/store"
)

// collectHistory has all that a recurrent link, or a single one that was told what to fetch,
// collects by itself. It reports all of it if there is data that the institution did not have at the
// last collection; a zero time is before all data.
// Source: https://developers.belvo.com/developer_resources/web-connect-widget-update-mode. Deviation:
// fresh data in one resource reports every resource of the link.
func (s *Step) collectHistory(last time.Time) {
	rows := s.fetchedRows()
	var fresh *Fresh
	if !last.IsZero() {
		fresh = s.freshSince(last, rows)
	}
	s.schedule(rows)
	for _, row := range rows {
		s.notifyHistory(row, fresh)
	}
	s.collectUnasked()
	s.collected(len(rows) > 0)
}

// lastCollection is when the data of the link was collected; zero if it never was, or if the user has
// another data set now.
func (s *Step) lastCollection() time.Time {
	if s.otherData {
		return time.Time{}
	}
	return s.Link.CollectedAt
}

// collectNews has what is new since the last collection. A refresh that was asked for, and the
// first one of a link, have the whole history.
func (s *Step) collectNews() {
	last := s.Link.CollectedAt
	if s.Op == lifecycle.Refresh && s.Fields[FetchResources] != "" || last.IsZero() {
		s.collectHistory(time.Time{})
		return
	}
	s.warnOfConsent()
	rows := s.fetchedRows()
	s.schedule(rows)
	for _, row := range rows {
		s.notifyNews(row, last)
	}
	s.collected(len(rows) > 0)
}

// collectUnasked has what every link of the institution has, whatever was asked for.
func (s *Step) collectUnasked() {
	inst, ok := s.Desk.Catalog.Institution(s.Link.Institution)
	var rows []*registry.Row
	for _, row := range s.Desk.Rows {
		if ok && row.Unasked && row.OfferedBy(inst) {
			rows = append(rows, row)
		}
	}
	s.schedule(rows)
}

// fetchedRows are the emulated resources that the link collects, or that a refresh was told to.
func (s *Step) fetchedRows() []*registry.Row {
	inst, ok := s.Desk.Catalog.Institution(s.Link.Institution)
	if !ok {
		return nil
	}
	names := s.Link.FetchResources
	if told := s.Fields[FetchResources]; told != "" {
		names = strings.Split(told, ",")
	}
	rows := make([]*registry.Row, 0, len(names))
	for _, name := range names {
		for _, row := range s.Desk.Rows {
			if row.Resource.Name() == belvo.Resource(name) && row.OfferedBy(inst) {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// schedule notes collections, which are carried out when a request looks. The list may be in other
// hands, so it takes a new one.
func (s *Step) schedule(rows []*registry.Row) {
	if len(rows) == 0 {
		return
	}
	pending := append(make([]store.Pending, 0, len(s.Link.Pending)+len(rows)), s.Link.Pending...)
	for _, row := range rows {
		pending = collection.Schedule(pending, store.Pending{Resource: row.Resource, At: s.Now})
	}
	s.Link.Pending = pending
}

// collected sets what follows from a collection: the next refresh, and when the data is stale.
func (s *Step) collected(anything bool) {
	if anything {
		s.Link.CollectedAt = s.Now
		s.Link.StaleAt = s.Now.Add(belvo.Days(s.Link.StaleIn))
	}
	if s.Link.AccessMode == belvo.Recurrent && s.Op != lifecycle.Refresh {
		s.Link.RefreshDue = s.Now.Add(belvo.RefreshPeriod(s.Link.RefreshRate))
	}
}

// FetchResources is the field of a refresh's step that says what to collect, comma separated.
const FetchResources = "fetch_resources"
