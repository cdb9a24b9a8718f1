package control

import (
	"context"
	"net/http"
	"slices"
	"time"

	"belvo-emulator/emulator/internal/headless"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/wire"
	"belvo-emulator/emulator/internal/yamlfile"
)

// WidgetPath goes through the widget without a browser.
const WidgetPath = v1 + "widget"

func widgetOperations() []Operation {
	return []Operation{{Method: http.MethodPost, Path: WidgetPath, Body: widgetBody{}, Answer: headless.Report{},
		NoSandbox: true, handle: runWidget,
		What: `go through the widget without a browser: {"access_token", "answers", "options"}`}}
}

// widgetBody is what a user does in the widget.
type widgetBody = wire.WidgetBody

// defaultPatience is how long a run of the widget may take, in real time.
const defaultPatience = 10 * time.Second

// runWidget needs no keys: the access token says whose sandbox it is.
func runWidget(c *call) (any, error) {
	var body widgetBody
	if err := c.read(&body); err != nil {
		return nil, err
	}
	answers, err := headless.ReadAnswers(body.Answers)
	if err != nil {
		return nil, bad("%v", err)
	}
	if at := answers["exit_at"]; len(at) > 0 && !slices.Contains(headless.ExitPages(), at[0]) {
		return nil, bad("exit_at: there is no page %q to leave at%s", at[0], suggest.Tail(at[0], headless.ExitPages()))
	}
	if bank := answers["bank"]; len(bank) > 0 && bank[0] != "approve" && bank[0] != "deny" {
		return nil, bad(`bank: it can "approve" or "deny", not %q`, bank[0])
	}
	patience := defaultPatience
	if body.Timeout != "" {
		patience, err = yamlfile.ParseDuration(body.Timeout)
		if err != nil || patience <= 0 || patience > longestWait {
			return nil, bad(`"timeout" must be a duration up to 60s, not %q`, body.Timeout)
		}
	}
	ctx, cancel := context.WithTimeout(c.Context(), patience)
	defer cancel()
	defer context.AfterFunc(c.cfg.Closing, cancel)()
	e := c.cfg.Engine
	now, newID := e.Now, e.RequestID
	// The sandbox is known also with an error, which the widget finds out about.
	if box, _, _ := e.Bearer(body.AccessToken); box != nil {
		now, newID = box.Now, box.RequestID
	}
	report := headless.Run(ctx, headless.Config{Handler: c.cfg.Handler, Host: c.cfg.Address.Base(c.Request).Host,
		Now: now, NewID: newID},
		headless.Plan{AccessToken: body.AccessToken, Answers: answers, Options: body.Options})
	if err := context.Cause(c.cfg.Closing); err != nil && !report.Done {
		return nil, err
	}
	return report, nil
}
