package snapshot

import (
	"regexp"
	"strconv"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/yamlfile"
)

// Forms of values.
var (
	idForm     = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	hexForm    = regexp.MustCompile(`^[0-9a-f]{32}$`)
	familyForm = regexp.MustCompile(`^[0-9a-f]{16}$`)
	numberForm = regexp.MustCompile(`^.{1,18}$`)
)

// field is a key with the shape of its value; one whose name ends in ! is required.
func field(name string, shape *yamlfile.Shape) yamlfile.Field {
	if n := len(name) - 1; name[n] == '!' {
		return yamlfile.Field{Name: name[:n], Shape: shape, Required: true}
	}
	return yamlfile.Field{Name: name, Shape: shape}
}

func object(doc string, fields ...yamlfile.Field) *yamlfile.Shape {
	return &yamlfile.Shape{Kind: yamlfile.Object, Doc: doc, Fields: fields}
}

func list(elem *yamlfile.Shape) *yamlfile.Shape {
	return &yamlfile.Shape{Kind: yamlfile.List, Elem: elem}
}

// few is a list of which there are few elements, since requests have to go through all of them.
func few(most int, elem *yamlfile.Shape) *yamlfile.Shape {
	return &yamlfile.Shape{Kind: yamlfile.List, Elem: elem, Most: most}
}

// How many elements lists may have. A world that was written down has fewer.
const (
	maxEndpoints = 1000
	maxWords     = 100  // resources of a link, types of an endpoint: there are not that many
	maxUses      = 1000 // of the rules in one state
	maxLinks     = 50_000
)

func text(pattern *regexp.Regexp) *yamlfile.Shape {
	form := ""
	switch pattern {
	case idForm:
		form = "a UUID"
	case anything:
		form = "a text that is not empty"
	}
	return &yamlfile.Shape{Kind: yamlfile.Scalar, Pattern: pattern, Form: form}
}

func enum[T ~string](words ...T) *yamlfile.Shape {
	s := &yamlfile.Shape{Kind: yamlfile.Text}
	for _, w := range words {
		s.Enum = append(s.Enum, string(w))
	}
	return s
}

// number is a whole number that can be counted on from for ever.
func number(least int) *yamlfile.Shape {
	return &yamlfile.Shape{Kind: yamlfile.Integer, Min: yamlfile.AtLeast(least), Pattern: numberForm,
		Form: "a whole number of at most 18 digits"}
}

// consentDays are those that a consent may be for, which is renewed for as many.
func consentDays() *yamlfile.Shape {
	form := "0" // without an end
	for _, n := range belvo.ConsentDurations() {
		form += "|" + strconv.Itoa(n)
	}
	return &yamlfile.Shape{Kind: yamlfile.Integer, Pattern: regexp.MustCompile("^(" + form + ")$"),
		Form: "one of " + strings.ReplaceAll(form, "|", ", ")}
}

func instant() *yamlfile.Shape {
	return &yamlfile.Shape{Kind: yamlfile.Text, Pattern: yamlfile.InstantForm(),
		Form: "a time such as 2026-01-31T12:00:00Z"}
}

func flag() *yamlfile.Shape { return &yamlfile.Shape{Kind: yamlfile.Boolean} }

func duration() *yamlfile.Shape { return &yamlfile.Shape{Kind: yamlfile.Duration} }

// Format is the shape of a Document.
func Format() *yamlfile.Shape {
	asked := &yamlfile.Shape{Kind: yamlfile.Map, Elem: text(nil), Most: maxWords}
	return object("the world of a sandbox",
		field("version!", number(1)),
		field("clock", object("its clock", field("mode", text(nil)), field("now", instant()))),
		field("scenario", text(nil)),
		field("scenario_lost", flag()),
		field("ids", text(nil)),
		field("next", nextFormat()),
		field("webhooks", webhooksFormat()),
		field("links", few(maxLinks, linkFormat(lifecycle.Living()))),
		field("visitors", few(maxLinks, object("a user without a link", field("institution_user_id!", text(nil)),
			field("scenario!", text(anything)), field("scenario_state!", text(nil)), field("entered!", instant()),
			field("lost", flag()), field("hidden", flag()),
			field("uses", usesFormat())))),
		field("sessions", few(maxLinks, object("an MFA session", field("id!", text(hexForm)), field("link!", text(idForm)),
			field("operation!", enum(lifecycle.Register, lifecycle.Update, lifecycle.Retrieve)),
			field("resource", text(nil)), field("asked", asked), field("save_data", flag()),
			field("challenge", challengeFormat()), field("expires_at!", instant())))),
		field("used_tokens", few(maxLinks, object("access tokens that were used up", field("family!", text(familyForm)),
			field("until!", instant())))),
		field("data", list(object("a collection of data", field("resource!", text(nil)),
			field("link!", text(idForm)), field("at!", instant()), field("created_at", instant()),
			field("data_set!", text(nil)), field("asked", asked), field("without", list(text(idForm))),
			field("only", list(text(idForm)))))),
		field("notes", few(maxUses, text(nil))),
	)
}

func endpointFormat() *yamlfile.Shape {
	return object("a receiver of webhooks", field("id", text(nil)), field("url!", text(nil)),
		field("authorization", text(nil)), field("profile", text(nil)), field("types", few(maxWords, text(nil))),
		field("duplicate", flag()), field("delay", duration()), field("reorder", flag()),
		field("when", enum(webhook.Timings()...)))
}

func linkFormat(states []lifecycle.State) *yamlfile.Shape {
	return object("a link", field("id", text(idForm)), field("institution!", text(nil)),
		field("username", text(nil)), field("state", enum(states...)),
		field("scenario", text(nil)), field("scenario_state", text(nil)),
		field("external_id", text(nil)), field("access_mode", enum(belvo.Single, belvo.Recurrent)),
		field("refresh_rate", enum(belvo.RefreshRates()...)), field("credentials_storage", text(nil)),
		field("fetch_resources", few(maxWords, text(nil))), field("stale_in", text(nil)),
		field("facts", object("what its life has left", field("created_at", instant()),
			field("last_accessed_at", instant()), field("credentials_until", instant()),
			field("refresh_due", instant()),
			field("refreshed_at", instant()), field("collected_at", instant()), field("stale_at", instant()),
			field("refusals", number(0)), field("data_set", text(nil)), field("pinned", flag()),
			field("entered", instant()), field("lost", flag()), field("hidden", flag()), field("uses", usesFormat()),
			field("demand", object("what the bank demands",
				field("code!", enum(belvo.CodeTokenRequired, belvo.CodeLoginError)),
				field("challenge", challengeFormat()))),
			field("consent", object("the terms of a consent on Open Finance",
				field("since", instant()), field("days", consentDays()), field("until", instant()),
				field("name", text(nil)), field("warned", flag()), field("ended", flag()))),
			field("pending", few(maxWords, object("a collection that is due",
				field("resource!", text(nil)), field("at!", instant())))))))
}

func usesFormat() *yamlfile.Shape {
	return few(maxUses, object("how often something was used", field("rule", number(1)), field("trigger", text(nil)),
		field("times!", number(1))))
}

func challengeFormat() *yamlfile.Shape {
	types := enum(belvo.ChallengeNumeric, belvo.ChallengeQR, belvo.ChallengeText, belvo.ChallengeInputless)
	return object("how the user makes a token", field("type", types), field("value", text(nil)),
		field("instructions", text(nil)), field("expiry", duration()))
}
