package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/explore"
	"belvo-emulator/emulator/internal/explore/judge"
	"belvo-emulator/emulator/internal/run"
	"belvo-emulator/emulator/internal/story"
	"belvo-emulator/emulator/internal/wire"
	"belvo-emulator/emulator/internal/yamlfile"
)

// runner runs the command in sandboxes.
type runner struct {
	call    *call
	service *service
	environ []string
}

// runPassword is the password of each sandbox's keys.
const runPassword = "explore"

// hangs is how much longer a run may take in whose story an answer never comes: the command's own time-out has
// to pass.
const hangs = 15 * time.Second

// one is one run of the command.
type one struct {
	*runner
	explore.Attempt
	output tail
	cmd    *exec.Cmd
	storm  bool
	hung   bool
}

// run tells a story and runs the command.
func (r *runner) run(ctx context.Context, a explore.Attempt) (explore.Result, error) {
	o := &one{runner: r, Attempt: a}
	defer func() { _ = o.control(http.MethodDelete, "sandboxes/"+a.Sandbox, nil, nil) }() // it is not used any more
	if a.Story.Name != "" {
		if err := o.control(http.MethodPut, "story", a.Story, nil); err != nil {
			return explore.Result{}, fmt.Errorf("the story %s: %w", a.Story.Name, err)
		}
	}
	got := explore.Result{}
	var err error
	if got.Outcome, err = o.command(ctx); err != nil {
		return got, err
	}
	o.settle(ctx)
	if err := o.control(http.MethodGet, "report", nil, &got.Report); err != nil {
		return got, err
	}
	got.Outcome.Check = o.check(ctx)
	return got, ctx.Err()
}

// command runs the command to its end, or to the end of its time.
func (o *one) command(ctx context.Context) (judge.Outcome, error) {
	o.cmd = exec.Command(o.call.args[0], o.call.args[1:]...)
	o.cmd.Env = o.environment()
	o.cmd.Stdout, o.cmd.Stderr = io.Discard, &o.output
	ownGroup(o.cmd)
	o.cmd.WaitDelay = time.Second // children that are left behind may keep its output open
	begun := clock.Real{}.Now()
	if err := o.cmd.Start(); err != nil {
		return judge.Outcome{}, cannotStart(o.call.args[0], err)
	}
	ended := make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		o.watch(ctx, o.Limit+imposed(o.Story), ended)
	}()
	_ = o.cmd.Wait() // its state says what came of it
	close(ended)
	<-watched
	endGroup(o.cmd)
	out := judge.Outcome{Exit: o.cmd.ProcessState.ExitCode(), Took: clock.Real{}.Now().Sub(begun), Stormy: o.storm,
		Hung: o.hung}
	o.describe(&out)
	return out, ctx.Err()
}

// describe reads from the command's output how it ended.
func (o *one) describe(out *judge.Outcome) {
	text := o.output.String()
	out.Failed = judge.LastLine(text)
	if out.Hung || out.Stormy {
		return
	}
	if signal := endedBy(o.cmd); signal != "" {
		out.Crash = "it was ended by the signal " + signal
		return
	}
	if out.Exit != 0 {
		out.Crash, out.Place = judge.Exception(text)
	}
}

// environment is the command's, with the keys of its sandbox.
func (o *one) environment() []string {
	address := o.service.listener.Addr().String()
	own := o.call.environment(address)
	own = slices.DeleteFunc(own, func(v string) bool { return strings.HasPrefix(v, "BELVO_SECRET_") })
	return slices.Concat(o.environ, own, []string{"BELVO_SECRET_ID=" + o.Sandbox,
		"BELVO_SECRET_PASSWORD=" + runPassword, "BELVO_EMULATOR_STORY=" + o.Story.Name})
}

// tick is how often a run is looked at.
const tick = 100 * time.Millisecond

// watch ends the command when it hangs or only repeats itself, and lets happen what is due when everything waits
// for it.
func (o *one) watch(ctx context.Context, limit time.Duration, ended <-chan struct{}) {
	ticking, stop := context.WithCancel(ctx)
	defer stop()
	ticks := clock.Ticks(ticking, clock.Real{}, tick)
	begun := clock.Real{}.Now()
	last, made := begun, 0 // when it was seen to have made another request, and how many there were
	for {
		select {
		case <-ended:
			return
		case <-ctx.Done():
			endGroup(o.cmd)
			return
		case <-ticks:
		}
		now := clock.Real{}.Now()
		if n := o.made(); n > made {
			last, made = now, n
		}
		o.storm = made > o.Storm && o.stormy()
		o.hung = !o.storm && judge.Hangs(now.Sub(begun), now.Sub(last), limit)
		if o.storm || o.hung {
			endGroup(o.cmd)
			return
		}
		if o.moves() {
			o.moveOn()
		}
	}
}

// made is how many requests the command has made, 0 if that is not known.
func (o *one) made() int {
	var list struct{ Matched int }
	_ = o.control(http.MethodGet, "requests?limit=1", nil, &list) // the next look may tell
	return list.Matched
}

// stormy says whether the command has made the same call too often.
func (o *one) stormy() bool {
	var report run.Report
	return o.Storm > 0 && o.control(http.MethodGet, "report", nil, &report) == nil && judge.Repeats(report) > o.Storm
}

// moves says whether things wait in the run that come only when the clock moves: what the story delays, and
// everything on a manual clock.
func (o *one) moves() bool {
	w := o.Story.Webhooks
	return o.call.settings.emulator.ClockMode.Manual || w != nil && (w.Reorder || w.Delay != "")
}

// moveOn moves the clock to the next webhook that is due, if nothing else happens.
func (o *one) moveOn() {
	var due []wire.Due
	if o.control(http.MethodGet, "quiet?while=20ms&timeout=40ms", nil, nil) != nil ||
		o.control(http.MethodGet, "clock/agenda?limit=1", nil, &due) != nil || len(due) == 0 || due[0].Kind != "webhook" {
		return
	}
	_ = o.control(http.MethodPost, "clock/step", nil, nil) // if it cannot be moved the command waits in vain
}

// settle waits for what the command has caused, so that the report has it: webhooks whose receiver lives on have
// gone with the command, so this is short.
func (o *one) settle(context.Context) {
	_ = o.control(http.MethodGet, "quiet?while=1ms&timeout=100ms", nil, nil) // then the report has less
}

// check runs the user's own checks and says what they found, "" for nothing.
func (o *one) check(ctx context.Context) string {
	e := o.call.settings.exploring
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if e.check != "" {
		cmd := exec.CommandContext(ctx, "sh", "-c", e.check)
		cmd.Env = o.environment()
		if text, err := cmd.CombinedOutput(); err != nil {
			return fmt.Sprintf("the check failed (%v): %s", err, judge.LastLine(string(text)))
		}
	}
	if e.checkURL == "" {
		return ""
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, e.checkURL, http.NoBody)
	if err != nil {
		return "the check's URL: " + err.Error()
	}
	response, err := client(time.Minute).Do(request)
	if err != nil {
		return "the check's URL: " + err.Error()
	}
	defer func() { _ = response.Body.Close() }() // it is not read
	if response.StatusCode/100 != 2 {
		return fmt.Sprintf("%s answered %s", e.checkURL, response.Status)
	}
	return ""
}

// control makes a control call with the keys of the run's sandbox.
func (o *one) control(method, path string, body, answer any) error {
	if answer == nil {
		answer = &struct{}{}
	}
	own := *o.call
	own.ctx = context.WithoutCancel(o.call.ctx) // the report of a run that was broken off is of use
	own.settings.emulator.SecretID, own.settings.emulator.SecretPassword = o.Sandbox, runPassword
	return own.ask(reportTimeout, method, o.call.settings.url+"/__emulator/v1/"+path, body, answer)
}

// imposed is how much longer a story makes a run.
func imposed(told story.Story) time.Duration {
	var d time.Duration
	for _, s := range told.Steps {
		if s.Fault.Word == "hang" {
			d += hangs
		}
		if more, err := yamlfile.ParseDuration(s.Latency); err == nil {
			d += more * time.Duration(max(s.Times, 1))
		}
	}
	if told.Webhooks != nil {
		d += hangs
	}
	return d
}

// tailSize is how much of a command's output is kept, in bytes: its end.
const tailSize = 16 << 10

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

// Write takes everything.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if len(t.text) > 2*tailSize {
		t.text = bytes.Clone(t.text[len(t.text)-tailSize:])
	}
	return len(p), nil
}

// String is the end.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}
