package reroute

import (
	"fmt"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
)

// preload is a script that Node runs before a program: it leads connections for Belvo's hosts to the
// emulator and touches no others. Node has no proxy by default, and with NODE_USE_ENV_PROXY clients
// that read the variables themselves use it twice. Names and certificates stay those of the host.
const preload = `// Leads connections for Belvo's hosts to the emulator on this machine, and no others.
'use strict';
const net = require('net');

const { connect } = net.Socket.prototype;
const ports = { 80: PORT, 443: PORT };
const theirs = /(^|\.)(DOMAINS)\.?$/i;

const lead = (o) => (ports[o.port] && theirs.test(o.host || '')
  ? { ...o, host: '127.0.0.1', port: ports[o.port], lookup: undefined }
  : o);

net.Socket.prototype.connect = function (...args) {
  // What net.connect and tls.connect hand on is a list with the options first.
  const list = Array.isArray(args[0]) ? args[0] : args;
  if (list[0] && typeof list[0] === 'object') {
    list[0] = lead(list[0]);
  } else if (ports[list[0]] && theirs.test(list[1] || '')) {
    [list[0], list[1]] = [ports[list[0]], '127.0.0.1'];
  }
  return connect.apply(this, args);
};
`

// nodePreload adds the script to Node's options.
func nodePreload(p *plan, name string) (string, error) {
	port, err := p.port()
	if err != nil {
		return "", err
	}
	domains := strings.ReplaceAll(strings.Join(belvo.Domains(), "|"), ".", `\.`)
	script := strings.NewReplacer("PORT", port, "DOMAINS", domains).Replace(preload)
	path, err := p.write("preload.cjs", []byte(script))
	escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(path)
	return strings.TrimSpace(p.get(name) + fmt.Sprintf(` --require "%s"`, escaped)), err
}
