package e2e_test

import (
	"net/http"
	"testing"

	"belvo-emulator/emulator/internal/coverage"
)

// covered is the report about a sandbox, or about all.
func (w world) covered(query string) map[string]coverage.Axis {
	w.t.Helper()
	var report coverage.Report
	unmarshal(w.t, w.ask("coverage"+query).Body, &report)
	axes := map[string]coverage.Axis{}
	for _, axis := range report.Axes {
		axes[axis.Name] = axis
	}
	return axes
}

// times is how often an axis says that something was met; -1 if it cannot be.
func times(axis coverage.Axis, name string) int {
	for _, item := range append(axis.Items, axis.Beyond...) {
		if item.Name == name {
			return item.Times
		}
	}
	return -1
}

// TestCoverageOfTheHeimdallStory counts what an application meets, in its sandbox alone.
func TestCoverageOfTheHeimdallStory(t *testing.T) {
	t.Parallel()
	hooks := receive(t, nil)
	w := newWorld(t, manual, sendTo(hooks))
	same(t, "what a new sandbox has met", w.covered("")["operations"].Met, 0)
	link := w.Register("heimdall_mx_retail", "user_valid")
	w.Do(http.MethodPost, "/api/accounts/", fields{"link": link}).Want(http.StatusPreconditionRequired)
	w.Do(http.MethodPut, "/api/links/"+link+"/", fields{"password": "pass_valid"}).Want(http.StatusOK)
	w.Do(http.MethodPost, "/api/institutions/", nil).Want(http.StatusMethodNotAllowed)
	recurrent := w.register("erebor_mx_retail", "user_valid", fields{"access_mode": "recurrent"}).
		Want(http.StatusCreated).Text("id")
	w.advance("1d")
	w.Do(http.MethodPost, v1+"webhooks/fire", fields{"link": recurrent, "type": "OWN", "code": "made_up"}).
		Want(http.StatusOK)
	w.advance("1s")

	met := w.covered("")
	for _, c := range []struct {
		axis, name string
		want       int
	}{
		{coverage.Operations, "POST /api/links/", 2},
		{coverage.Operations, "PUT /api/links/{id}/", 1},
		{coverage.Operations, "DELETE /api/links/{id}/", 0},
		{coverage.Operations, "POST /api/institutions/", -1},
		{coverage.Operations, "paths and methods that Belvo has not", 1},
		{coverage.Codes, "token_required", 1},
		{coverage.Codes, "login_error", 0},
		{coverage.Codes, "not_emulated", -1},
		{coverage.Statuses, "valid", 3},
		{coverage.Statuses, "invalid", 0},
		{coverage.Transitions, "none register_ok -> valid", 2},
		{coverage.Transitions, "valid retrieve_challenged -> token_required", 1},
		{coverage.Transitions, "valid delete_ok -> deleted", 0},
		{coverage.Webhooks, "ACCOUNTS historical_update", 2},
		{coverage.Webhooks, "LINK link_deleted", 0},
		{coverage.Webhooks, "OWN made_up", 1},
	} {
		if got := times(met[c.axis], c.name); got != c.want {
			t.Errorf("%s of %s: %d, want %d", c.name, c.axis, got, c.want)
		}
	}
	same(t, "what another sandbox has met", w.fresh(t).covered("")["operations"].Met, 0)
}

// TestCoverageOutlivesResets: all sandboxes together count from the start, and also the requests of
// none.
func TestCoverageOutlivesResets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Register("erebor_mx_retail", "user_valid")
	w.Do(http.MethodPost, v1+"reset", nil).Want(http.StatusOK)
	other := w.fresh(t)
	other.Register("erebor_mx_retail", "user_valid")
	w.Do(http.MethodDelete, v1+"sandboxes/"+other.ID, nil, "Authorization: ").Want(http.StatusNoContent)
	w.Do(http.MethodGet, "/api/links/", nil, "Authorization: Basic bm9ib2R5Omh1c2g=").Want(http.StatusUnauthorized)

	same(t, "what is left after a reset", times(w.covered("")[coverage.Operations], "POST /api/links/"), 0)
	all := w.covered("?sandbox=all")
	same(t, "what all have met", times(all[coverage.Operations], "POST /api/links/"), 2)
	same(t, "the transitions of all", times(all[coverage.Transitions], "none register_ok -> valid"), 2)
	same(t, "the requests of nobody", times(all[coverage.Codes], "authentication_failed"), 1)
}

// TestEverythingThatCountsIsNamedOnce, for what is there twice can never be met in whole.
func TestEverythingThatCountsIsNamedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, axis := range w.covered("") {
		seen := map[string]bool{}
		for _, item := range axis.Items {
			if seen[item.Name] {
				t.Errorf("%s has %q twice", name, item.Name)
			}
			seen[item.Name] = true
		}
		if axis.Of < 4 || axis.Of != len(axis.Items) {
			t.Errorf("%s has %d items and says %d", name, len(axis.Items), axis.Of)
		}
	}
}
