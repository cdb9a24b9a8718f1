package cli

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/suggest"
)

// askTimeout is how long a control call may take that waits for nothing.
const askTimeout = 30 * time.Second

// controlOptions belong to the commands that ask a running emulator about one sandbox.
func controlOptions() []option {
	return append([]option{urlOption()},
		pick(configuration(), "listen", "secret-id", "secret-password", "control-token")...)
}

// trigger is what the command trigger is told.
type trigger struct{ link, when string }

// triggerOptions belong to trigger.
func triggerOptions() []option {
	return []option{
		{"link", "", "ID", "", "the link; it may be left out where the sandbox has only one",
			setText(func(s *settings) *string { return &s.trigger.link })},
		{"when", "", contact.Now + "|" + contact.NextContact, "", "when it reaches the link; each event has its default",
			setWord(func(s *settings) *string { return &s.trigger.when }, contact.Now, contact.NextContact)},
	}
}

// world reads the sandbox's world. Its secrets are printed nowhere.
func (c *call) world(base string) (snapshot.Document, error) {
	var doc snapshot.Document
	err := c.ask(askTimeout, http.MethodGet, base+emulator.ControlPath("snapshot"), nil, &doc)
	return doc, err
}

// triggerEvent lets something happen at the bank, or sends a webhook that is named TYPE:CODE.
func triggerEvent(c *call) error {
	event := c.args[0]
	webhookType, code, isWebhook := strings.Cut(event, ":")
	if !isWebhook {
		names := bankEventNames()
		if !slices.Contains(names, event) {
			return usageError(fmt.Sprintf("trigger: unknown event %q%s; a webhook is TYPE:CODE", event,
				strings.TrimSuffix(suggest.Tail(event, names), "?")))
		}
	}
	base, err := c.base("trigger")
	if err != nil {
		return err
	}
	link, err := c.onlyLink(base)
	if err != nil {
		return err
	}
	if isWebhook {
		var fired struct {
			ID string `json:"webhook_id"`
		}
		err := c.ask(askTimeout, http.MethodPost, base+emulator.ControlPath("webhooks/fire"),
			map[string]string{"link": link, "type": webhookType, "code": code}, &fired)
		if err == nil {
			c.print(fmt.Sprintf("webhook %s of link %s was sent: %s", event, link, fired.ID))
		}
		return err
	}
	body := map[string]string{"event": event}
	if when := c.settings.trigger.when; when != "" {
		body["when"] = when
	}
	var done contact.Occurrence
	path := emulator.ControlPath("links/" + url.PathEscape(link) + "/events")
	if err := c.ask(askTimeout, http.MethodPost, base+path, body, &done); err != nil {
		return err
	}
	c.print(occurred(done))
	return nil
}

// occurred is what an event did, in a line.
func occurred(done contact.Occurrence) string {
	text := fmt.Sprintf("%s at link %s: its status is %s", done.Event, done.Link, done.Status)
	switch {
	case done.Transition != nil:
		text += fmt.Sprintf(" (%s, before %s)", done.Transition.To, done.Transition.From)
	case done.When == contact.NextContact:
		text += ", and it happens when the bank is asked next"
	}
	for _, w := range done.Webhooks {
		text += fmt.Sprintf("\nwebhook %s:%s", w.Type, w.Code)
	}
	return text
}

// bankEventNames are the events of trigger.
func bankEventNames() []string {
	var names []string
	for _, e := range contact.BankEvents() {
		names = append(names, e.Name)
	}
	return names
}

// onlyLink is the link that was named, or the only one that there is.
func (c *call) onlyLink(base string) (string, error) {
	if c.settings.trigger.link != "" {
		return c.settings.trigger.link, nil
	}
	doc, err := c.world(base)
	switch {
	case err != nil:
		return "", err
	case len(doc.Links) == 1:
		return doc.Links[0].ID.String(), nil
	case len(doc.Links) == 0:
		return "", fmt.Errorf("trigger: the sandbox of %s has no links", c.settings.emulator.SecretID)
	}
	return "", usageError(fmt.Sprintf("trigger: the sandbox has %d links, so give --link ID (%s links lists them)",
		len(doc.Links), program))
}

// links lists the links of a sandbox.
func links(c *call) error {
	base, err := c.base("links")
	if err != nil {
		return err
	}
	doc, err := c.world(base)
	if err != nil {
		return err
	}
	if len(doc.Links) == 0 {
		c.print("The sandbox of " + c.settings.emulator.SecretID + " has no links.")
		return nil
	}
	var b strings.Builder
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "LINK\tINSTITUTION\tSTATE\tACCESS\tSCENARIO")
	for _, l := range doc.Links {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s/%s\n", l.ID, printable(l.Institution), l.State, l.AccessMode,
			l.Scenario, l.ScenarioState)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	c.print(b.String())
	return nil
}

// status tells how a running emulator and one of its sandboxes are.
func status(c *call) error {
	base, err := c.base("status")
	if err != nil {
		return err
	}
	var health struct {
		Version              string
		Sandboxes, Scenarios int
		Problems             []string
	}
	var clock struct {
		Now  time.Time
		Mode string
	}
	var agenda []struct {
		At   time.Time
		Kind string
		Why  string
	}
	var next struct{ Waiting []struct{} }
	for _, question := range []struct {
		call   string
		answer any
	}{{"health", &health}, {"clock", &clock}, {"clock/agenda?limit=1", &agenda}, {"next", &next}} {
		err := c.ask(askTimeout, http.MethodGet, base+emulator.ControlPath(question.call), nil, question.answer)
		if err != nil {
			return err
		}
	}
	doc, err := c.world(base)
	if err != nil {
		return err
	}
	rows := [][2]string{
		{"emulator", fmt.Sprintf("%s at %s, %s opened", health.Version, base,
			counted(health.Sandboxes, "sandbox", "sandboxes"))},
		{"sandbox", c.settings.emulator.SecretID},
		{"clock", clock.Mode + ", " + clock.Now.Format(time.RFC3339)},
		{"links", linkCounts(doc)},
	}
	if len(agenda) > 0 {
		rows = append(rows, [2]string{"due next", agenda[0].At.Format(time.RFC3339) + ", " + agenda[0].Why})
	}
	rows = append(rows, [2]string{"webhooks", webhookCounts(doc)},
		[2]string{"waiting", counted(len(next.Waiting), "answer queued with next", "answers queued with next")})
	for _, problem := range health.Problems {
		rows = append(rows, [2]string{"problem", printable(problem)})
	}
	c.printRows(rows)
	return nil
}

// printRows prints names and values, the values below each other.
func (c *call) printRows(rows [][2]string) {
	var b strings.Builder
	for _, row := range rows {
		fmt.Fprintf(&b, "%-10s%s\n", row[0], row[1])
	}
	c.print(b.String())
}

// linkCounts is how many links there are in each state.
func linkCounts(doc snapshot.Document) string {
	counts := map[string]int{}
	for _, l := range doc.Links {
		counts[l.State]++
	}
	parts := make([]string, 0, len(counts))
	for state, n := range counts {
		parts = append(parts, fmt.Sprintf("%d %s", n, state))
	}
	slices.Sort(parts)
	return cmp.Or(strings.Join(parts, ", "), "none")
}

// webhookCounts is how many were sent, and where they go.
func webhookCounts(doc snapshot.Document) string {
	if doc.Webhooks == nil || doc.Webhooks.Sent == 0 && len(doc.Webhooks.Endpoints) == 0 {
		return "none sent, no endpoints"
	}
	to := "kept in the inbox"
	if n := len(doc.Webhooks.Endpoints); n > 0 {
		to = "to " + counted(n, "endpoint", "endpoints")
	}
	return fmt.Sprintf("%d sent, %s", doc.Webhooks.Sent, to)
}
