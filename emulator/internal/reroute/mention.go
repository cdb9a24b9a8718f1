package reroute

import (
	"bufio"
	"io"
	"os"
	"regexp"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
)

// Mention is a variable whose value names one of Belvo's hosts.
type Mention struct {
	Variable string
	File     string // "" for the environment itself
	Host     string
}

// DotEnv is the name of the file that many frameworks read variables from.
const DotEnv = ".env"

// hostNames are what may be a host in a value.
var hostNames = regexp.MustCompile(`[A-Za-z0-9.-]+\.[A-Za-z]+`)

// Mentions returns the variables of an environment, and of the file DotEnv in the working folder, that
// name a host that the emulator can stand in for. Values are secrets: only the host is returned.
func Mentions(environ []string) []Mention {
	var all []Mention
	for _, e := range environ {
		all = mentioned(all, e, "")
	}
	info, err := os.Stat(DotEnv)
	if err != nil || !info.Mode().IsRegular() {
		return all
	}
	file, err := os.Open(DotEnv)
	if err != nil { // the command will see it
		return all
	}
	defer func() { _ = file.Close() }() // it was only read
	const most = 1 << 20
	lines := bufio.NewScanner(io.LimitReader(file, most))
	lines.Buffer(nil, most)
	for lines.Scan() {
		line := strings.TrimPrefix(strings.TrimSpace(lines.Text()), "export ")
		if !strings.HasPrefix(line, "#") {
			all = mentioned(all, line, DotEnv)
		}
	}
	return all
}

// mentioned adds a variable, given as NAME=value, to a list if it names one of Belvo's hosts.
func mentioned(all []Mention, variable, file string) []Mention {
	name, value, _ := strings.Cut(variable, "=")
	for _, host := range hostNames.FindAllString(value, -1) {
		if belvo.IsServedHost(host) {
			return append(all, Mention{strings.TrimSpace(name), file, strings.ToLower(host)})
		}
	}
	return all
}
