package cli

import (
	"fmt"
	"slices"
	"strings"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/journal"
)

// How much is reported when the command of exec has ended.
const (
	reported       = 20 // requests of a sandbox, and answers that wait
	reportedListed = 5  // sandboxes whose requests are listed
	reportedNamed  = 10 // sandboxes that are only named
)

// report prints what may explain why the command has failed, if it has, and the answers queued with next
// that no request has got: a test that wanted one has not tested what it was meant to.
func (c *call) report(emu *emulator.Emulator, failed bool) {
	uses, text := emu.Uses(reported), &strings.Builder{}
	if failed {
		fmt.Fprintf(text, "%s: the command has failed", program)
		writeUses(text, uses, emu.Answered())
	}
	writeWaiting(text, uses)
	c.stderr.Keep(text.String())
}

// writeUses lists the last requests with the configured keys, the first of the uses, and those with other
// keys if one of them has failed. Answered is how many there were ever.
func writeUses(b *strings.Builder, uses []emulator.Use, answered int) {
	own := uses[0]
	used := slices.DeleteFunc(slices.Clone(uses), func(u emulator.Use) bool { return u.Total == 0 })
	switch {
	case answered == 0:
		b.WriteString(", and no request has come: did your code read BELVO_API_URL?\n")
	case len(used) == 0:
		b.WriteString("; its requests are no longer on record: their sandboxes were reset or deleted\n")
	case len(used) == 1 && own.Total > 0:
		fmt.Fprintf(b, "; the last %d of its %d requests:\n", len(own.Requests), own.Total)
		writeRequests(b, own)
	default:
		fmt.Fprintf(b, "; its requests came with the keys of %s", counted(len(used), "sandbox", "sandboxes"))
		if own.Total == 0 {
			fmt.Fprintf(b, ", and none with %s", own.SecretID)
		}
		b.WriteString("\n")
		writeSandboxes(b, used, own.SecretID)
	}
}

// writeSandboxes lists the last requests of each sandbox in which one has failed, and of the one with
// these keys. The others are named.
func writeSandboxes(b *strings.Builder, used []emulator.Use, own string) {
	var listed int
	var failed, fine []string
	for _, u := range used {
		switch {
		case u.Failed == 0 && u.SecretID != own:
			fine = append(fine, u.SecretID)
		case listed == reportedListed:
			failed = append(failed, u.SecretID)
		default:
			listed++
			fmt.Fprintf(b, "%s: the last %d of %d with %s:\n", program, len(u.Requests), u.Total, u.SecretID)
			writeRequests(b, u)
		}
	}
	writeNames(b, "some have also failed with", failed)
	writeNames(b, "none has failed with", fine)
}

// writeNames says something of sandboxes that are not listed, if there are any.
func writeNames(b *strings.Builder, what string, ids []string) {
	if len(ids) == 0 {
		return
	}
	fmt.Fprintf(b, "%s: %s %s", program, what, strings.Join(ids[:min(len(ids), reportedNamed)], ", "))
	if more := len(ids) - reportedNamed; more > 0 {
		fmt.Fprintf(b, " and %d more", more)
	}
	b.WriteString("\n")
}

// writeWaiting lists the answers that still wait, if there are any.
func writeWaiting(b *strings.Builder, uses []emulator.Use) {
	var lines []string
	for _, u := range uses {
		for _, next := range u.Waiting {
			lines = append(lines, fmt.Sprintf("  %s: %s\n", u.SecretID, next))
		}
	}
	if len(lines) > 0 {
		fmt.Fprintf(b, "%s: %s not used up:\n", program,
			counted(len(lines), "answer queued with next was", "answers queued with next were"))
		b.WriteString(strings.Join(lines[:min(len(lines), reported)], ""))
	}
}

// counted is a number with the word for it.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func writeRequests(b *strings.Builder, u emulator.Use) {
	for _, r := range u.Requests {
		writeRequest(b, r)
	}
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
