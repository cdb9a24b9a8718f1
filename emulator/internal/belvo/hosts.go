package belvo

import "strings"

// The hosts of Belvo that clients name literally.
const (
	// CDNHost has the widget's script.
	CDNHost = "cdn.belvo.io"
	// WidgetAPIHost is what the widget's script calls.
	WidgetAPIHost = "widget-api.belvo.com"
)

// Domains are Belvo's own. Every host at or below them is Belvo's.
func Domains() []string { return []string{"belvo.com", "belvo.io"} }

// Host is a host of Belvo's that the emulator answers for.
type Host struct {
	Name string
	Has  string // what is there
}

// ServedHosts are the hosts that the emulator answers for; what else is below Belvo's domains is
// not emulated.
// Source: servers of OpenAPI 1.35.0 and 1.223.0; the widget's guides and the
// Content-Security-Policy that its script needs.
func ServedHosts() []Host {
	return []Host{
		{"sandbox.belvo.com", "the API"},
		{"api.belvo.com", "the API"},
		{"development.belvo.com", "the API"},
		{CDNHost, "the widget's script"},
		{WidgetAPIHost, "what that script calls"},
		{"widget.belvo.io", "the hosted widget"},
	}
}

// IsHost says whether a host name, in whatever case and with or without the dot that ends a full
// name, is at or below one of Belvo's domains. It must have no port.
func IsHost(name string) bool {
	name = hostName(name)
	for _, domain := range Domains() {
		if name == domain || strings.HasSuffix(name, "."+domain) {
			return true
		}
	}
	return false
}

// IsServedHost says the same of the hosts that the emulator answers for.
func IsServedHost(name string) bool {
	name = hostName(name)
	for _, host := range ServedHosts() {
		if name == host.Name {
			return true
		}
	}
	return false
}

func hostName(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }
