package yamlfile_test

import (
	"errors"
	"fmt"
	"regexp"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/yamlfile"
)

func TestParseDurationKnowsDays(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for in, want := range map[string]time.Duration{
		"0": 0, "90s": 90 * time.Second, "15m": 15 * time.Minute, "1h30m": 90 * time.Minute,
		"250ms": day / 345600,
		"7d":    7 * day, "1.5d": 36 * time.Hour, "365d": 365 * day, "0d": 0,
	} {
		if got, err := yamlfile.ParseDuration(in); err != nil || got != want {
			t.Errorf("%q is %v (%v), want %v", in, got, err, want)
		}
	}
	for _, bad := range []string{"", "d", "5", "week", "7 d", "d7", "1h7d", "1m5d", "1d12h", "1dd", "200000d",
		"--1d", "1e3d", "0x1d"} {
		if got, err := yamlfile.ParseDuration(bad); err == nil {
			t.Errorf("%q was taken for %v", bad, got)
		}
	}
	for text, want := range map[string]bool{"106751d": false, "106752d": true, "2562048h": true, "99999999999999999999d": true,
		"99999999999999999999s": true, "9e9d": false, "5": false, "1h7d": false} {
		if _, err := yamlfile.ParseDuration(text); errors.Is(err, yamlfile.ErrTooLong) != want {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestDurationFromSaysWhatIsWrong.
func TestDurationFromSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"1h": "<nil>", "0s": "must be a duration such as 90s, not \"0s\"",
		"soon": "must be a duration such as 90s, not \"soon\"", "400000d": "is too long: 400000d"} {
		if _, err := yamlfile.DurationFrom(text, 1, "90s"); fmt.Sprint(err) != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// TestSchemaAndDecoderAgreeOnDurations keeps editors from underlining what the decoder takes.
func TestSchemaAndDecoderAgreeOnDurations(t *testing.T) {
	t.Parallel()
	shape := &yamlfile.Shape{Kind: yamlfile.Duration}
	pattern := regexp.MustCompile(shape.JSONSchema("d")["pattern"].(string))
	for _, in := range []string{"0", "1s", "90s", "1h30m", "1.5h", "7d", "1.5d", "250ms", "10us", "3ns", "0d",
		"0s", "", "5", "x", "1h7d", "1d12h", "1dd", "-5m", "1 h", "h"} {
		var got string
		taken := len(yamlfile.Decode("f", []byte("'"+in+"'\n"), shape, &got)) == 0
		if valid := pattern.MatchString(in); valid != taken {
			t.Errorf("%q: the schema says %v, the decoder %v", in, valid, taken)
		}
	}
}

// TestNamesOfFiles: what editors and systems leave in a folder is not read.
func TestNamesOfFiles(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"a.yaml": true, "a.yml": true, "A.YAML": true, "a.b.Yml": true,
		".#a.yaml": false, "._a.yaml": false, ".yaml": false, "a.yaml~": false, "a.yaml.swp": false, "a.json": false,
		"#a.yaml#": false, "yaml": false} {
		if got := yamlfile.IsName(name); got != want {
			t.Errorf("%s is read: %v, want %v", name, got, want)
		}
	}
}
