package cli

import (
	"log/slog"
	"slices"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/webhook"
)

// settings is what flags, environment and defaults come to.
type settings struct {
	emulator     emulator.Config
	listen       string
	logFormat    string
	logLevel     slog.Level
	readyFile    string
	webhook      webhook.Endpoint // what the receivers of --webhook have in common
	receivers    []string         // the URLs of --webhook
	webhooksFile string
	url          string
	mermaid      bool
	visit        visit
	timeout      time.Duration // of health, wait and widget
	asBelvo      bool          // of exec
	offline      bool          // of exec
	tls          bool
	tlsListen    string
	caDir        string // "" for the one in the user's settings
	print        bool   // of trust
	coverage     wanted
	watching     watching
	trigger      trigger
	scenario     scenarioWish
	exploring    exploring
	keeping      keeping
	story        string          // the file of exec --story, "" for none
	given        map[string]bool // options that do not have their default
}

// option is one row of the configuration.
type option struct {
	name     string // of the flag, without its dashes
	env      string // the environment variable, if there is one
	arg      string // what the usage calls the value; "" for a switch
	fallback string // the default, written as its user would write it; "" for none
	help     string
	set      func(s *settings, value string) error // the error says what the value must be
}

// many says whether the option may be given several times; the values are then joined with commas.
func (o option) many() bool { return o.name == "webhook" || o.name == "allow-host" }

// short is the other name of a flag, a letter; "" for none.
func (o option) short() string {
	if o.name == "follow" {
		return "f"
	}
	return ""
}

// configuration is everything that can be configured, in the order in which it is explained. Flags,
// environment, usage and the table in the README come from here.
func configuration() []option {
	return slices.Concat(addressOptions(), worldOptions(), webhookOptions(), accessOptions(), logOptions())
}

// addressOptions are where the emulator is and who its default sandbox belongs to.
func addressOptions() []option {
	return []option{
		{"listen", "BELVO_EMULATOR_LISTEN", "HOST:PORT", "127.0.0.1:8400",
			"address to listen on; port 0 takes a free one, no host means every interface, " +
				"localhost both loopback addresses",
			setAddress(func(s *settings) *string { return &s.listen })},
		{"public-url", "BELVO_EMULATOR_PUBLIC_URL", "URL", "",
			"address that links in answers begin with; by default the one that the client used", setPublicURL},
		{"allow-host", "BELVO_EMULATOR_ALLOW_HOST", "NAME", "",
			"host by which the emulator may be called as well, or *.NAME; may be given several times",
			setAllowHosts},
		{"secret-id", "BELVO_SECRET_ID", "ID", "SECRET_ID",
			"secret id of the default sandbox", setSecretID},
		{"secret-password", "BELVO_SECRET_PASSWORD", "PASSWORD", "SECRET_PASSWORD",
			"secret password of the default sandbox", setSecretPassword},
		{"strict-keys", "BELVO_EMULATOR_STRICT_KEYS", "", "false",
			"refuse every secret id but the configured one",
			setSwitch(func(s *settings) *bool { return &s.emulator.StrictKeys })},
	}
}

// worldOptions are what the sandboxes begin with, how they are stored, and how they answer.
func worldOptions() []option {
	return []option{
		{"scenarios", "BELVO_EMULATOR_SCENARIOS", "DIR", "",
			"folder of your own scenarios, over the built-in ones",
			setText(func(s *settings) *string { return &s.emulator.Scenarios })},
		{"fixtures", "BELVO_EMULATOR_FIXTURES", "DIR", "",
			"folder of your own fixtures, over the built-in ones",
			setText(func(s *settings) *string { return &s.emulator.Fixtures })},
		{"seed", "BELVO_EMULATOR_SEED", "NUMBER", "random",
			"where all ids come from; the log names it",
			setSeed},
		{"seed-file", "BELVO_EMULATOR_SEED_FILE", "FILE", "",
			"YAML or JSON snapshot of the world that each sandbox begins with",
			setText(func(s *settings) *string { return &s.emulator.SeedFile })},
		{"state", "BELVO_EMULATOR_STATE", "DIR", "",
			"folder in which every sandbox is kept, so that it survives the end of the program",
			setText(func(s *settings) *string { return &s.emulator.StateDir })},
		{"state-sync", "BELVO_EMULATOR_STATE_SYNC", "", "false",
			"with --state: answer when the disk has it, so that it survives a loss of power too",
			setSwitch(func(s *settings) *bool { return &s.emulator.StateSync })},
		{"page-size", "BELVO_EMULATOR_PAGE_SIZE", "N", "10",
			"results on a page of a list, 1 to 1000", setPageSize},
		{"access-token-ttl", "BELVO_EMULATOR_ACCESS_TOKEN_TTL", "DURATION", "10m",
			"how long a widget's access token is valid, such as 90s, 10m or 1d", setAccessTokenTTL},
		{"clock", "BELVO_EMULATOR_CLOCK", "MODE", "real",
			"how each sandbox's clock runs: real, x60, manual, manual@2026-01-31T12:00:00Z", setClock},
	}
}

// webhookOptions are the receivers of every sandbox.
func webhookOptions() []option {
	return []option{
		{"webhook", "BELVO_EMULATOR_WEBHOOK", "URL", "",
			"receiver of every sandbox's webhooks; may be given several times", setWebhook},
		{"webhook-authorization", "BELVO_EMULATOR_WEBHOOK_AUTHORIZATION", "VALUE", "",
			"Authorization header of those webhooks, such as \"Bearer abc\"", setWebhookAuthorization},
		{"webhook-profile", "BELVO_EMULATOR_WEBHOOK_PROFILE", "NAME", "aggregation",
			"how those webhooks are retried: aggregation, payments or none", setWebhookProfile},
		{"webhooks", "BELVO_EMULATOR_WEBHOOKS", "FILE", "",
			"YAML file with more receivers, each with its own settings",
			setText(func(s *settings) *string { return &s.webhooksFile })},
	}
}

// accessOptions are who may make control calls, and the certificates of Belvo's own hosts.
func accessOptions() []option {
	return []option{
		{"control", "BELVO_EMULATOR_CONTROL", "local|open", "local",
			"who may use the control calls: this machine, or any", setControl},
		{"control-token", "BELVO_EMULATOR_CONTROL_TOKEN", "TOKEN", "",
			"token that each control call must bring", setControlToken},
		{"tls", "BELVO_EMULATOR_TLS", "", "false",
			"answer as Belvo's own hosts too, by TLS and as a proxy, on --tls-listen",
			setSwitch(func(s *settings) *bool { return &s.tls })},
		{"tls-listen", "BELVO_EMULATOR_TLS_LISTEN", "HOST:PORT", "127.0.0.1:8443",
			"address of that TLS server and proxy", setAddress(func(s *settings) *string { return &s.tlsListen })},
		{"ca-dir", "BELVO_EMULATOR_CA_DIR", "DIR", "",
			"folder of the certificates of --tls; by default belvo-emulator/ca in your settings folder",
			setText(func(s *settings) *string { return &s.caDir })},
	}
}

// logOptions are what the program reports of itself.
func logOptions() []option {
	return []option{
		{"log-format", "BELVO_EMULATOR_LOG_FORMAT", "auto|short|text|json", "auto",
			"form of the log, which goes to standard error; auto: short lines on a terminal, text elsewhere",
			setLogFormat},
		{"log-level", "BELVO_EMULATOR_LOG_LEVEL", "debug|info|warn|error", "info",
			"least level that is logged; each request is a line of level info", setLogLevel},
		{"ready-file", "BELVO_EMULATOR_READY_FILE", "PATH", "",
			"file for the ready line's fields, removed at the end",
			setText(func(s *settings) *string { return &s.readyFile })},
	}
}

// urlOption belongs to the commands that ask a running emulator.
func urlOption() option {
	return option{"url", "", "URL", "", "where the emulator is; by default it follows from --listen", setURL}
}

// disguiseOptions belong to exec.
func disguiseOptions() []option {
	return []option{
		{"as-belvo", "BELVO_EMULATOR_AS_BELVO", "", "false",
			"answer the command's requests to Belvo's own hosts, such as https://sandbox.belvo.com",
			setSwitch(func(s *settings) *bool { return &s.asBelvo })},
		{"offline", "BELVO_EMULATOR_OFFLINE", "", "false",
			"with --as-belvo: refuse and list requests to other hosts, of programs that use a proxy",
			setSwitch(func(s *settings) *bool { return &s.offline })},
	}
}

// storyOption belongs to exec.
func storyOption() option {
	return option{"story", "", "FILE", "", "tell the command a story, such as one that explore has found",
		setText(func(s *settings) *string { return &s.story })}
}

// printOption belongs to trust.
func printOption() option {
	return option{"print", "", "", "false", "print it; nothing is changed",
		setSwitch(func(s *settings) *bool { return &s.print })}
}

// mermaidOption belongs to transitions.
func mermaidOption() option {
	return option{"mermaid", "", "", "false", "draw a Mermaid state diagram instead of a table",
		setSwitch(func(s *settings) *bool { return &s.mermaid })}
}

// pick returns the options of these names, in the place of the others.
func pick(from []option, names ...string) []option {
	return slices.DeleteFunc(from, func(o option) bool { return !slices.Contains(names, o.name) })
}

// without returns the options without those of these names.
func without(from []option, names ...string) []option {
	return slices.DeleteFunc(from, func(o option) bool { return slices.Contains(names, o.name) })
}
