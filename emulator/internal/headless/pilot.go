package headless

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/widget/steps"
)

// act does at a screen what the plan wants, as widget/assets/autopilot.js does.
func (f *flow) act(page string) step {
	if given := f.plan.Answers[answerExit]; len(given) > 0 && given[0] == page {
		return f.leave()
	}
	at := steps.Get().Page(page)
	if at.Last {
		f.report.Done = true
	}
	if at.Press != "" {
		return f.buttons()[at.Press]()
	}
	return f.verbs()[at.Does]()
}

// stop ends the run at a screen where the plan does not fit.
func (f *flow) stop(page, reason string) step {
	f.report.Step, f.report.Reason = page, reason
	return nil
}

// pick chooses the plan's institution from the list.
func (f *flow) pick() step {
	name := f.plan.Answers[answerInstitution]
	if len(name) == 0 {
		return f.stop(f.page, "the plan names no institution")
	}
	at := slices.IndexFunc(f.choices, func(i belvo.Institution) bool { return i.Name == name[0] })
	switch {
	case at < 0:
		return f.stop(f.page, "the list does not have the institution "+name[0])
	case f.choices[at].Status == "down":
		f.callback("onEvent", event{Name: "WARNING", RequestID: f.cfg.NewID(), MetaData: &happening{
			WarningCode: steps.Get().Disabled.Code, WarningMessage: steps.Get().Disabled.Message,
			Institution: name[0], Timestamp: f.timestamp()}})
		return f.stop(f.page, "the institution "+name[0]+" is down")
	}
	return f.choose(&f.choices[at])
}

// userName is a field that PUT does not take: the user name is the link's for good.
var userName = regexp.MustCompile(`^username\d?$`)

// fillCredentials fills the institution's form in. Values that were refused are not given again.
func (f *flow) fillCredentials() step {
	if f.alert != nil {
		return f.stop(f.page, fmt.Sprintf("the plan's values were refused: %s: %s", f.alert.Code, f.alert.Message))
	}
	values := map[string]string{}
	var typed []belvo.FormField
	for _, field := range f.institution.FormFields {
		switch {
		case f.updating && userName.MatchString(field.Name):
		case field.Type == "hidden":
			values[field.Name] = field.Value
		case !field.Optional:
			typed = append(typed, field)
		}
	}
	for _, field := range typed {
		value, given := f.value(field.Name)
		if !given {
			return f.stop(f.page, "the plan has no "+field.Name)
		}
		values[field.Name] = value
	}
	for _, field := range typed {
		if !takes(&field, values[field.Name]) {
			return f.stop(f.page, "the field "+field.Name+" does not take the plan's value")
		}
	}
	return f.submit(values)
}

// takes says whether a field that is needed takes a value.
func takes(field *belvo.FormField, value string) bool {
	switch {
	case value == "":
		return false
	case field.Type == "select":
		return slices.ContainsFunc(field.Values, func(c belvo.FieldChoice) bool { return c.Code == value })
	case field.Validation == "":
		return true
	}
	form, err := regexp.Compile(field.Validation)
	return err != nil || form.MatchString(value) // what cannot be read the emulator decides
}

// mostApprovals is how often a plan approves a sign-in, where there is nothing to type: a bank that asks each time
// would be asked for ever.
const mostApprovals = 3

// fillToken types the next token of the plan, where there is something to type.
func (f *flow) fillToken() step {
	if d := f.asked.data; d != nil && (!d.ExpectsUserInput || d.Type == belvo.ChallengeInputless) {
		if f.approved++; f.approved > mostApprovals {
			return f.stop(f.page, "the bank goes on to ask for approval")
		}
		return f.resume("")
	}
	token, given := f.value("token")
	switch {
	case !given && f.alert != nil:
		return f.stop(f.page, "every token of the plan was refused")
	case !given:
		return f.stop(f.page, "the plan has no token")
	case token == "":
		return f.stop(f.page, "the field token does not take the plan's value")
	}
	return f.resume(strings.TrimSpace(token))
}

// value is the next value of the plan for a field; a single one is given again, but a token.
func (f *flow) value(name string) (string, bool) {
	values, at := f.plan.Answers[name], f.used[name]
	f.used[name]++
	if name != "token" && len(values) == 1 {
		at = 0
	}
	if at >= len(values) {
		return "", false
	}
	return values[at], true
}

// leave presses the ×, and agrees where the widget asks whether to leave.
func (f *flow) leave() step {
	if !f.plan.Options.off("show_close_dialog") {
		f.report.Pages = append(f.report.Pages, pageExit)
	}
	f.atStart = slices.Contains(steps.Get().Start, f.page)
	if f.plan.Options.off("show_abandon_survey") {
		f.report.Done = true
		return f.exit()
	}
	f.surveyed = true
	return f.show(pageSurvey)
}

// exit leaves for good and tells the page.
func (f *flow) exit() step {
	where := left{Institution: f.institutionName()}
	if f.surveyed || f.atStart || f.institution == nil {
		where.Step = "abandon-survey"
	}
	f.callback("onExit", exit{f.lastError, where})
	return nil
}
