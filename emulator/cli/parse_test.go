package cli

import (
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/clock"
)

// optionCase is what one option comes to: by default, from the environment, by its flag.
type optionCase struct {
	read      func(settings) any
	byDefault any // nil: not the same each time
	env       string
	byEnv     any
	flag      string
	byFlag    any
}

func optionCases() map[string]optionCase {
	return map[string]optionCase{
		"listen": {func(s settings) any { return s.listen },
			"127.0.0.1:8400", "0.0.0.0:8400", "0.0.0.0:8400", "[::1]:0", "[::1]:0"},
		"public-url": {func(s settings) any { return s.emulator.PublicURL },
			"", "https://a.test", "https://a.test", "http://b.test:81", "http://b.test:81"},
		"allow-host": {func(s settings) any { return strings.Join(s.emulator.AllowHosts, " ") },
			"", "a.example, *.b.example", "a.example *.b.example", "c.example", "c.example"},
		"secret-id": {func(s settings) any { return s.emulator.SecretID },
			"SECRET_ID", "an-id", "an-id", "b", "b"},
		"secret-password": {func(s settings) any { return s.emulator.SecretPassword },
			"SECRET_PASSWORD", "a:b", "a:b", "-x", "-x"},
		"strict-keys": {func(s settings) any { return s.emulator.StrictKeys },
			false, "true", true, "false", false},
		"scenarios": {func(s settings) any { return s.emulator.Scenarios },
			"", "mine", "mine", "a b", "a b"},
		"fixtures": {func(s settings) any { return s.emulator.Fixtures },
			"", "mine", "mine", "a b", "a b"},
		"seed": {func(s settings) any { return s.emulator.Seed },
			nil, "18446744073709551615", uint64(1<<64 - 1), "7", uint64(7)},
		"seed-file": {func(s settings) any { return s.emulator.SeedFile },
			"", "mine.yaml", "mine.yaml", "a b.yaml", "a b.yaml"},
		"state": {func(s settings) any { return s.emulator.StateDir },
			"", "kept", "kept", "a b", "a b"},
		"state-sync": {func(s settings) any { return s.emulator.StateSync },
			false, "true", true, "false", false},
		"page-size": {func(s settings) any { return s.emulator.PageSize },
			10, "1", 1, "1000", 1000},
		"access-token-ttl": {func(s settings) any { return s.emulator.AccessTokenTTL },
			10 * time.Minute, "90s", 90 * time.Second, "1d", 24 * time.Hour},
		"clock": {func(s settings) any { return s.emulator.ClockMode },
			clock.Mode{}, "manual", clock.Mode{Manual: true}, "x60", clock.Mode{Speed: 60}},
		"webhook": {func(s settings) any { return strings.Join(s.receivers, " ") },
			"", "http://a.test,http://b.test", "http://a.test http://b.test", "http://c.test", "http://c.test"},
		"webhook-authorization": {func(s settings) any { return string(s.webhook.Authorization) },
			"", "Bearer a", "Bearer a", "Basic YjpjCg==", "Basic YjpjCg=="},
		"webhook-profile": {func(s settings) any { return s.webhook.Profile.Name },
			"aggregation", "none", "none", "payments", "payments"},
		"webhooks": {func(s settings) any { return s.webhooksFile },
			"", "mine.yaml", "mine.yaml", "a b.yaml", "a b.yaml"},
		"control": {func(s settings) any { return s.emulator.Control.Open },
			false, "open", true, "local", false},
		"control-token": {func(s settings) any { return s.emulator.Control.Token },
			"", "a", "a", "-b=", "-b="},
		"tls": {func(s settings) any { return s.tls }, false, "true", true, "false", false},
		"tls-listen": {func(s settings) any { return s.tlsListen },
			"127.0.0.1:8443", ":443", ":443", "[::1]:0", "[::1]:0"},
		"ca-dir":   {func(s settings) any { return s.caDir }, "", "mine", "mine", "a b", "a b"},
		"as-belvo": {func(s settings) any { return s.asBelvo }, false, "true", true, "false", false},
		"offline":  {func(s settings) any { return s.offline }, false, "1", true, "0", false},
		"log-format": {func(s settings) any { return s.logFormat },
			"auto", "json", "json", "text", "text"},
		"log-level": {func(s settings) any { return s.logLevel },
			slog.LevelInfo, "warn", slog.LevelWarn, "debug", slog.LevelDebug},
		"ready-file": {func(s settings) any { return s.readyFile },
			"", "a", "a", "b", "b"},
	}
}

// everyOption is the configuration, and what exec adds to it.
func everyOption() []option { return append(configuration(), disguiseOptions()...) }

// TestEveryOption holds for each row of the configuration that a flag wins over the environment
// and the environment over the default. A row without a case fails.
func TestEveryOption(t *testing.T) {
	t.Parallel()
	cases := optionCases()
	for _, o := range everyOption() {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			c, ok := cases[o.name]
			if !ok {
				t.Fatal("the option has no case")
			}
			none := map[string]string{}
			env := map[string]string{o.env: c.env}
			expect(t, o, c, none, nil, c.byDefault)
			expect(t, o, c, map[string]string{o.env: ""}, nil, c.byDefault)
			expect(t, o, c, env, nil, c.byEnv)
			expect(t, o, c, none, []string{"--" + o.name + "=" + c.flag}, c.byFlag)
			expect(t, o, c, env, []string{"-" + o.name + "=" + c.flag}, c.byFlag)
		})
	}
}

func expect(t *testing.T, o option, c optionCase, env map[string]string, args []string, want any) {
	t.Helper()
	cmd := command{name: "try", options: everyOption()}
	s, rest, err := parse(cmd, args, func(name string) string { return env[name] })
	if err != nil || len(rest) != 0 {
		t.Fatalf("arguments %q, environment %q: rest %q, error %v", args, env, rest, err)
	}
	if got := c.read(s); want != nil && !reflect.DeepEqual(got, want) {
		t.Errorf("arguments %q, environment %q: got %v, want %v", args, env, got, want)
	}
	if given := len(args) > 0 || env[o.env] != ""; s.given[o.name] != given {
		t.Errorf("arguments %q, environment %q: given is %t", args, env, s.given[o.name])
	}
}

func TestSeedIsRandomByDefault(t *testing.T) {
	t.Parallel()
	cmd := command{name: "serve", options: configuration()}
	var seeds [2]uint64
	for i := range seeds {
		s, _, err := parse(cmd, nil, func(string) string { return "" })
		if err != nil {
			t.Fatal(err)
		}
		seeds[i] = s.emulator.Seed
	}
	if seeds[0] == seeds[1] {
		t.Errorf("two runs have the seed %d", seeds[0])
	}
}

func TestFlagsAndArguments(t *testing.T) {
	t.Parallel()
	options := pick(configuration(), "scenarios", "strict-keys")
	cmd := command{name: "try", args: "FILE...", max: -1, options: options}
	for _, c := range []struct{ args, scenarios, rest string }{
		{"a b", "", "a b"},
		{"--scenarios x a b", "x", "a b"},
		{"a --scenarios=x b", "x", "a b"},
		{"a b --strict-keys --scenarios x", "x", "a b"},
		{"--strict-keys a --scenarios x -- --b -- c", "x", "a --b -- c"},
		{"--scenarios x --scenarios y", "y", ""},
	} {
		s, rest, err := parse(cmd, strings.Fields(c.args), func(string) string { return "" })
		if err != nil || s.emulator.Scenarios != c.scenarios || strings.Join(rest, " ") != c.rest {
			t.Errorf("%s: scenarios %q, rest %q, error %v", c.args, s.emulator.Scenarios, rest, err)
		}
	}
}

// TestSecretsStayOutOfMistakes holds that no message quotes a password.
func TestSecretsStayOutOfMistakes(t *testing.T) {
	t.Parallel()
	cmd := command{name: "serve", options: configuration()}
	getenv := func(name string) string { return map[string]string{"BELVO_SECRET_PASSWORD": "hush"}[name] }
	for _, args := range []string{
		"--secret-id a:b", "--secret-password", "--page-size x",
		"--secret-passwort hush", "--secret-passwort=hush", "--control-token=hus\x01h", "--strict-keys=x --secret-password=hush",
	} {
		_, _, err := parse(cmd, strings.Fields(args), getenv)
		if err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: the message is %v", args, err)
		}
	}
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		":8400":          "http://127.0.0.1:8400",
		"0.0.0.0:8400":   "http://127.0.0.1:8400",
		"[::]:8400":      "http://127.0.0.1:8400",
		"127.0.0.1:80":   "http://127.0.0.1:80",
		"[::1]:8400":     "http://[::1]:8400",
		"localhost:8400": "http://localhost:8400",
		"192.0.2.7:8400": "http://192.0.2.7:8400",
	} {
		if got := baseURL(address); got != want {
			t.Errorf("baseURL(%q) = %q, want %q", address, got, want)
		}
	}
}
