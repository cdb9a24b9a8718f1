package cli

import (
	"fmt"
	"net"
	"net/http"
	"time"

	"belvo-emulator/emulator"
)

// healthTimeout is shorter than what container engines give a health check.
const healthTimeout = 2 * time.Second

// health asks a running emulator whether it is ready.
func health(c *call) error {
	base, err := c.base("health")
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(c.ctx, http.MethodGet, base+emulator.HealthPath(), nil)
	if err != nil {
		return err
	}
	// A transport of its own: no proxy stands between a program and its health.
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		Timeout:       healthTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("not healthy: %w", err)
	}
	defer func() { _ = response.Body.Close() }() // nothing of it is needed
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("not healthy: %s answered %s", request.URL.Redacted(), response.Status)
	}
	c.print("healthy: " + request.URL.Redacted())
	return nil
}

// base is where the emulator is that a command asks.
func (c *call) base(command string) (string, error) {
	if c.settings.url != "" {
		return c.settings.url, nil
	}
	address := c.settings.listen
	if _, port, _ := net.SplitHostPort(address); port == "0" { // an error was found when it was set
		return "", usageError(fmt.Sprintf("%s: %q does not say which port; give --url", command, address))
	}
	return baseURL(address), nil
}
