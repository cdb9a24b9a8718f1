package emulatortest

import (
	"net/http"

	"belvo-emulator/emulator/internal/headless"
	"belvo-emulator/emulator/internal/wire"
)

// Visit is what a user does in the widget. Its Timeout is 60s unless given.
type Visit = wire.WidgetBody

// WidgetReport is how a visit went: the pages, and the calls of the page's functions.
type WidgetReport = headless.Report

// Widget goes through the widget without a browser, as a user would. A plan that does not fit is in
// the report and no failure of the test.
func (b *Sandbox) Widget(visit Visit) WidgetReport {
	b.t.Helper()
	if visit.Timeout == "" {
		visit.Timeout = "60s" // many tests at once may keep each other waiting
	}
	return control[WidgetReport](b, http.MethodPost, "widget", input{body: visit})
}

// AccessToken asks for a token of the widget, as the application's server does: for the update of a
// link, or with link "" for a new one.
func (b *Sandbox) AccessToken(link string) string {
	b.t.Helper()
	body := map[string]any{"id": b.ID, "password": b.Password,
		"scopes": "read_institutions,write_links,read_links"}
	if link != "" {
		body["link_id"] = link
	}
	return b.Do(http.MethodPost, "/api/token/", body).Want(http.StatusOK).Text("access")
}
