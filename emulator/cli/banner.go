package cli

import (
	"net"
	"strings"

	"github.com/fatih/color"

	"belvo-emulator/emulator"
)

// announcement says that the emulator is ready: to a program in one line that never changes, to a
// person at a terminal with what that person needs first.
func (c *call) announcement(fields []string) string {
	if !isTerminal(c.streams[0]) {
		return readyLine(fields)
	}
	return banner(c.palette(c.streams[0]), fields)
}

// banner is the announcement for people, made of the fields of the ready line.
func banner(p palette, fields []string) string {
	said := map[string]string{}
	for _, field := range fields {
		name, value, _ := strings.Cut(field, "=")
		said[name] = value
	}
	rows := [][2]string{
		{"URL", said["url"]},
		{"Keys", said["secret_id"] + " / " + said["secret_password"]},
		{"Dashboard", said["url"] + emulator.DashboardPath()},
		{"Docs", said["url"] + emulator.GuidePath()},
	}
	if address := said["tls"]; address != "" {
		host, port, _ := net.SplitHostPort(address) // it is a listener's
		rows = append(rows, [2]string{"TLS", "https://" + net.JoinHostPort(host, port)})
	}
	var b strings.Builder
	b.WriteString("\n  " + p.paint(program+" "+emulator.Version, color.Bold) + " stands in for Belvo's sandbox\n\n")
	for _, row := range rows {
		b.WriteString("  " + p.paint(row[0]+strings.Repeat(" ", 11-len(row[0])), color.Faint) +
			p.paint(row[1], color.FgCyan) + "\n")
	}
	b.WriteString("\n  Each request is a line below. Ctrl-C stops the emulator; --help says what else there is.\n")
	return b.String()
}
