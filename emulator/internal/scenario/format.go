package scenario

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/yamlfile"
)

// Version is the version of the format; a file names the one it was written for.
const Version = 1

// Guards that are not fields of the request.
const (
	guardStatus   = "status"
	guardAttempt  = "attempt"
	guardResource = "resource"
	// guardDuplicate is "true" when the user has a link at the institution already.
	guardDuplicate = "duplicate"
)

// Guards tells what the rules of an operation may look at: whose link it is, what the request
// brings, and what is known of the link.
func Guards(op lifecycle.Operation) []string {
	user := []string{"username", "institution", "external_id", guardAttempt}
	form := append(user, "username2", "username3", "username_type", "password", "password2", "token")
	switch op {
	case lifecycle.Register:
		return append(form, "access_mode", guardDuplicate)
	case lifecycle.Update:
		return append(form, guardStatus)
	case lifecycle.Resume:
		return append(user, "token", guardStatus, guardResource)
	case lifecycle.Retrieve:
		return append(user, "token", guardStatus, guardResource)
	case lifecycle.Modify:
		return append(user, "access_mode", guardStatus)
	default:
		return append(user, guardStatus)
	}
}

// failures are the errors that an institution may answer any login with; they do not concern the
// link.
func failures() []belvo.Code {
	return []belvo.Code{belvo.CodeTooManySessions, belvo.CodeInstitutionDown, belvo.CodeInstitutionUnavailable,
		belvo.CodeInstitutionInactive, belvo.CodeActivationRequired, belvo.CodeActivationFailed,
		belvo.CodeOperationalLimits, belvo.CodeAccessToResourceDenied, belvo.CodePermissionDenied,
		belvo.CodeQuotaLimitReached, belvo.CodeRequestTimeout, belvo.CodeUnexpectedError,
		belvo.CodeServiceUnavailable}
}

// Answers tells what a rule of an operation may respond with.
func Answers(op lifecycle.Operation) []belvo.Code {
	login := append([]belvo.Code{lifecycle.AnswerOK, belvo.CodeTokenRequired, belvo.CodeLoginError},
		failures()...)
	switch op {
	case lifecycle.Register:
		return append(login, belvo.CodeDuplicated, belvo.CodeValidationError, belvo.CodeUnsupportedOperation)
	case lifecycle.Resume:
		return append(login, belvo.CodeSessionExpired)
	case lifecycle.Retrieve:
		return append(login, belvo.CodeUnavailableData, belvo.CodeUnsupportedOperation, belvo.CodeValidationError,
			belvo.CodeConsentWithoutAccounts)
	case lifecycle.Update:
		return append(login, belvo.CodeValidationError)
	case lifecycle.Refresh:
		return login
	default:
		return []belvo.Code{lifecycle.AnswerOK, belvo.CodePermissionDenied, belvo.CodeAccessToResourceDenied,
			belvo.CodeUnexpectedError, belvo.CodeServiceUnavailable}
	}
}

// triggers lists the keys of "on": the operations, and retrieve for one resource.
func triggers() []string {
	var keys []string
	for _, op := range lifecycle.Operations() {
		keys = append(keys, string(op))
	}
	for _, r := range belvo.Kinds() {
		keys = append(keys, string(lifecycle.Retrieve)+"."+r.Word())
	}
	return keys
}

// union joins what all operations allow, in the order of first appearance.
func union[T comparable](of func(lifecycle.Operation) []T) []T {
	var all []T
	for _, op := range lifecycle.Operations() {
		for _, v := range of(op) {
			if !slices.Contains(all, v) {
				all = append(all, v)
			}
		}
	}
	return all
}

func codeWords(codes []belvo.Code) []string {
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = string(c)
	}
	return words
}

// codesOf is what a rule responds with to get the status that its author wrote instead, "" for what is no
// status.
func codesOf(value string) string {
	status, err := strconv.Atoi(value)
	if err != nil || status < 100 || status > 599 {
		return ""
	}
	if status < 300 {
		return string(lifecycle.AnswerOK)
	}
	var words []string
	for _, code := range union(Answers) {
		if entry, known := belvo.Lookup(code); known && entry.Status == status {
			words = append(words, string(code))
		}
	}
	if words == nil {
		return fmt.Sprintf("the code of an error, or fault: {status: %d} without respond", status)
	}
	return strings.Join(words, " or ") + fmt.Sprintf(", answered with %d", status)
}

// namePattern is the form of scenario names, which also travel in a header.
var namePattern = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// statePattern is the form of states' names. It also keeps YAML's merge key (<<) out, which would
// mix one state's keys with the states.
var statePattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// Format is the shape of a scenario file.
func Format() *yamlfile.Shape {
	patterns := &yamlfile.Shape{Kind: yamlfile.List, OrOne: true, Elem: &yamlfile.Shape{Kind: yamlfile.Scalar},
		Doc: "A literal, a glob (* and ?) or a /regular expression/, or a list of them."}
	stateName := func(doc string) *yamlfile.Shape {
		return &yamlfile.Shape{Kind: yamlfile.Text, Doc: doc + stateNote, Examples: usualStates()}
	}
	state := &yamlfile.Shape{Kind: yamlfile.Object, Loose: true, Fields: []yamlfile.Field{
		{Name: "on", Shape: &yamlfile.Shape{Kind: yamlfile.Map, Enum: triggers(), Loose: true, KeyDoc: triggerDoc,
			Doc:  "What is answered to each operation; rules are tried in order, and without one the answer is ok.",
			Elem: &yamlfile.Shape{Kind: yamlfile.List, Name: "rules", Loose: true, Elem: ruleFormat(patterns, stateName)}}},
		{Name: "after", Shape: &yamlfile.Shape{Kind: yamlfile.Object, Doc: "Leaves the state when time has passed.",
			Fields: []yamlfile.Field{
				{Name: "wait", Shape: &yamlfile.Shape{Kind: yamlfile.Duration}, Required: true},
				{Name: "goto", Shape: stateName("The state to go to."), Required: true}}}},
	}}
	return &yamlfile.Shape{
		Kind:  yamlfile.Object,
		Doc:   "What an institution answers, as a state machine.",
		Loose: true,
		Fields: []yamlfile.Field{
			{Name: "version", Required: true, Shape: &yamlfile.Shape{Kind: yamlfile.Integer, Doc: "Always 1."}},
			{Name: "name", Required: true, Shape: &yamlfile.Shape{Kind: yamlfile.Text, Pattern: namePattern,
				Doc: "What the control API and the scenario header call it."}},
			{Name: "summary", Required: true, Shape: &yamlfile.Shape{Kind: yamlfile.Text,
				Doc: "One sentence for the list."}},
			{Name: "match", Shape: &yamlfile.Shape{Kind: yamlfile.Object, Doc: "Whom the scenario claims.",
				Fields: []yamlfile.Field{{Name: "institutions", Shape: patterns}, {Name: "usernames", Shape: patterns}}}},
			{Name: "start", Required: true, Shape: stateName("Where a registration begins.")},
			{Name: "enter", Shape: stateName("Where a link that exists already begins; without it, where the ok " +
				"of a registration leads.")},
			{Name: "states", Required: true, Shape: &yamlfile.Shape{Kind: yamlfile.Map, Elem: state, Loose: true,
				Pattern: statePattern}},
		},
	}
}

// ruleFormat is the shape of a rule.
func ruleFormat(patterns *yamlfile.Shape, stateName func(doc string) *yamlfile.Shape) *yamlfile.Shape {
	text := &yamlfile.Shape{Kind: yamlfile.Text}
	page := &yamlfile.Shape{Kind: yamlfile.Object, Fields: []yamlfile.Field{{Name: "status", Required: true,
		Shape: &yamlfile.Shape{Kind: yamlfile.Integer, Min: yamlfile.AtLeast(400)}}}}
	return &yamlfile.Shape{Kind: yamlfile.Object, Loose: true, Fields: []yamlfile.Field{
		{Name: "when", Shape: &yamlfile.Shape{Kind: yamlfile.Map, Elem: patterns, Enum: union(Guards),
			Doc: "All of these must hold; without it the rule always answers."}},
		{Name: "respond", Shape: &yamlfile.Shape{Kind: yamlfile.Text, Enum: codeWords(union(Answers)),
			Instead: codesOf, Doc: "ok, or the code of Belvo's error."}},
		{Name: "message", Shape: &yamlfile.Shape{Kind: yamlfile.Text,
			Doc: "One of the code's documented messages."}},
		{Name: "challenge", Shape: &yamlfile.Shape{Kind: yamlfile.Object,
			Doc: "How the token of a token_required is made.",
			Fields: []yamlfile.Field{
				{Name: "type", Shape: &yamlfile.Shape{Kind: yamlfile.Text, Enum: []string{belvo.ChallengeNumeric,
					belvo.ChallengeQR, belvo.ChallengeText, belvo.ChallengeInputless}}},
				{Name: "value", Shape: &yamlfile.Shape{Kind: yamlfile.Scalar}},
				{Name: "instructions", Shape: text},
				{Name: "expiry", Shape: &yamlfile.Shape{Kind: yamlfile.Duration, Doc: "How long the session lives."}}}}},
		{Name: "goto", Shape: stateName("The next state; without it the state stays.")},
		{Name: "times", Shape: &yamlfile.Shape{Kind: yamlfile.Integer, Min: yamlfile.AtLeast(1),
			Doc: "How often the rule answers before it is used up."}},
		{Name: "latency", Shape: &yamlfile.Shape{Kind: yamlfile.Duration, Doc: "How long the answer takes."}},
		{Name: "consent", Shape: &yamlfile.Shape{Kind: yamlfile.Duration,
			Doc: "How long a consent on Open Finance lasts; without it as long as was asked."}},
		{Name: "fault", Shape: &yamlfile.Shape{Kind: yamlfile.Text, Mapping: page,
			Doc:  "How the answer is spoiled.",
			Enum: []string{string(FaultHang), string(FaultReset), string(FaultTruncated), string(FaultMalformed)}}},
		{Name: "data", Shape: &yamlfile.Shape{Kind: yamlfile.Text, Doc: "The data set the user has from now on."}},
		{Name: "webhooks", Shape: &yamlfile.Shape{Kind: yamlfile.Object,
			Doc: "How the webhooks that the answer causes are spoiled, to test their receiver.",
			Fields: []yamlfile.Field{
				{Name: "duplicate", Shape: &yamlfile.Shape{Kind: yamlfile.Boolean, Doc: "Each is sent twice."}},
				{Name: "delay", Shape: &yamlfile.Shape{Kind: yamlfile.Duration, Doc: "Before the first attempt."}},
				{Name: "reorder", Shape: &yamlfile.Shape{Kind: yamlfile.Boolean, Doc: "Neighbours are swapped."}}}}},
	}}
}
