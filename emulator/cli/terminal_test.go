package cli_test

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/cli"
	"belvo-emulator/emulator/cli/clitest"
)

// ask runs a command against the server.
func (s *server) ask(args ...string) result {
	s.t.Helper()
	return run(s.t, environment(), append(args, "--url", s.url)...)
}

// register makes a link and returns its id.
func (s *server) register(institution string) string {
	s.t.Helper()
	body := `{"institution": "` + institution + `", "username": "user_valid", "password": "pass_valid"}`
	status, text := send(s.t, s.post("/api/links/", body))
	if status != 201 {
		s.t.Fatalf("%d %s", status, text)
	}
	return strings.Split(text, `"`)[3]
}

// TestCommandsOfARunningEmulator walk through Heimdall as a person at a terminal does.
func TestCommandsOfARunningEmulator(t *testing.T) {
	t.Parallel()
	s := start(t, environment(), "--clock", "manual@2026-01-31T12:00:00Z")
	if got := s.ask("links"); got != (result{0, "The sandbox of SECRET_ID has no links.\n", ""}) {
		t.Errorf("links before there are any: %+v", got)
	}
	if got := s.ask("trigger", "refresh"); got.code != 1 || !strings.Contains(got.stderr, "has no links") {
		t.Errorf("trigger before there are any: %+v", got)
	}
	link := s.register("heimdall_mx_retail")
	if got := s.ask("trigger", "demand_token"); got.code != 0 || !strings.HasPrefix(got.stdout,
		"demand_token at link "+link+": its status is token_required (token_required, before valid)\n") ||
		!strings.Contains(got.stdout, "webhook LINK:token_required\n") {
		t.Errorf("trigger of the only link: %+v", got)
	}
	want := "LINK                                  INSTITUTION         STATE           ACCESS     SCENARIO\n" + link +
		"  heimdall_mx_retail  token_required  recurrent  heimdall/"
	if got := s.ask("links"); !strings.HasPrefix(got.stdout, want) {
		t.Errorf("links: %+v", got)
	}
	s.register("erebor_mx_retail")
	if got := s.ask("trigger", "refresh"); got.code != 2 || !strings.Contains(got.stderr, "has 2 links, so give --link ID") {
		t.Errorf("trigger of one of two: %+v", got)
	}
	if got := s.ask("trigger", "LINK:token_required", "--link", link); got.code != 0 ||
		!strings.HasPrefix(got.stdout, "webhook LINK:token_required of link "+link+" was sent: ") {
		t.Errorf("trigger of a webhook: %+v", got)
	}
	got := s.ask("status")
	for _, want := range []string{"emulator  " + emulator.Version + " at " + s.url + ", 1 sandbox opened\n",
		"clock     manual, 2026-01-31T12:00:00Z\n", "links     1 token_required, 1 valid\n", "due next  2026-",
		" sent, kept in the inbox\n", "waiting   0 answers queued with next\n"} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("status lacks %q: %+v", want, got)
		}
	}
	if got := s.ask("status", "--secret-password", "wr0ng"); got.code != 1 || strings.Contains(got.stderr, "wr0ng") {
		t.Errorf("status with the wrong password: %+v", got)
	}
}

// TestLogs prints what is on record, in short lines or as JSON.
func TestLogs(t *testing.T) {
	t.Parallel()
	s := start(t, environment())
	link := s.register("heimdall_mx_retail")
	send(t, s.post("/api/accounts/", `{"link": "`+link+`"}`))
	lines := strings.Split(strings.TrimSpace(s.ask("logs").stdout), "\n")
	if len(lines) != 2 || !strings.HasSuffix(lines[0], " POST /api/links/ 201 "+link[:8]+" valid") ||
		!strings.HasSuffix(lines[1], " POST /api/accounts/ 428 token_required "+link[:8]+" token_required") {
		t.Errorf("the lines are %q", lines)
	}
	lines = strings.Split(strings.TrimSpace(s.ask("logs", "--json").stdout), "\n")
	if len(lines) != 2 || !strings.HasPrefix(lines[0], `{"id":"r1",`) || strings.Contains(lines[0], "pass_valid") {
		t.Errorf("as JSON: %q", lines)
	}
	nobody := run(t, environment(), "logs", "--url", "http://127.0.0.1:1")
	if nobody.code != 1 || strings.Count(nobody.stderr, "\n") != 1 {
		t.Errorf("logs of nobody: %+v", nobody)
	}
}

// TestFollowing prints what comes as it comes, until it is stopped, which is no failure.
func TestFollowing(t *testing.T) {
	t.Parallel()
	s := start(t, environment())
	link := s.register("erebor_mx_retail")
	for _, c := range []struct{ args, want string }{
		{"logs -f", " POST /api/links/ 201 " + link[:8] + " valid"},
		{"listen", " LINK token_required " + link[:8] + " by control"},
		{"listen --json", `"code":"token_required"`},
	} {
		t.Run(c.args, func(t *testing.T) {
			ctx, stop := context.WithTimeout(t.Context(), patience)
			defer stop()
			reader, writer := io.Pipe()
			done := make(chan int, 1)
			go func() {
				args := append(strings.Fields(c.args), "--url", s.url)
				done <- cli.Run(ctx, args, environment(), writer, io.Discard)
				_ = writer.Close() // never fails: see io.Pipe
			}()
			// The stream of listen begins with what comes, so events are sent until one is printed.
			sent := make(chan struct{})
			go func() {
				defer close(sent)
				for ctx.Err() == nil {
					s.ask("trigger", "LINK:token_required", "--link", link)
				}
			}()
			all := bufio.NewReader(reader)
			line, err := all.ReadString('\n')
			stop()
			_, _ = io.Copy(io.Discard, all) // several may come at once: a pipe that is not read is an error of its own
			<-sent
			if code := <-done; code != 0 || err != nil || !strings.Contains(line, c.want) {
				t.Errorf("exit code %d, %v, line %q", code, err, line)
			}
		})
	}
}

// TestTerminal: a person gets a banner and short lines in colours, a program what it always got.
func TestTerminal(t *testing.T) {
	t.Parallel()
	need(t, "script", "sh")
	path := program.Path(t)
	serve := func(environment ...string) string {
		t.Helper()
		// The emulator ends with the input of this terminal's shell.
		command := path + ` --listen 127.0.0.1:0 --ready-file "$READY" & ` + path +
			` wait --timeout 3m --url "$(until [ -s "$READY" ]; do :; done; sed -n s/^url=//p "$READY")"; kill $!; wait`
		cmd := exec.Command("script", "-qec", command, "/dev/null")
		cmd.Env = append(clitest.Environ(environment...), "TERM=xterm", "SHELL=/bin/sh",
			"READY="+filepath.Join(t.TempDir(), "ready"))
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return string(out)
	}
	coloured, plain := serve(), serve("NO_COLOR=1")
	if !strings.Contains(coloured, "Dashboard") || !strings.Contains(coloured, "\x1b[36mhttp://127.0.0.1:") ||
		strings.Contains(coloured, "ready url=") {
		t.Errorf("at a terminal: %q", coloured)
	}
	if strings.Contains(plain, "\x1b") || !strings.Contains(plain, "URL        http://127.0.0.1:") ||
		!strings.Contains(plain, " listening address=") {
		t.Errorf("without colours: %q", plain)
	}
}

// TestInitScenario: the scenario to begin with is right, does what it says, and overwrites nothing.
func TestInitScenario(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "mine")
	got := run(t, environment(), "scenarios", "--init", "forgetful", "--scenarios", folder)
	file := filepath.Join(folder, "forgetful.yaml")
	if got.code != 0 || !strings.HasPrefix(got.stdout, file+" was written.\n") {
		t.Fatalf("it came to %+v", got)
	}
	if got := run(t, environment(), "check", folder); got.code != 0 {
		t.Errorf("what was written is wrong: %+v", got)
	}
	if got := run(t, environment(), "scenarios", "--init", "forgetful", "--scenarios", folder); got.code != 1 ||
		!strings.Contains(got.stderr, "is there already") {
		t.Errorf("once more: %+v", got)
	}
	s := start(t, environment(), "--scenarios", folder)
	user := `{"institution": "erebor_mx_retail", "username": "forgetful_1", "password": `
	if status, body := send(t, s.post("/api/links/", user+`"wrong"}`)); status != 400 || !strings.Contains(body, "login_error") {
		t.Errorf("a wrong password: %d %s", status, body)
	}
	_, body := send(t, s.post("/api/links/", user+`"right"}`))
	link := strings.Split(body, `"`)[3]
	if status, body := send(t, s.post("/api/accounts/", `{"link": "`+link+`"}`)); status != 428 {
		t.Errorf("the first request for data: %d %s", status, body)
	}
}

// TestScenarioSchema is the file that editors are sent to.
func TestScenarioSchema(t *testing.T) {
	t.Parallel()
	want := read(t, "scenarios/schema.json")
	if got := run(t, environment(), "scenarios", "--schema"); got != (result{0, want, ""}) {
		t.Errorf("it came to %d, %d bytes, want %d", got.code, len(got.stdout), len(want))
	}
}

// TestCompletionOfAFlag: the program's own flags are words like others to it.
func TestCompletionOfAFlag(t *testing.T) {
	t.Parallel()
	got := run(t, environment(), "__complete", "--vers")
	if got != (result{0, "", ""}) {
		t.Errorf("what it does not know: %+v", got)
	}
	if got := run(t, environment(), "__complete", "--hel"); got != (result{0, "--help\texplain the command\n", ""}) {
		t.Errorf("--help: %+v", got)
	}
}

// TestCompletion lets each shell complete a word with the script for it.
func TestCompletion(t *testing.T) {
	t.Parallel()
	path := program.Path(t)
	for shell, script := range map[string]string{
		"bash": `eval "$("$P" completion bash)"; COMP_WORDS=("$P" serve --log-format sh); COMP_CWORD=3
_belvo_emulator; echo "${COMPREPLY[@]}"`,
		"zsh": `compdef() { :; }; _describe() { print -l "${(@P)2}"; }; eval "$("$P" completion zsh)"
words=("$P" serve --log-format sh); CURRENT=4; _belvo_emulator`,
		"fish": `$P completion fish | source; complete -C "belvo-emulator serve --log-format sh"`,
	} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			need(t, shell)
			cmd := exec.Command(shell, "-c", script)
			cmd.Env = append(clitest.Environ(), "P="+path, "HOME="+t.TempDir(),
				"PATH="+filepath.Dir(path)+string(os.PathListSeparator)+"/usr/bin:/bin")
			out, err := cmd.CombinedOutput()
			if word := strings.TrimRight(string(out), ":\t\n "); err != nil || word != "short" {
				t.Errorf("%v: it completes %q", err, out)
			}
		})
	}
}
