package headless

import "belvo-emulator/emulator/internal/widget/steps"

// buttons are what the buttons of the table lead to. That of the question whether to leave is pressed by
// leave.
func (f *flow) buttons() map[string]step {
	return map[string]step{
		"belvo-continue":       f.list,
		"belvo-consent-accept": func() step { return f.show(pageRedirect) },
		"belvo-survey-skip":    f.exit,
		"belvo-finish":         func() step { return nil },
	}
}

// verbs are what else the table has a user do.
func (f *flow) verbs() map[string]step {
	return map[string]step{
		"pick": f.pick, "fillForm": f.fillCredentials, "fillToken": f.fillToken,
		"decide": func() step {
			bank := f.plan.Answers[answerBank]
			return f.decide(len(bank) == 0 || bank[0] != "deny")
		},
		"fail": func() step { return f.stop(f.page, "the widget shows the error "+f.lastError.Code) },
	}
}

// ExitPages are the pages that can be left.
func ExitPages() (pages []string) {
	for _, page := range steps.Get().Pages {
		if page.Leave {
			pages = append(pages, page.Path)
		}
	}
	return pages
}

// The pages of the widget, as PAGE_LOAD and the table of steps name them.
const (
	pageConsent      = "/consent"
	pageInstitutions = "/institutions"
	pageCredentials  = "/credentials"
	pageToken        = "/token"
	pageLinking      = "/linking"
	pageSuccess      = "/success"
	pageError        = "/error"
	pageSharing      = "/data-sharing"
	pageRedirect     = "/redirect"
	pageExit         = "/exit"
	pageSurvey       = "/abandon-survey"
)
