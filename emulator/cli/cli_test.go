package cli_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/cli"
	"belvo-emulator/emulator/cli/clitest"
)

func TestUsage(t *testing.T) {
	t.Parallel()
	for file, commandLines := range map[string][]string{
		"usage.txt":             {"--help", "-h", "-help", "help", "help help", "help --help"},
		"usage-serve.txt":       {"serve --help", "help serve", "--listen :0 --help", "--help serve"},
		"usage-serve-all.txt":   {"serve --help-all", "--help-all", "serve --listen :0 --help-all"},
		"usage-status.txt":      {"status --help", "help status"},
		"usage-links.txt":       {"links --help", "help links"},
		"usage-logs.txt":        {"logs --help", "help logs", "logs -f --help"},
		"usage-listen.txt":      {"listen --help", "help listen"},
		"usage-trigger.txt":     {"trigger --help", "help trigger"},
		"usage-completion.txt":  {"completion --help", "help completion"},
		"usage-exec.txt":        {"exec --help", "help exec", "exec --clock real --help"},
		"usage-check.txt":       {"check --help", "help check", "check a.yaml --help"},
		"usage-scenarios.txt":   {"scenarios --help", "help scenarios"},
		"usage-transitions.txt": {"transitions --help", "help transitions"},
		"usage-routes.txt":      {"routes --help", "help routes"},
		"usage-health.txt":      {"health --help", "help health"},
		"usage-widget.txt":      {"widget --help", "help widget"},
		"usage-wait.txt":        {"wait --help", "help wait"},
		"usage-coverage.txt":    {"coverage --help", "help coverage"},
		"usage-certs.txt":       {"certs --help", "help certs", "certs remove --help"},
		"usage-trust.txt":       {"trust --help", "help trust", "trust --print --help"},
		"usage-version.txt":     {"version --help", "help version"},
	} {
		for _, line := range commandLines {
			t.Run(line, func(t *testing.T) {
				t.Parallel()
				got := run(t, environment(), strings.Fields(line)...)
				if got.code != 0 || got.stderr != "" {
					t.Errorf("exit code %d, standard error %q", got.code, got.stderr)
				}
				golden(t, file, got.stdout)
			})
		}
	}
}

func TestConfigTable(t *testing.T) {
	t.Parallel()
	golden(t, "config.md", cli.ConfigTable())
}

// TestMistakes holds the one line that each mistake on the command line or in the environment is
// answered with.
func TestMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, args, env, want string }{
		{"command", "sevre", "", `unknown command "sevre", did you mean "serve"?`},
		{"no such command", "frobnicate", "", `unknown command "frobnicate", ` +
			`expected one of 22 words such as certs, check, coverage, exec, listen, routes, state, trigger, trust, wait`},
		{"help for no command", "help sevre", "", `unknown command "sevre", did you mean "serve"?`},
		{"flag", "--lisen :0", "", "unknown flag --lisen, did you mean --listen?"},
		{"flag of another command", "check --listen :0 a", "",
			"unknown flag --listen, see belvo-emulator check --help"},
		{"no value", "serve --seed", "", "--seed needs a value"},
		{"malformed flag", "serve ---seed", "", "bad flag syntax: ---seed"},
		{"extra argument", "serve here", "", `serve: unexpected argument "here"`},
		{"extra argument behind flags", "routes -- --all", "", `routes: unexpected argument "--all"`},
		{"no file", "check", "", "check needs FILE..., see belvo-emulator check --help"},
		{"listen", "--listen 8400", "",
			`--listen: must be host:port such as 127.0.0.1:8400 or :0, not "8400"`},
		{"port", "", "BELVO_EMULATOR_LISTEN=:84000",
			`BELVO_EMULATOR_LISTEN: must be host:port such as 127.0.0.1:8400 or :0, not ":84000"`},
		{"public URL", "--public-url belvo.test", "",
			`--public-url: must be an address without a path such as https://belvo.example.org, not "belvo.test"`},
		{"allowed host", "--allow-host a.test --allow-host b.test:8400", "",
			"--allow-host: must be a host name without a port such as belvo.example.org, or *.example.org, " +
				`not "b.test:8400"`},
		{"secret id", "--secret-id a:b", "", "--secret-id: must be a text without colons and spaces"},
		{"secret password", "--secret-password=", "", "--secret-password: must not be empty"},
		{"switch", "--strict-keys=maybe", "", `--strict-keys: must be true or false, not "maybe"`},
		{"switch in the environment", "", "BELVO_EMULATOR_STRICT_KEYS=on",
			`BELVO_EMULATOR_STRICT_KEYS: must be true or false, not "on"`},
		{"folder", "--scenarios=", "", "--scenarios: must not be empty"},
		{"seed", "", "BELVO_EMULATOR_SEED=-1",
			`BELVO_EMULATOR_SEED: must be a whole number from 0 to 18446744073709551615 or random, not "-1"`},
		{"page size", "--page-size 1001", "",
			`--page-size: must be a whole number from 1 to 1000, not "1001"`},
		{"no page size", "--page-size 0", "", `--page-size: must be a whole number from 1 to 1000, not "0"`},
		{"lifetime", "--access-token-ttl 10", "",
			`--access-token-ttl: must be a duration above zero such as 90s, 10m or 1d, not "10"`},
		{"no lifetime", "--access-token-ttl 0s", "",
			`--access-token-ttl: must be a duration above zero such as 90s, 10m or 1d, not "0s"`},
		{"control", "--control closed", "", `--control: must be local or open, not "closed"`},
		{"control token", "", "BELVO_EMULATOR_CONTROL_TOKEN=a\tb",
			"BELVO_EMULATOR_CONTROL_TOKEN: must be printable ASCII without spaces"},
		{"log format", "--log-format xml", "", `--log-format: must be auto, short, text or json, not "xml"`},
		{"log level", "--log-level warning", "",
			`--log-level: unknown level "warning", did you mean "warn"?`},
		{"health URL", "health --url localhost:8400", "",
			`--url: must be a URL such as http://127.0.0.1:8400, not "localhost:8400"`},
		{"widget without a token", "widget username=u", "", "widget needs --access-token"},
		{"widget's options", "widget --options 1 --access-token x", "",
			`--options: must be a JSON object such as {"show_intro": false}, not "1"`},
		{"widget's field", "widget --access-token x username", "", `widget: "username" is no FIELD=VALUE`},
		{"widget of any port", "widget --access-token x --listen :0", "",
			`widget: ":0" does not say which port; give --url`},
		{"wait of any port", "wait --listen :0", "", `wait: ":0" does not say which port; give --url`},
		{"timeout", "wait --timeout 0s", "",
			`--timeout: must be a duration above zero such as 500ms, 10s or 1m, not "0s"`},
		{"format", "coverage --format jnit", "", `--format: unknown value "jnit", did you mean "junit"?`},
		{"threshold", "coverage --min-codes 101%", "",
			`--min-codes: must be a percentage from 0 to 100, not "101%"`},
		{"threshold of nothing", "coverage --fail-under NaN", "",
			`--fail-under: must be a percentage from 0 to 100, not "NaN"`},
		{"tls-listen alone", "serve --tls-listen 127.0.0.1:0", "", "--tls-listen needs --tls"},
		{"event", "trigger demand_tokn", "",
			`trigger: unknown event "demand_tokn", did you mean "demand_token"; a webhook is TYPE:CODE`},
		{"when", "trigger refresh --when later", "", `--when: unknown value "later", expected one of next_contact, now`},
		{"no event", "trigger", "", "trigger needs EVENT, see belvo-emulator trigger --help"},
		{"shell", "completion csh", "", `completion: there is none for "csh", only for bash, zsh and fish`},
		{"scenario's name", "scenarios --init Mine", "",
			`--init: must be a name of lower-case letters, digits and -, not "Mine"`},
		{"two wishes", "scenarios --init mine --schema", "", "scenarios: --init and --schema exclude each other"},
		{"offline alone", "exec --offline true", "", "--offline needs --as-belvo"},
		{"action", "certs remvoe", "", `certs: unknown action "remvoe", did you mean "remove"?`},
		{"trust by itself", "trust", "", "trust changes nothing, it only prints: belvo-emulator trust --print"},
		{"health of any port", "health --listen :0", "", `health: ":0" does not say which port; give --url`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := run(t, environment(c.env), strings.Fields(c.args)...)
			if want := (result{2, "", "belvo-emulator: " + c.want + "\n"}); got != want {
				t.Errorf("got %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestReports(t *testing.T) {
	t.Parallel()
	table, err := emulator.ListScenarios("", "")
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"version":               "belvo-emulator " + emulator.Version,
		"--version":             "belvo-emulator " + emulator.Version,
		"-v":                    "belvo-emulator " + emulator.Version,
		"routes":                emulator.Routes(),
		"transitions":           emulator.Transitions(false),
		"transitions --mermaid": emulator.Transitions(true),
		"scenarios":             table,
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			got := run(t, environment(), strings.Fields(line)...)
			if want := (result{0, strings.TrimSuffix(want, "\n") + "\n", ""}); got != want {
				t.Errorf("got %+v\nwant %+v", got, want)
			}
		})
	}
}

// TestCheck holds that files are reported one by one: what is wrong with one does not hide that
// another is fine.
func TestCheck(t *testing.T) {
	t.Parallel()
	fine := filepath.Join("..", "..", "scenarios", "heimdall.yaml")
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	if err := os.WriteFile(broken, []byte("version: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	alone := run(t, environment(), "check", fine)
	if alone.code != 0 || !strings.Contains(alone.stdout, fine) || alone.stderr != "" {
		t.Errorf("a file that is fine: %+v", alone)
	}
	both := run(t, environment(), "check", broken, fine)
	if both.code != 1 || both.stdout != alone.stdout || !strings.Contains(both.stderr, broken+":1:1: ") {
		t.Errorf("one of two files is broken: %+v", both)
	}
}

// TestCheckOfStandardInput is for editors and pipes.
func TestCheckOfStandardInput(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(program.Path(t), "check", "-")
	cmd.Env, cmd.Stdin = clitest.Environ(), strings.NewReader("version: 1\nname: *x\n")
	out, err := cmd.CombinedOutput()
	const want = "-:2:7: not valid YAML: a text that begins with * must be in quotes: write \"*x\"\n"
	if err == nil || string(out) != want {
		t.Errorf("%v: %s, want %s", err, out, want)
	}
}

// TestCheckOfFolders holds that a folder stands for the files that --scenarios would read of it, that
// two of them must not mean the same, and that every line of what is wrong begins with a place.
func TestCheckOfFolders(t *testing.T) {
	t.Parallel()
	const text = "version: 1\nname: mine\nsummary: Mine.\nmatch: {usernames: me}\nstart: a\nstates: {a: {}}\n"
	one, two, none := t.TempDir(), t.TempDir(), t.TempDir()
	for _, file := range []string{filepath.Join(one, "a.yaml"), filepath.Join(one, "b.yml"),
		filepath.Join(two, "a.yaml"), filepath.Join(two, "notes.txt"), filepath.Join(two, ".#a.yaml"),
		filepath.Join(two, "a.yaml~"), filepath.Join(two, "._a.yaml")} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := result{0, filepath.Join(two, "a.yaml") + ": scenario \"mine\" is fine, 1 state\n", ""}
	if got := run(t, environment(), "check", two); got != want {
		t.Errorf("a folder that is fine: %+v", got)
	}
	rivals := run(t, environment(), "check", one, filepath.Join(two, "a.yaml"), none)
	if rivals.code != 1 || strings.Count(rivals.stdout, "is fine") != 3 || rivals.stderr !=
		none+":1:1: the folder has no scenario files\n"+
			filepath.Join(one, "b.yml")+":1:1: the name \"mine\" is taken by "+filepath.Join(one, "a.yaml")+"\n" {
		t.Errorf("two that mean the same, and an empty folder: %+v", rivals)
	}
	missing := filepath.Join(none, "missing.yaml")
	if got := run(t, environment(), "check", missing); got != (result{1, "",
		missing + ":1:1: no such file or directory\n"}) {
		t.Errorf("a file that is not there: %+v", got)
	}
}

// TestFailures holds that whatever keeps the program from its work is said in a line of standard
// error and is exit code 1.
func TestFailures(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	address := taken.Addr().String()
	missing := filepath.Join(t.TempDir(), "missing")
	unready := filepath.Join(missing, "ready")
	for _, c := range []struct {
		name string
		args []string
		want string // a part of the line
	}{
		{"port in use", []string{"--listen", address},
			"cannot listen on " + address + ": the port is in use; choose another with --listen"},
		{"no such address", []string{"--listen", "192.0.2.1:0"}, "cannot listen on 192.0.2.1:0: "},
		{"no such scenarios", []string{"--listen", "127.0.0.1:0", "--scenarios", missing}, missing},
		{"no such fixtures", []string{"--listen", "127.0.0.1:0", "--fixtures", missing}, missing},
		{"no folder for the ready file",
			[]string{"--listen", "127.0.0.1:0", "--log-level", "error", "--ready-file", unready},
			"cannot write the ready file: "},
		{"scenarios of no folder", []string{"scenarios", "--scenarios", missing}, missing},
		{"check of no file", []string{"check", missing}, missing},
		{"no such seed file", []string{"--listen", "127.0.0.1:0", "--seed-file", missing}, missing},
		{"no such webhooks file", []string{"--listen", "127.0.0.1:0", "--webhooks", missing}, missing},
		{"webhooks to no URL", []string{"--listen", "127.0.0.1:0", "--webhook", "app.test"},
			"its URL does not begin with http://HOST or https://HOST"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := run(t, environment(), c.args...)
			if got.code != 1 || got.stdout != "" {
				t.Errorf("exit code %d, standard output %q", got.code, got.stdout)
			}
			if !strings.Contains(got.stderr, c.want) || strings.Count(got.stderr, "\n") != 1 {
				t.Errorf("standard error is %q, want one line with %q", got.stderr, c.want)
			}
		})
	}
}

// TestScenarioProblems: every problem has a line, with its place and nothing before it.
func TestScenarioProblems(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := filepath.Join(folder, "broken.yaml")
	text := "version: 1\nnam: broken\nsumary: It is broken.\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"check", file},
		{"scenarios", "--scenarios", folder},
		{"serve", "--listen", "127.0.0.1:0", "--scenarios", folder},
	} {
		t.Run(args[0], func(t *testing.T) {
			t.Parallel()
			got := run(t, environment(), args...)
			if got.code != 1 {
				t.Errorf("exit code %d, want 1", got.code)
			}
			for _, place := range []string{"broken.yaml:2:1: ", "broken.yaml:3:1: "} {
				if !strings.Contains(got.stderr, place) {
					t.Errorf("standard error does not name %q:\n%s", place, got.stderr)
				}
			}
		})
	}
}
