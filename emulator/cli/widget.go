package cli

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"belvo-emulator/emulator"
)

// answerTime is how much longer than the widget itself its report may take.
const answerTime = 30 * time.Second

// visit is what the command widget is told.
type visit struct {
	accessToken string
	answers     map[string]string
	options     map[string]any // of the widget
}

// widgetOptions are the flags of the command widget; those that are answers are named after them.
func widgetOptions() []option {
	answer := func(flag, name, arg, help string) option {
		return option{flag, "", arg, "", help, func(s *settings, value string) error {
			s.visit.answer(name, value)
			return nil
		}}
	}
	return []option{
		{"access-token", "BELVO_ACCESS_TOKEN", "TOKEN", "", `the "access" of POST /api/token/`,
			setText(func(s *settings) *string { return &s.visit.accessToken })},
		answer("institution", "institution", "NAME", "the bank to choose; an update needs none"),
		answer("username", "username", "NAME", "what to type into the form"),
		answer("password", "password", "PASSWORD", "what to type into the form"),
		answer("token", "token", "TOKEN", "the MFA token; several, separated by |, are tried in turn"),
		answer("exit-at", "exit_at", "PAGE", "the page to leave at, such as /credentials"),
		{"options", "", "JSON", "", `options of the widget, such as {"show_intro": false}`, setWidgetOptions},
	}
}

func (v *visit) answer(name, value string) {
	if v.answers == nil {
		v.answers = map[string]string{}
	}
	v.answers[name] = value
}

func setWidgetOptions(s *settings, value string) error {
	if err := json.Unmarshal([]byte(value), &s.visit.options); err != nil || s.visit.options == nil {
		return fmt.Errorf(`must be a JSON object such as {"show_intro": false}, not %q`, value)
	}
	return nil
}

// visitWidget goes through the widget of a running emulator, without a browser, and prints the
// calls of the page's functions, one a line. It fails if the plan did not fit.
func visitWidget(c *call) error {
	if c.settings.visit.accessToken == "" {
		return usageError("widget needs --access-token")
	}
	for _, arg := range c.args {
		name, value, is := strings.Cut(arg, "=")
		if !is || name == "" {
			return usageError(fmt.Sprintf("widget: %q is no FIELD=VALUE", arg))
		}
		c.settings.visit.answer(name, value)
	}
	base, err := c.base("widget")
	if err != nil {
		return err
	}
	var report struct {
		Done         bool
		Step, Reason string
		Calls        []json.RawMessage
	}
	body := map[string]any{"access_token": c.settings.visit.accessToken, "answers": c.settings.visit.answers,
		"options": c.settings.visit.options, "timeout": c.settings.timeout.String()}
	if err := c.ask(c.settings.timeout+answerTime, http.MethodPost, base+emulator.WidgetPath(), body, &report); err != nil {
		return err
	}
	for _, made := range report.Calls {
		c.print(string(made))
	}
	if !report.Done {
		return fmt.Errorf("the widget stopped at %s: %s", report.Step, report.Reason)
	}
	return nil
}
