package main

import (
	"encoding/json"
	"net/http"
)

// registersAgain registers a user once more when there was no answer. If the first registration was carried out,
// the user has two links. The right way is to look for the link first.
func registersAgain(c client) {
	for range 3 {
		got := c.call(http.MethodPost, "/api/links/", user("erebor_mx_retail"))
		if !got.failed() {
			got.linkID()
			return
		}
		if c.fixed {
			c.findLink()
			return
		}
	}
	giveUp("the user cannot be registered")
}

// findLink gives up unless the user has a link.
func (c client) findLink() {
	got := c.call(http.MethodGet, "/api/links/?external_id=customer-1", nil)
	var list struct {
		Count int `json:"count"`
	}
	if got.status != http.StatusOK || json.Unmarshal(got.body, &list) != nil || list.Count == 0 {
		giveUp("nobody knows whether the user is registered")
	}
}

// registersAnew registers a user once more when the bank refuses the link. The old link stays there, so the user
// has two. The right way is to have the user update the link.
func registersAnew(c client) {
	link := c.call(http.MethodPost, "/api/links/", user("erebor_mx_retail")).linkID()
	got := c.call(http.MethodPost, "/api/accounts/", map[string]string{"link": link})
	switch code := got.failure().Code; {
	case code != "invalid_link" && code != "login_error":
	case c.fixed:
		giveUp("the user has to enter the password again")
	default:
		link = c.call(http.MethodPost, "/api/links/", user("erebor_mx_retail")).linkID()
		got = c.call(http.MethodPost, "/api/accounts/", map[string]string{"link": link})
	}
	if got.status != http.StatusOK && got.status != http.StatusCreated {
		giveUp("there are no accounts: %d %s", got.status, got.failure().Code)
	}
}
