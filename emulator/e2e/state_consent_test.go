package e2e_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"testing"
)

// TestAnEndedConsentIsShownAsEnded at once, and in every world that is made of the one in which it ended.
func TestAnEndedConsentIsShownAsEnded(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	e, d := kept(t, dir)
	var link struct{ ID string }
	unmarshal(t, d.do(http.MethodPost, "/api/links/",
		`{"institution":"ofmockbank_br_retail","username":"76109277673","password":"p"}`).Body.Bytes(), &link)
	shown := func(d direct) string {
		var list struct {
			Results []struct {
				Status    string
				ExpiredAt string `json:"expired_at"`
			}
		}
		path := "/api/consents/?user_document=76109277673&link=" + link.ID
		unmarshal(t, d.do(http.MethodGet, path, "").Body.Bytes(), &list)
		return fmt.Sprint(list.Results)
	}
	same(t, "before", shown(d), "[{AUTHORISED 2027-03-17T12:00:00.000000Z}]")
	d.make(requestOf("POST /__emulator/v1/links/" + link.ID + `/events {"event":"expire_consent"}`))
	const over = "[{EXPIRED 2026-03-16T12:00:00.000000Z}]"
	same(t, "at once", shown(d), over)
	snapshot := d.do(http.MethodGet, v1+"snapshot", "").Body.String()
	for _, after := range []string{"a restart", "a fold"} {
		e.Shutdown(ended())
		if after == "a fold" {
			compact(t, dir)
		}
		e, d = kept(t, dir)
		same(t, "after "+after, shown(d), over)
	}
	other := newDirect(t, manual)
	same(t, "the snapshot is taken", other.do(http.MethodPut, v1+"snapshot", snapshot).Code, http.StatusOK)
	same(t, "in a sandbox of its snapshot", shown(other), over)
}
