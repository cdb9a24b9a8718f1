// Package reroute makes the environment in which a command's requests for Belvo's hosts reach the
// emulator. It only adds to what the environment had: proxies, trusted roots and options of run-times
// are merged. What has to be in files is in one folder, which its user removes.
package reroute

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/authority"
)

// Config says what the environment is made of.
type Config struct {
	Environ   []string // NAME=value; of a name that is there twice the last one counts
	Folder    string   // an empty folder for the files
	Proxy     string   // host:port of the proxy's listener, which takes TLS as well
	Authority *authority.Authority
	Java      bool // make a trust store for Java
}

// Made is an environment for a command.
type Made struct {
	Environ []string
	Notes   []string // what its user should know
}

// Environment writes the files and returns the environment.
func Environment(cfg Config) (Made, error) {
	p := &plan{Config: cfg, bundles: map[string]string{},
		sources: map[string]authority.Certificates{}}
	environ := slices.Clone(cfg.Environ)
	for _, v := range variables {
		value, err := v.value(p, v.Name)
		if err != nil {
			return Made{}, err
		}
		environ = slices.DeleteFunc(environ, func(e string) bool { return strings.HasPrefix(e, v.Name+"=") })
		if value != "" {
			environ = append(environ, v.Name+"="+value)
		}
	}
	return Made{environ, p.notes}, nil
}

// plan is an environment that is being made.
type plan struct {
	Config
	bundles map[string]string                 // the file that was made of a base; see bundle
	sources map[string]authority.Certificates // what read has read, by path
	notes   []string
}

// get returns what a variable was, "" if it was not set.
func (p *plan) get(name string) string {
	value := ""
	for _, e := range p.Environ {
		if v, is := strings.CutPrefix(e, name+"="); is {
			value = v
		}
	}
	return value
}

func (p *plan) note(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(p.notes, text) {
		p.notes = append(p.notes, text)
	}
}

// write makes a file of the folder and returns its path.
func (p *plan) write(name string, data []byte) (string, error) {
	path := filepath.Join(p.Folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	return path, os.WriteFile(path, data, 0o600)
}

// remove is the value of a variable that must not be there.
func remove(*plan, string) (string, error) { return "", nil }

// proxyURL is where the proxy is. What the variable named is asked for other hosts. ALL_PROXY is not: few
// run-times read it, and for the others it would change how they reach these hosts.
func proxyURL(p *plan, name string) (string, error) {
	both := func(name string) string { return p.get(strings.ToUpper(name)) + p.get(strings.ToLower(name)) }
	if both(name) == "" && both("ALL_PROXY") != "" {
		p.note("ALL_PROXY has no effect for this command: for other hosts than Belvo's, set HTTPS_PROXY and " +
			"HTTP_PROXY")
	}
	return "http://" + p.Proxy, nil
}

// exceptions are the hosts that are asked without the proxy: this machine and what the environment
// already had, without what would cover one of Belvo's hosts.
func exceptions(p *plan, _ string) (string, error) {
	kept, covering := noProxy(p.get("NO_PROXY"), p.get("no_proxy"))
	for _, entry := range covering {
		p.note("NO_PROXY loses its entry %q for this command, which would lead to the real Belvo", entry)
	}
	return strings.Join(kept, ","), nil
}

// added makes files of certificates that a run-time trusts in addition to its own: those of the file that the
// variable named, and ours.
func added(p *plan, name string) (string, error) {
	var list authority.Certificates
	if old := p.get(name); old != "" {
		list = p.read(name, old)
	}
	if len(list) == 0 {
		return p.bundle("none", "root.pem", nil)
	}
	return p.bundle("added "+p.get(name), name+".pem", list)
}

// replacing makes files of certificates that a run-time trusts instead of its own: those of the file
// that the first of some variables named, or else the system's, and ours.
func replacing(bases ...string) func(*plan, string) (string, error) {
	return func(p *plan, name string) (string, error) {
		for _, base := range bases {
			old := p.get(base)
			if base == "SSL_CERT_FILE" && p.get("SSL_CERT_DIR") != "" {
				old = strings.Trim(old+string(os.PathListSeparator)+p.get("SSL_CERT_DIR"), string(os.PathListSeparator))
			}
			if old == "" {
				continue
			}
			var list authority.Certificates
			for _, path := range filepath.SplitList(old) {
				list = append(list, p.read(base, path)...)
			}
			if len(list) > 0 {
				return p.bundle("replacing "+old, base+".pem", list)
			}
		}
		return p.bundle("the system's", "bundle.pem", p.system())
	}
}

// read returns the certificates of a file or folder that a variable names. A mistake there is its
// user's, and was there before.
func (p *plan) read(variable, path string) authority.Certificates {
	if list, known := p.sources[path]; known {
		return list
	}
	list, err := authority.ReadBundle(path)
	if err != nil {
		p.note("%s cannot be used: %v", variable, err)
	}
	p.sources[path] = list
	return list
}

// system returns the machine's trusted roots.
func (p *plan) system() authority.Certificates {
	path := authority.SystemBundle()
	if path == "" {
		p.note("this machine has its trusted roots in none of the usual files: the command's programs may trust " +
			"Belvo's hosts alone, unless SSL_CERT_FILE names a file of roots")
		return nil
	}
	return p.read("the system's bundle", path)
}

// bundle makes a file of certificates and ours, once for each base.
func (p *plan) bundle(base, name string, list authority.Certificates) (string, error) {
	if path := p.bundles[base]; path != "" {
		return path, nil
	}
	list = append(slices.Clone(list), p.Authority.Root().Raw)
	path, err := p.write(name, list.PEM())
	p.bundles[base] = path
	return path, err
}

// phpScan adds a folder to those in which PHP looks for settings. One that is set and empty means
// that it looks nowhere; not set at all means the folder of the installation, as an empty entry does.
func phpScan(p *plan, name string) (string, error) {
	bundle, err := replacing("SSL_CERT_FILE")(p, name)
	if err != nil {
		return "", err
	}
	settings := fmt.Sprintf("curl.cainfo=%q\nopenssl.cafile=%[1]q\n", bundle)
	path, err := p.write(filepath.Join("php", "belvo-emulator.ini"), []byte(settings))
	folder := filepath.Dir(path)
	if slices.Contains(p.Environ, name+"=") {
		return folder, err
	}
	return p.get(name) + string(os.PathListSeparator) + folder, err
}

// BrowserArgs are the switches of Chromium that lead it to a proxy and have it trust an authority's
// certificates. The hash of the issuing certificate is enough for all hosts, since that is in every
// chain.
func BrowserArgs(proxy string, a *authority.Authority) []string {
	return []string{"--proxy-server=http://" + proxy, "--ignore-certificate-errors-spki-list=" + a.KeyHash()}
}

// browserArgs has them with spaces between: none has any in it.
func browserArgs(p *plan, _ string) (string, error) {
	return strings.Join(BrowserArgs(p.Proxy, p.Authority), " "), nil
}

// port is the listener's.
func (p *plan) port() (string, error) {
	_, port, err := net.SplitHostPort(p.Proxy)
	if err != nil {
		return "", errors.New("the proxy has no port")
	}
	return port, nil
}
