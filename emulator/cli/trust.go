package cli

import (
	"fmt"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/reroute"
)

// trustFacts are what the text of trust --print depends on.
type trustFacts struct {
	root      string // the file
	bundle    string // the system's, "" if there is none
	address   string // of the TLS listener
	keyHash   string
	described string
}

// systemStores are the commands that let a system trust the root, and those that undo it. ROOT stands
// for the file.
var systemStores = []struct{ name, trust, undo string }{
	{"Debian, Ubuntu, Alpine",
		"sudo cp ROOT /usr/local/share/ca-certificates/belvo-emulator.crt && sudo update-ca-certificates",
		"sudo rm /usr/local/share/ca-certificates/belvo-emulator.crt && sudo update-ca-certificates --fresh"},
	{"Fedora, RHEL",
		"sudo cp ROOT /etc/pki/ca-trust/source/anchors/belvo-emulator.pem && sudo update-ca-trust",
		"sudo rm /etc/pki/ca-trust/source/anchors/belvo-emulator.pem && sudo update-ca-trust"},
	{"SUSE",
		"sudo cp ROOT /etc/pki/trust/anchors/belvo-emulator.pem && sudo update-ca-certificates",
		"sudo rm /etc/pki/trust/anchors/belvo-emulator.pem && sudo update-ca-certificates"},
	{"Arch", "sudo trust anchor --store ROOT", "sudo trust anchor --remove ROOT"},
	{"macOS", "security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db ROOT",
		"security remove-trusted-cert ROOT"},
	{"Windows", "certutil -user -addstore Root ROOT",
		"certutil -user -delstore Root \"belvo-emulator root for Belvo's hosts only\""},
}

// trustText is what trust --print prints.
func trustText(f trustFacts) string {
	var b strings.Builder
	fmt.Fprintf(&b, `%s

Nothing below is done for you. For one command, none of it is needed: %s exec --as-belvo -- COMMAND

How requests come here
  Compose     aliases of the emulator's service in the network (%s), and --tls-listen :443
  a proxy     http://%s, for Belvo's hosts alone: others are answered 403
  curl        curl --connect-to ::%[4]s --cacert %[5]s https://sandbox.belvo.com/...
`, f.described, program, hostList(), f.address, quote(f.root))
	b.WriteString("\nSystems\n")
	for _, s := range systemStores {
		fmt.Fprintf(&b, "  %s\n    %s\n    undo: %s\n", s.name, strings.ReplaceAll(s.trust, "ROOT", quote(f.root)),
			strings.ReplaceAll(s.undo, "ROOT", quote(f.root)))
	}
	b.WriteString("\nRun-times, without the system's trust store\n")
	bundle := f.bundle
	if bundle == "" {
		bundle = "SYSTEM-ROOTS"
	}
	fmt.Fprintf(&b, "  all.pem is made by: cat %s %s > all.pem\n", quote(bundle), quote(f.root))
	fmt.Fprintf(&b, "  store.p12 is made by: cp \"$JAVA_HOME/lib/security/cacerts\" store.p12 && "+
		"keytool -importcert -noprompt -alias belvo-emulator -file %s -keystore store.p12 -storepass changeit\n",
		quote(f.root))
	for _, r := range reroute.RunTimes() {
		if line := needs(r, f.root); line != "" {
			fmt.Fprintf(&b, "  %-24s %s\n", strings.ReplaceAll(r.Name, "`", ""), line)
		}
	}
	writeBrowsers(&b, f)
	return b.String()
}

// needs is how a run-time trusts the root by variables, "" if not by any.
func needs(r reroute.RunTime, root string) string {
	var parts []string
	for _, name := range r.Trusts {
		switch name {
		case "NODE_EXTRA_CA_CERTS", "DENO_CERT":
			parts = append(parts, name+"="+quote(root))
		case "PHP_INI_SCAN_DIR":
			parts = append(parts, "curl.cainfo=all.pem and openssl.cafile=all.pem in php.ini")
		case "JAVA_TOOL_OPTIONS":
			parts = append(parts, "-Djavax.net.ssl.trustStore=store.p12 -Djavax.net.ssl.trustStorePassword=changeit")
		case "BELVO_BROWSER_ARGS": // see below
		default:
			parts = append(parts, name+"=all.pem")
		}
	}
	return strings.Join(parts, " ")
}

// writeBrowsers writes the recipes for browsers. The page keeps its script of Belvo's.
func writeBrowsers(b *strings.Builder, f trustFacts) {
	var maps []string
	for _, domain := range belvo.Domains() {
		maps = append(maps, "MAP *."+domain+":443 "+f.address)
	}
	args := []string{"--host-resolver-rules=" + strings.Join(maps, ", "),
		"--ignore-certificate-errors-spki-list=" + f.keyHash}
	list := "['" + strings.Join(args, "', '") + "']"
	fmt.Fprintf(b, `
Browsers (Chromium was tested; Playwright, Puppeteer and Selenium hand the same switches on; Cypress was not)
  Chromium    chromium --user-data-dir="$(mktemp -d)" %s
  Playwright  chromium.launch({ args: %s })
  Puppeteer   puppeteer.launch({ args: %[2]s })
  Selenium    options.addArguments(...%[2]s)
  Cypress     it has a proxy of its own: %s exec --as-belvo -- npx cypress run, and in the configuration
              on('before:browser:launch', (browser, o) => { o.args.push('%[4]s'); return o; })
  Firefox     import the root under Settings, Certificates; network.proxy.ssl is %[5]s
`, quote(args...), list, program, args[1], f.address)
}

// hostList is what the emulator answers for.
func hostList() string {
	var names []string
	for _, h := range belvo.ServedHosts() {
		names = append(names, h.Name)
	}
	return strings.Join(names, ", ")
}

// quote writes arguments as a shell reads them.
func quote(args ...string) string {
	all := slices.Clone(args)
	for i, arg := range all {
		if strings.ContainsFunc(arg, func(r rune) bool { return strings.ContainsRune(" '\"\\$*&|;<>()`", r) }) {
			all[i] = "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
		}
	}
	return strings.Join(all, " ")
}
