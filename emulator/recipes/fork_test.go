// Package recipes_test is a recipe for Go: prepare a world once, and give each test a copy of it. A fork takes less than
// a millisecond, however much there is in the world.
package recipes_test

import (
	"net/http"
	"testing"
	"time"

	"belvo-emulator/emulator/emulatortest"
)

func TestEachTestBeginsWithThePreparedWorld(t *testing.T) {
	t.Parallel()
	prepared := emulatortest.Start(t).Sandbox(t)
	link := prepared.Register("erebor_mx_retail", "bnk100")
	prepared.Advance(30 * 24 * time.Hour) // a month of refreshes
	t.Run("may remove the link", func(t *testing.T) {
		box := prepared.Fork(t) // box.URL, box.ID and box.Password lead an application to it
		box.Do(http.MethodDelete, "/api/links/"+link+"/", nil).Want(http.StatusNoContent)
		box.Do(http.MethodGet, "/api/links/"+link+"/", nil).Want(http.StatusNotFound)
	})
	t.Run("has the link again, and the same time", func(t *testing.T) {
		box := prepared.Fork(t)
		box.Do(http.MethodGet, "/api/links/"+link+"/", nil).Want(http.StatusOK)
		if got, want := box.Now(), prepared.Now(); !got.Equal(want) {
			t.Errorf("it is %s, want %s", got, want)
		}
	})
}
