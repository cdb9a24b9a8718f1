package story

import (
	"context"
	"regexp"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/yamlfile"
)

// namePattern is the form of names, which are names of files too.
var namePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,99}$`)

// maxSteps is how many steps a story may have.
const maxSteps = 100

func field(name string, s *yamlfile.Shape) yamlfile.Field {
	return yamlfile.Field{Name: name, Shape: s}
}

func needed(name string, s *yamlfile.Shape) yamlfile.Field {
	return yamlfile.Field{Name: name, Shape: s, Required: true}
}

func text(doc string, words ...string) *yamlfile.Shape {
	return &yamlfile.Shape{Kind: yamlfile.Text, Doc: doc, Enum: words}
}

func flag(doc string) *yamlfile.Shape { return &yamlfile.Shape{Kind: yamlfile.Boolean, Doc: doc} }

func duration(doc string) *yamlfile.Shape { return &yamlfile.Shape{Kind: yamlfile.Duration, Doc: doc} }

func number(doc string, least int) *yamlfile.Shape {
	return &yamlfile.Shape{Kind: yamlfile.Integer, Doc: doc, Min: yamlfile.AtLeast(least)}
}

func object(doc string, fields ...yamlfile.Field) *yamlfile.Shape {
	return &yamlfile.Shape{Kind: yamlfile.Object, Doc: doc, Fields: fields}
}

// Format is the shape of a story's file.
func Format() *yamlfile.Shape {
	return object("A list of misfortunes that an application meets.",
		needed("version", number("Always 1.", 1)),
		needed("name", &yamlfile.Shape{Kind: yamlfile.Text, Pattern: namePattern, Doc: "What reports call it."}),
		field("summary", text("What happens, in one sentence.")),
		field("webhooks", object("How all webhooks are sent.",
			field("duplicate", flag("Each twice.")), field("reorder", flag("Neighbours swapped.")),
			field("delay", duration("How much later, on the sandbox's clock.")),
			field("when", text("When, seen from the answer of the request that causes them; held: never.",
				timings()...)))),
		field("answers", object("How all answers look.",
			field("page_size", number("How much a page has that asks for no other size.", 1)),
			field("data", text("The data set of the users who register, such as none.")),
			field("unknown_fields", flag("Objects have a field that Belvo's description lacks.")),
			field("nulls", flag("Fields that may be null are.")),
			field("long_texts", flag("Free texts are as long as any.")),
			field("currency", &yamlfile.Shape{Kind: yamlfile.Text, Pattern: belvo.CurrencyForm,
				Doc: "The currency of all amounts, such as USD; the amounts are the same."}))),
		field("steps", &yamlfile.Shape{Kind: yamlfile.List, Elem: stepFormat(), Most: maxSteps,
			Doc: "What happens at single requests."}),
		field("expect", object("What came of it, for people.", field("broken", text("The rule that was broken.")),
			field("because", text("")), field("found", text("")), field("again", text("")))),
	)
}

func stepFormat() *yamlfile.Shape {
	fault := text("What becomes of the answer.", FaultWords()...)
	fault.Mapping = object("", needed("status", number("Of a proxy's page.", 400)))
	return object("",
		field("at", text("The operation whose answer it is, such as POST /api/links/.")),
		field("before", text("The operation right before which it happens.")),
		field("nth", number("Which of its requests, the first by default.", 1)),
		field("event", text("What happens at the bank.", eventNames()...)),
		field("when", text("Whether the emulator finds out at once.", contact.Now, contact.NextContact)),
		field("link", text("Whose event it is.", contact.LinkOfRequest, contact.FirstLink)),
		field("bank", text("What the bank answers to the event refresh.", answerWords(lifecycle.Refresh)...)),
		field("advance", duration("By how much the clock moves.")),
		field("challenge", object("How the token is made.", field("type", text("", belvo.ChallengeNumeric,
			belvo.ChallengeQR, belvo.ChallengeText, belvo.ChallengeInputless)), field("value", text("")),
			field("instructions", text("")), field("expiry", duration("")))),
		field("respond", text("ok, or the code of Belvo's error.", codeWords()...)),
		field("message", text("One of the code's documented messages.")),
		field("status", number("The HTTP status in place of the code's.", 400)),
		field("fault", fault),
		field("latency", duration("How much later, on the sandbox's clock.")),
		field("times", number("How many requests, from the nth on.", 1)),
		field("always", flag("All requests, from the nth on.")),
	)
}

// FaultWords are the words for what becomes of an answer.
func FaultWords() []string {
	return []string{string(scenario.FaultHang), string(scenario.FaultReset), string(scenario.FaultTruncated),
		string(scenario.FaultMalformed)}
}

func timings() []string {
	var words []string
	for _, t := range webhook.Timings() {
		words = append(words, string(t))
	}
	return words
}

func eventNames() []string {
	var words []string
	for _, e := range contact.BankEvents() {
		words = append(words, e.Name)
	}
	return words
}

func answerWords(op lifecycle.Operation) []string {
	var words []string
	for _, code := range scenario.Answers(op) {
		words = append(words, string(code))
	}
	return words
}

func codeWords() []string {
	words := []string{string(lifecycle.AnswerOK)}
	for _, entry := range belvo.Catalogue() {
		words = append(words, string(entry.Code))
	}
	return words
}

// Parse reads a file, YAML or JSON. Operations are all there are, as "METHOD /path/". It returns every
// problem with its line.
func Parse(ctx context.Context, file string, data []byte, operations []string) (Story, yamlfile.Problems) {
	var s Story
	places, problems := yamlfile.DecodePlaced(ctx, file, data, Format(), &s)
	if len(problems) > 0 {
		return Story{}, problems
	}
	for _, p := range s.problems(operations) {
		at, _ := places.Of(p.path)
		problems = append(problems, yamlfile.Problem{File: file, Pos: at, Message: p.text})
	}
	if len(problems) > 0 {
		return Story{}, problems
	}
	return s, nil
}
