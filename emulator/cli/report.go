package cli

import (
	"fmt"
	"net/http"
	"strings"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/journal"
)

// reported is how many requests are printed when a command has failed.
const reported = 20

// report prints the last requests of the journal, the oldest first, with what may explain why the
// command has failed.
func (c *call) report() {
	var list struct {
		Requests []journal.Request
		Matched  int
	}
	url := fmt.Sprintf("%s%s?limit=%d", c.settings.url, emulator.RequestsPath(), reported)
	err := c.ask(reportTimeout, http.MethodGet, url, nil, &list)
	var text strings.Builder
	switch {
	case err != nil:
		fmt.Fprintf(&text, "%s: the journal cannot be read: %v\n", program, err)
	case len(list.Requests) == 0:
		fmt.Fprintf(&text, "%s: the command has failed; nobody has made a request with the keys %s%s\n", program,
			c.settings.emulator.SecretID, c.others())
	default:
		fmt.Fprintf(&text, "%s: the command has failed; the last %d of its %d requests:\n", program,
			len(list.Requests), list.Matched)
	}
	for i := range list.Requests {
		writeRequest(&text, list.Requests[len(list.Requests)-1-i])
	}
	c.stderr.Keep(text.String())
}

// others tells of the sandboxes that were used with other keys, whose requests only those show.
func (c *call) others() string {
	var health struct{ Sandboxes int }
	err := c.ask(reportTimeout, http.MethodGet, c.settings.url+emulator.HealthPath(), nil, &health)
	if err != nil || health.Sandboxes < 2 { // that of the keys is one of them, since it was asked
		return ""
	}
	return fmt.Sprintf(", and sandboxes of other keys were used: %d", health.Sandboxes-1)
}

// writeRequest writes a request as one line: what was asked and answered, what nothing has read,
// and hints.
func writeRequest(b *strings.Builder, r journal.Request) {
	path := r.Path
	if r.Query != "" {
		path += "?" + r.Query
	}
	fmt.Fprintf(b, "  %-5s %-6s %s  %d", r.ID, r.Method, path, r.Status)
	for _, e := range r.Errors {
		fmt.Fprintf(b, " %s", e.Code)
		if e.Field != "" {
			fmt.Fprintf(b, " (%s)", e.Field)
		}
	}
	if r.Unread != nil {
		writeUnread(b, "body", r.Unread.Body)
		writeUnread(b, "query", r.Unread.Query)
		writeUnread(b, "header", r.Unread.Headers)
	}
	for _, e := range r.Errors {
		if e.Hint != "" {
			fmt.Fprintf(b, "; %s", e.Hint)
		}
	}
	b.WriteString("\n")
}

func writeUnread(b *strings.Builder, where string, fields []journal.Field) {
	for _, f := range fields {
		fmt.Fprintf(b, "; nothing reads %s.%s", where, f.Name)
		if f.Meant != "" {
			fmt.Fprintf(b, ", did you mean %s?", f.Meant)
		}
	}
}
