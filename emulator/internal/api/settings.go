package api

import "belvo-emulator/emulator/internal/contact"

// settings is how the answers of the request's sandbox look.
func (r *request) settings() contact.Settings {
	if r.Box == nil {
		return contact.Settings{}
	}
	return r.Box.Settings()
}
