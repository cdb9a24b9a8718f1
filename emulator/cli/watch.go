package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/fatih/color"
	"github.com/google/uuid"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/journal"
)

// longestEvent is how many bytes a line of the stream of events may have.
const longestEvent = 16 << 20

// watching is what the commands listen and logs are told.
type watching struct {
	follow bool
	json   bool
}

// watchOptions belong to both.
func watchOptions() []option {
	return []option{{"json", "", "", "false", "print each event as a JSON object on a line",
		setSwitch(func(s *settings) *bool { return &s.watching.json })}}
}

// followOption belongs to logs.
func followOption() option {
	return option{"follow", "", "", "false", "wait for more, and print it as it comes",
		setSwitch(func(s *settings) *bool { return &s.watching.follow })}
}

// listenToWebhooks prints webhooks and the attempts to deliver them as they come.
func listenToWebhooks(c *call) error {
	return c.events("listen", true, "webhook", "attempt")
}

// logs prints the requests on record and, if it is asked to, those that come.
func logs(c *call) error {
	return c.events("logs", c.settings.watching.follow, "request")
}

// events prints the events of these kinds, until the call's context ends if it follows them. It never
// holds more than one: a reader that takes its time makes the emulator wait for us, and in the end send
// us away, which is an error.
func (c *call) events(command string, follow bool, kinds ...string) error {
	base, err := c.base(command)
	if err != nil {
		return err
	}
	query := "?follow=false"
	if follow && command == "logs" {
		query = "?since=0"
	} else if follow {
		query = ""
	}
	request, err := c.request(http.MethodGet, base+emulator.ControlPath("events")+query, nil)
	if err != nil {
		return err
	}
	response, err := client(0).Do(request)
	if err != nil {
		return c.unlessStopped(err)
	}
	defer func() { _ = response.Body.Close() }() // it was read, or its error is returned
	if response.StatusCode != http.StatusOK {
		return refusal(response)
	}
	cut, err := c.printEvents(response.Body, kinds)
	switch {
	case err != nil:
		return err
	case cut != nil || !follow:
		return c.unlessStopped(cut)
	}
	return c.unlessStopped(errors.New(command + ": the emulator has ended the stream"))
}

// printEvents prints the events of these kinds, and that some were lost. It returns why the stream was cut, nil
// if it came to its end, and what is wrong with an event.
func (c *call) printEvents(stream io.Reader, kinds []string) (cut, err error) {
	lines, kind, data := bufio.NewScanner(stream), "", ""
	lines.Buffer(nil, longestEvent)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch {
		case name == "event":
			kind = value
		case name == "data":
			data = value
		case name == "" && data != "": // an empty line ends an event: one that was cut has none
			if kind == "lost" || slices.Contains(kinds, kind) {
				if err := c.printEvent(kind, []byte(data)); err != nil {
					return nil, err
				}
			}
			data = ""
		}
	}
	return lines.Err(), nil
}

// unlessStopped is the error, nil if the call was stopped as asked.
func (c *call) unlessStopped(err error) error {
	if c.ctx.Err() != nil {
		return nil
	}
	return err
}

// refusal is the error of an answer that is none of success.
func refusal(response *http.Response) error {
	problem := struct{ Error string }{}
	if json.NewDecoder(response.Body).Decode(&problem) == nil && problem.Error != "" {
		return errors.New(problem.Error)
	}
	return fmt.Errorf("%s answered %s, which is no emulator's answer", response.Request.URL, response.Status)
}

// printEvent prints one event and waits until it was taken.
func (c *call) printEvent(kind string, data []byte) error {
	text := string(data)
	if !c.settings.watching.json || kind == "lost" {
		var err error
		if text, err = c.palette(c.streams[0]).event(kind, data); err != nil {
			return fmt.Errorf("an event %s cannot be read: %w", kind, err)
		}
	}
	c.print(text)
	_ = c.stdout.Flush(c.ctx) // the call ends with the context
	return nil
}

// event is the line of an event.
func (p palette) event(kind string, data []byte) (string, error) {
	switch kind {
	case "request":
		var r journal.Request
		if err := json.Unmarshal(data, &r); err != nil {
			return "", err
		}
		return p.exchange(exchangeOfRequest(r)), nil
	case "webhook":
		var w struct {
			At         time.Time
			Type, Code string
			Link       string
			Cause      string
		}
		err := json.Unmarshal(data, &w)
		return fmt.Sprintf("%s %s %s %s %s", p.paint(w.At.Format(time.TimeOnly), color.Faint),
			p.paint(w.Type, color.Bold), w.Code, p.paint(brief(w.Link), color.FgCyan),
			p.paint("by "+printable(w.Cause), color.Faint)), err
	case "attempt":
		var a attempt
		err := json.Unmarshal(data, &a)
		return p.attempt(a), err
	}
	return p.paint("some older events are no longer on record", color.FgYellow), nil
}

// exchangeOfRequest is a request of the journal.
func exchangeOfRequest(r journal.Request) exchange {
	e := exchange{at: r.At, method: r.Method, path: r.Path, status: r.Status, state: string(r.LinkState)}
	if r.Link != uuid.Nil {
		e.link = r.Link.String()
	}
	for i, problem := range r.Errors {
		if i == 0 {
			e.code = string(problem.Code)
		}
		if problem.Hint != "" {
			e.hints = append(e.hints, problem.Hint)
		}
	}
	return e
}

// attempt is what an event tells of an attempt to deliver a webhook.
type attempt struct {
	At                       time.Time
	Endpoint, Outcome, Error string
	Number                   int `json:"attempt"`
	Status                   int
	Delivered                bool
}

// attempt is its line.
func (p palette) attempt(a attempt) string {
	end := p.paint(strings.TrimSuffix(a.Outcome+", "+printable(a.Error), ", "), color.FgRed)
	if a.Status != 0 {
		end = p.status(a.Status)
	}
	return fmt.Sprintf("%s   to %s, attempt %d: %s", p.paint(a.At.Format(time.TimeOnly), color.Faint),
		printable(a.Endpoint), a.Number, end)
}
