package timeline

import (
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
)

// refreshOnSchedule refreshes a recurrent link. Deviation: links that need an update are not
// refreshed before they were healed; Belvo does not say whether it goes on trying.
func refreshOnSchedule(s *contact.Step) {
	s.Link.RefreshDue = s.Now.Add(belvo.RefreshPeriod(s.Link.RefreshRate))
	if s.Link.State != lifecycle.Valid {
		s.Tx.PutLink(*s.Link)
		return
	}
	s.Op, s.Opens = lifecycle.Refresh, lifecycle.Refresh
	if s.Begin() == nil {
		_ = s.Run() // no caller waits for the answer: the link's status and the webhooks carry it
	}
	if !s.Moved {
		s.Tx.PutLink(*s.Link)
	}
}
