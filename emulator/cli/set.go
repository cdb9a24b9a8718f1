package cli

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/logwriter"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/yamlfile"
)

// setText returns what sets a text that must not be empty. (To have none, leave the option out.)
func setText(field func(*settings) *string) func(*settings, string) error {
	return func(s *settings, value string) error {
		if value == "" {
			return errors.New("must not be empty")
		}
		*field(s) = value
		return nil
	}
}

// setSwitch returns what sets a switch, which may also be given as --name=true and --name=false.
func setSwitch(field func(*settings) *bool) func(*settings, string) error {
	return func(s *settings, value string) error {
		on, err := strconv.ParseBool(value)
		if err != nil {
			return fmt.Errorf("must be true or false, not %q", value)
		}
		*field(s) = on
		return nil
	}
}

// setSecretID refuses a colon, which is where HTTP's Basic authentication ends the user's name,
// and white space, which ends a field of the ready line.
func setSecretID(s *settings, value string) error {
	if value == "" || strings.ContainsAny(value, ": \t\r\n") {
		return errors.New("must be a text without colons and spaces")
	}
	s.emulator.SecretID = value
	return nil
}

// setSecretPassword never quotes the value: it is a secret.
func setSecretPassword(s *settings, value string) error {
	if value == "" {
		return errors.New("must not be empty")
	}
	s.emulator.SecretPassword = value
	return nil
}

func setSeed(s *settings, value string) error {
	if value == "random" {
		s.emulator.Seed = ident.RandomSeed()
		return nil
	}
	seed, err := strconv.ParseUint(value, 10, 64)
	if err != nil {
		return fmt.Errorf("must be a whole number from 0 to 18446744073709551615 or random, not %q", value)
	}
	s.emulator.Seed = seed
	return nil
}

func setPageSize(s *settings, value string) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > 1000 {
		return fmt.Errorf("must be a whole number from 1 to 1000, not %q", value)
	}
	s.emulator.PageSize = n
	return nil
}

func setAccessTokenTTL(s *settings, value string) error {
	ttl, err := yamlfile.ParseDuration(value)
	if err != nil || ttl <= 0 {
		return fmt.Errorf("must be a duration above zero such as 90s, 10m or 1d, not %q", value)
	}
	s.emulator.AccessTokenTTL = ttl
	return nil
}

func setClock(s *settings, value string) error {
	mode, err := clock.ParseMode(value)
	s.emulator.ClockMode = mode
	return err
}

func setWebhook(s *settings, value string) error {
	s.receivers = strings.Split(value, ",")
	return nil
}

// setWebhookAuthorization never quotes the value: it is a secret.
func setWebhookAuthorization(s *settings, value string) error {
	s.webhook.Authorization = webhook.Secret(value)
	return nil
}

func setWebhookProfile(s *settings, value string) error {
	profile, err := webhook.ProfileNamed(value)
	s.webhook.Profile = profile
	return err
}

func setControl(s *settings, value string) error {
	if value != "local" && value != "open" {
		return fmt.Errorf("must be local or open, not %q", value)
	}
	s.emulator.Control.Open = value == "open"
	return nil
}

// setControlToken never quotes the value: it is a secret. What a header cannot carry is no token.
func setControlToken(s *settings, value string) error {
	if value == "" || strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("must be printable ASCII without spaces")
	}
	s.emulator.Control.Token = value
	return nil
}

func setLogFormat(s *settings, value string) error {
	if !slices.Contains([]string{formatAuto, formatShort, string(logwriter.Text), string(logwriter.JSON)}, value) {
		return fmt.Errorf("must be auto, short, text or json, not %q", value)
	}
	s.logFormat = value
	return nil
}

func setLogLevel(s *settings, value string) error {
	names := []string{"debug", "info", "warn", "error"}
	if !slices.Contains(names, value) {
		return fmt.Errorf("unknown level %q%s", value, suggest.Tail(value, names))
	}
	return s.logLevel.UnmarshalText([]byte(value))
}

func setURL(s *settings, value string) error {
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("must be a URL such as http://127.0.0.1:8400, not %q", value)
	}
	s.url = strings.TrimRight(value, "/")
	return nil
}
