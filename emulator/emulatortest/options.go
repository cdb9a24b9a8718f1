package emulatortest

import (
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/webhook"
)

// Option changes the configuration of a server.
type Option func(*emulator.Config)

// WithClocks gives every sandbox a clock of its own, which stands at a time until the sandbox's
// Advance moves it.
func WithClocks(at time.Time) Option {
	return func(c *emulator.Config) { c.ClockMode = clock.Mode{Manual: true, Start: at} }
}

// WithScenarios adds a folder of scenarios to the built-in ones.
func WithScenarios(folder string) Option {
	return func(c *emulator.Config) { c.Scenarios = folder }
}

// WithFixtures adds a folder of fixtures to the built-in ones.
func WithFixtures(folder string) Option {
	return func(c *emulator.Config) { c.Fixtures = folder }
}

// WithSeed chooses where all ids come from; a server has 1 unless it is told otherwise.
func WithSeed(seed uint64) Option { return func(c *emulator.Config) { c.Seed = seed } }

// WithWebhook sends the webhooks of every sandbox to a URL, with an Authorization header unless
// that is "".
func WithWebhook(url, authorization string) Option {
	return func(c *emulator.Config) {
		c.Webhooks = append(c.Webhooks, webhook.Endpoint{URL: url, Authorization: webhook.Secret(authorization)})
	}
}

// WithSecrets chooses the keys of the default sandbox.
func WithSecrets(id, password string) Option {
	return func(c *emulator.Config) { c.SecretID, c.SecretPassword = id, password }
}

// WithPublicURL has the links in answers begin with an address such as https://belvo.example.org,
// instead of the one that the client used.
func WithPublicURL(address string) Option {
	return func(c *emulator.Config) { c.PublicURL = address }
}

// WithAllowedHosts adds hosts by which the server may be called and whose pages may send it secret
// keys: names such as belvo.example.org, or *.example.org for all names below one.
func WithAllowedHosts(names ...string) Option {
	return func(c *emulator.Config) { c.AllowHosts = append(c.AllowHosts, names...) }
}

// WithControlToken has every control call need a token, which those of this package bring.
func WithControlToken(token string) Option {
	return func(c *emulator.Config) { c.Control.Token = token }
}
