// Package headless goes through the Connect Widget as a user would, without a browser: it makes
// the requests that the widget's scripts make, of the same handlers and with nothing but the access
// token, decides what follows what as widget/assets/flow.js does, answers each screen from a plan
// as widget/assets/autopilot.js does, and notes what the page's functions would have been called
// with. Both take from the same table, package steps, what a user does on each screen. The browser
// tests compare its calls with those of the real widget.
package headless

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/widget/steps"
)

// Config is what a run needs of its surroundings.
type Config struct {
	Handler http.Handler // of the emulator
	Host    string       // by which it is addressed
	Now     func() time.Time
	NewID   func() string // 32 hexadecimal digits, for what never reached the emulator
}

// Plan is what the user does. The keys of Answers other than institution, bank and exit_at are the
// names of the form's fields; several values are tried in turn, as far as the field is asked for
// again.
type Plan struct {
	AccessToken string
	Answers     map[string][]string
	Options     Options
}

// The answers that are no form fields.
const (
	answerInstitution = "institution"
	answerBank        = "bank"    // of an Open Finance consent: approve or deny
	answerExit        = "exit_at" // the page at which the user leaves
)

// Call is a call of one of the page's functions.
type Call struct {
	Function  string `json:"function" doc:"onEvent, callback or onExit"`
	Arguments []any  `json:"arguments"`
}

// Report is how a run went.
type Report struct {
	Done    bool      `json:"done" doc:"the plan was carried out to its end: a success, or the exit it wants"`
	Success bool      `json:"success" doc:"the callback was called"`
	Step    string    `json:"step,omitempty" doc:"the page at which the plan did not fit"`
	Reason  string    `json:"reason,omitempty" doc:"why"`
	Pages   []string  `json:"pages" doc:"the screens, in order; /exit is the question whether to leave"`
	Link    uuid.UUID `json:"link,omitzero" doc:"of the callback"`
	Calls   []Call    `json:"calls" doc:"of the page's functions, in order"`
}

// Run goes through the widget until the plan is carried out or does not fit, or ctx ends.
func Run(ctx context.Context, cfg Config, plan Plan) Report {
	f := &flow{ctx: ctx, cfg: cfg, plan: plan, client: client{cfg: cfg, token: plan.AccessToken},
		claims: readClaims(plan.AccessToken), used: map[string]int{},
		report: Report{Pages: []string{}, Calls: []Call{}}}
	f.updating = f.claims.Link != nil
	for next := f.begin; next != nil; { // each step returns the one that follows
		next = next()
	}
	return f.report
}

// event is what onEvent gets: PAGE_LOAD has metadata, the others have meta_data.
type event struct {
	Name      string     `json:"eventName"`
	Metadata  *pageLoad  `json:"metadata,omitempty"`
	RequestID string     `json:"request_id,omitempty"`
	MetaData  *happening `json:"meta_data,omitempty"`
}

type pageLoad struct {
	Page        string `json:"page"`
	From        string `json:"from"`
	Institution string `json:"institution_name,omitempty"`
}

// happening is an error or a warning.
type happening struct {
	ErrorCode      string `json:"error_code,omitempty"`
	ErrorMessage   string `json:"error_message,omitempty"`
	WarningCode    string `json:"warning_code,omitempty"`
	WarningMessage string `json:"warning_message,omitempty"`
	Institution    string `json:"institution_name"`
	Timestamp      string `json:"timestamp"`
}

// exit is what onExit gets.
type exit struct {
	LastError *steps.Text `json:"last_encountered_error"`
	MetaData  left        `json:"meta_data"`
}

// left is where the user left.
type left struct {
	Institution string `json:"institution_name,omitempty"`
	Step        string `json:"step,omitempty"`
}

// timestamp is an instant as JavaScript writes it.
func (f *flow) timestamp() string { return f.cfg.Now().UTC().Format("2006-01-02T15:04:05.000Z") }

func (f *flow) callback(function string, arguments ...any) {
	f.report.Calls = append(f.report.Calls, Call{function, arguments})
}

// ReadAnswers reads a plan's answers: texts, several of which are a list or separated by bars. The
// error names the answer that is neither.
func ReadAnswers(given map[string]any) (map[string][]string, error) {
	answers := map[string][]string{}
	for name, value := range given {
		list, isList := value.([]any)
		if value == nil { // as if it were not there
			continue
		}
		if text, isText := value.(string); isText {
			answers[name] = strings.Split(text, "|")
			continue
		}
		for _, item := range list {
			text, isText := item.(string)
			isList = isList && isText
			answers[name] = append(answers[name], text)
		}
		if !isList {
			return nil, fmt.Errorf("the answer %q must be a text or a list of texts", name)
		}
	}
	return answers, nil
}
