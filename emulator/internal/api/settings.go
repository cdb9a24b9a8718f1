package api

import "belvo-emulator/emulator/internal/sandbox"

// settings is how the answers of the request's sandbox look.
func (r *request) settings() sandbox.Settings {
	if r.Box == nil {
		return sandbox.Settings{}
	}
	return r.Box.Settings()
}
