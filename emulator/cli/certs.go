package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"belvo-emulator/emulator/internal/authority"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/suggest"
)

// caFolder is the folder of the certificate authority.
func (s settings) caFolder() (string, error) {
	if s.caDir != "" {
		return filepath.Abs(s.caDir)
	}
	config, err := os.UserConfigDir()
	if err != nil {
		return "", errors.New("there is no folder for settings here: choose one for the certificates with --ca-dir")
	}
	return filepath.Join(config, program, "ca"), nil
}

// expirySoon is how long before its end the log warns of it.
const expirySoon = 30 * 24 * time.Hour

// openTLS opens the front of serve --tls, with the authority of the folder.
func (c *call) openTLS(s *service) (*front, error) {
	folder, err := c.settings.caFolder()
	if err != nil {
		return nil, err
	}
	a, err := authority.Ensure(folder, clock.Real{})
	if err != nil {
		return nil, err
	}
	root := filepath.Join(folder, authority.RootFile)
	f, err := s.openFront(c.ctx, frontConfig{listen: c.settings.tlsListen, authority: a,
		remedy: "it has to trust " + root + "; " + program + " trust --print says how"})
	if err != nil {
		return nil, err
	}
	s.logger.Info("answering as Belvo's hosts", "address", f.address(), "root", root, "sha256", a.Fingerprint(),
		"key_hash", a.KeyHash(), "expires", a.Expiry().Format(time.DateOnly))
	if a.Expiry().Sub(clock.Real{}.Now()) < expirySoon {
		s.logger.Warn("the certificate authority expires soon; remove it with "+program+
			" certs remove, and trust the new one", "expires", a.Expiry().Format(time.DateOnly))
	}
	return f, nil
}

// certs prints, verifies or removes the certificate authority of the folder.
func certs(c *call) error {
	folder, err := c.settings.caFolder()
	if err != nil {
		return err
	}
	action := "print"
	if len(c.args) > 0 {
		action = c.args[0]
	}
	switch known := []string{"print", "verify", "remove"}; action {
	case "print", "verify":
		a, err := openAuthority(folder)
		if err != nil {
			return err
		}
		text := describe(a, folder)
		if action == "verify" { // which opening it has done
			text = fmt.Sprintf("%s: good for Belvo's hosts and no others until %s", folder,
				a.Expiry().Format(time.DateOnly))
		}
		c.print(text)
	case "remove":
		if err := authority.Remove(folder); err != nil {
			return err
		}
		c.print("removed from " + folder + "; where you have trusted it, remove that trust as well")
	default:
		return usageError(fmt.Sprintf("certs: unknown action %q%s", action, suggest.Tail(action, known)))
	}
	return nil
}

// openAuthority opens the authority of a folder, and checks it.
func openAuthority(folder string) (*authority.Authority, error) {
	a, err := authority.Open(folder, clock.Real{})
	if errors.Is(err, authority.ErrNone) {
		return nil, fmt.Errorf("%w; %s serve --tls makes one", err, program)
	}
	return a, err
}

// describe says what an authority is.
func describe(a *authority.Authority, folder string) string {
	return fmt.Sprintf("root:        %s\nsha256:      %s\nkey hash:    %s\nexpires:     %s\nlimited to:  %s",
		filepath.Join(folder, authority.RootFile), a.Fingerprint(), a.KeyHash(), a.Expiry().Format(time.DateOnly),
		strings.Join(belvo.Domains(), ", "))
}

// trust prints what has to be done for clients to use serve --tls. It does nothing of it.
func trust(c *call) error {
	if !c.settings.print {
		return usageError("trust changes nothing, it only prints: " + program + " trust --print")
	}
	folder, err := c.settings.caFolder()
	if err != nil {
		return err
	}
	a, err := openAuthority(folder)
	if err != nil {
		return err
	}
	c.print(trustText(trustFacts{root: filepath.Join(folder, authority.RootFile),
		bundle: authority.SystemBundle(), keyHash: a.KeyHash(), described: describe(a, folder),
		address: strings.TrimPrefix(baseURL(c.settings.tlsListen), "http://")}))
	return nil
}
