package control

import (
	"reflect"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/schema"
	"belvo-emulator/emulator/internal/webhook"
)

// The words of bodies that are few.
type (
	eventName     string // of a bank's event
	when          string // it reaches the link
	operation     string // that a request is
	challengeType string
	profile       string // of retries
)

// enums lists the values of the types of words, for parameters and for the OpenAPI document.
func enums() schema.Words {
	return schema.Words{
		reflect.TypeFor[webhook.State](): list(webhook.Pending, webhook.Retrying, webhook.Delivered,
			webhook.GivenUp, webhook.Dropped, webhook.Withdrawn, webhook.NothingToTell),
		reflect.TypeFor[webhook.Outcome](): list(webhook.OK, webhook.BadStatus, webhook.Redirect, webhook.Timeout,
			webhook.Refused, webhook.Unreachable, webhook.Reset, webhook.Closed, webhook.TLS, webhook.Garbage,
			webhook.Other, webhook.Canceled),
		reflect.TypeFor[webhook.Timing]():    list(webhook.Timings()...),
		reflect.TypeFor[journal.Auth]():      list(journal.Auths()...),
		reflect.TypeFor[journal.WorldKind](): list(journal.WorldKinds()...),
		reflect.TypeFor[format]():            list(formatJSON, formatYAML),
		reflect.TypeFor[scope]():             list(thisSandbox, allSandboxes),
		reflect.TypeFor[lifecycle.State]():   list(lifecycle.States()...),
		reflect.TypeFor[belvo.AccessMode]():  list(belvo.Single, belvo.Recurrent),
		reflect.TypeFor[eventName](): named(contact.BankEvents(), func(e contact.BankEvent) string {
			return e.Name
		}),
		reflect.TypeFor[when]():      list(contact.Now, contact.NextContact),
		reflect.TypeFor[operation](): contact.NextOperations(),
		reflect.TypeFor[challengeType](): list(belvo.ChallengeNumeric, belvo.ChallengeQR, belvo.ChallengeText,
			belvo.ChallengeInputless),
		reflect.TypeFor[profile](): named(webhook.Profiles(), func(p webhook.Profile) string { return p.Name }),
	}
}

// named lists the names of a table's rows.
func named[T any](rows []T, name func(T) string) []string {
	names := make([]string, len(rows))
	for i, row := range rows {
		names[i] = name(row)
	}
	return names
}

func list[T ~string](words ...T) []string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = string(w)
	}
	return texts
}
