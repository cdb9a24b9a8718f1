package cli_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"belvo-emulator/emulator"
)

func TestReadyLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, env, args, want string
	}{
		{"defaults", "", "",
			`url=http://127\.0\.0\.1:\d+ secret_id=SECRET_ID secret_password=SECRET_PASSWORD`},
		{"every interface", "", "--listen :0",
			`url=http://127\.0\.0\.1:\d+ secret_id=SECRET_ID secret_password=SECRET_PASSWORD`},
		{"password by flag", "", "--secret-id me --secret-password hush",
			`url=http://127\.0\.0\.1:\d+ secret_id=me secret_password=\(as configured\)`},
		{"password from the environment", "BELVO_SECRET_PASSWORD=hush", "",
			`url=http://127\.0\.0\.1:\d+ secret_id=SECRET_ID secret_password=\(as configured\)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, environment(c.env), strings.Fields(c.args)...)
			if !regexp.MustCompile("^belvo-emulator ready " + c.want + "$").MatchString(s.ready) {
				t.Errorf("the ready line is %q, want %s", s.ready, c.want)
			}
			if status := get(t, s.url+emulator.HealthPath()); status != http.StatusOK {
				t.Errorf("the health path answers %d", status)
			}
			if log := s.wait(); strings.Contains(log, "hush") {
				t.Errorf("the log has the password:\n%s", log)
			}
		})
	}
}

// get requests a URL on a connection of its own and returns the status.
func get(t *testing.T, url string) int {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		t.Error(err)
	}
	return response.StatusCode
}

func TestReadyFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "ready")
	s := start(t, environment("BELVO_SECRET_PASSWORD=hush"), "--ready-file", path)
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := "url=" + s.url + "\nsecret_id=SECRET_ID\nsecret_password=(as configured)\n"
	if string(got) != want {
		t.Errorf("the ready file is %q, want %q", got, want)
	}
	s.wait()
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after the end the ready file is still there (%v)", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

func TestLog(t *testing.T) {
	t.Parallel()
	t.Run("json", func(t *testing.T) {
		t.Parallel()
		s := start(t, environment("BELVO_EMULATOR_LOG_FORMAT=json"), "--seed", "7")
		log := s.wait()
		var first struct {
			Msg, Level, Address, Version string
			Seed                         uint64
		}
		line, _, _ := strings.Cut(log, "\n")
		if err := json.Unmarshal([]byte(line), &first); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		want := first
		want.Msg, want.Level, want.Seed = "listening", "INFO", 7
		want.Address, want.Version = strings.TrimPrefix(s.url, "http://"), emulator.Version
		if first != want {
			t.Errorf("the first line is %s", line)
		}
	})
	t.Run("quiet", func(t *testing.T) {
		t.Parallel()
		s := start(t, environment(), "--log-level", "error")
		get(t, s.url+emulator.HealthPath())
		if log := s.wait(); log != "" {
			t.Errorf("the log is %q, want nothing", log)
		}
	})
	t.Run("a random seed is named", func(t *testing.T) {
		t.Parallel()
		s := start(t, environment())
		if log := s.wait(); !regexp.MustCompile(`msg=listening .* seed=\d+\n`).MatchString(log) {
			t.Errorf("no seed in the log:\n%s", log)
		}
	})
}

func TestHealth(t *testing.T) {
	t.Parallel()
	s := start(t, environment())
	address := strings.TrimPrefix(s.url, "http://")
	port := address[strings.LastIndex(address, ":"):]
	ask := func(env string, args ...string) result {
		return run(t, environment(env), append([]string{"health", "--timeout", "5m"}, args...)...)
	}
	healthy := result{0, "healthy: " + s.url + emulator.HealthPath() + "\n", ""}
	for name, got := range map[string]result{
		"url":              ask("", "--url", s.url),
		"url with a slash": ask("", "--url", s.url+"/"),
		"address":          ask("", "--listen", address),
		"environment":      ask("BELVO_EMULATOR_LISTEN=0.0.0.0" + port),
	} {
		if got != healthy {
			t.Errorf("%s: got %+v, want %+v", name, got, healthy)
		}
	}
	got := ask("", "--url", "http://127.0.0.1:1")
	if got.code != 1 || !strings.HasPrefix(got.stderr, "belvo-emulator: not healthy: ") {
		t.Errorf("where nobody listens: %+v", got)
	}
}

// TestHealthOfSomethingElse: only a 200 on the health path itself will do.
func TestHealthOfSomethingElse(t *testing.T) {
	t.Parallel()
	s := start(t, environment())
	got := run(t, environment(), "health", "--timeout", "5m", "--url", s.url+"/elsewhere")
	if got.code != 1 || !strings.Contains(got.stderr, " answered 404 Not Found\n") {
		t.Errorf("got %+v", got)
	}
}
