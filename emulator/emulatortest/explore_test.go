package emulatortest_test

import (
	"net/http"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// TestExploreAcquitsASoundTest has a test that gives up when it is refused, as ordinary tests do.
func TestExploreAcquitsASoundTest(t *testing.T) {
	t.Parallel()
	runs := 0
	emulatortest.Exploring{Runs: 40}.Explore(t, func(t testing.TB, box *emulatortest.Sandbox) {
		runs++
		answer, err := box.Try(http.MethodPost, "/api/links/", map[string]any{"institution": "erebor_mx_retail",
			"username": "bnk100", "password": "pass_valid"})
		if err != nil || answer.Status != http.StatusCreated {
			t.Skip("the bank is down")
		}
		if answer, err = box.Try(http.MethodGet, "/api/links/"+answer.Text("id")+"/", nil); err == nil && answer.Status == 200 {
			t.Log(answer.Text("status"))
		}
	})
	if runs < 40 {
		t.Errorf("the test ran %d times", runs)
	}
}

// TestConnectsInAnyStory is what the guide shows.
func TestConnectsInAnyStory(t *testing.T) {
	emulatortest.Exploring{Runs: 40}.Explore(t, func(t testing.TB, box *emulatortest.Sandbox) {
		link := box.Do("POST", "/api/links/", map[string]string{"institution": "erebor_mx_retail",
			"username": "bnk100", "password": "pass_valid"})
		if link.Status != 201 {
			t.Skip("the bank is down")
		}
	})
}
