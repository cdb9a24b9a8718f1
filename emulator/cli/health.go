package cli

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/yamlfile"
)

// healthTimeout is shorter than what container engines give a health check.
const healthTimeout = 2 * time.Second

// health asks a running emulator whether it is ready.
func health(c *call) error {
	base, err := c.base("health")
	if err != nil {
		return err
	}
	if err := probe(c.ctx, base, c.settings.timeout); err != nil {
		return fmt.Errorf("not healthy: %w", err)
	}
	c.print("healthy: " + base + emulator.HealthPath())
	return nil
}

// probe returns nil when the emulator there is ready, which it has to say in time.
func probe(ctx context.Context, base string, timeout time.Duration) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+emulator.HealthPath(), nil)
	if err != nil {
		return err
	}
	response, err := client(timeout).Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }() // nothing of it is needed
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", request.URL.Redacted(), response.Status)
	}
	return nil
}

// waitPause is how long to wait between two looks at an emulator that is not ready.
const waitPause = 20 * time.Millisecond

// wait returns as soon as an emulator is ready, or with an error when it took too long.
func wait(c *call) error {
	base, err := c.base("wait")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.ctx, c.settings.timeout)
	defer cancel()
	var last error
	for {
		err := probe(ctx, base, c.settings.timeout)
		if err == nil {
			c.print("ready: " + base)
			return nil
		}
		if last == nil || ctx.Err() == nil { // that the time is over says nothing about why
			last = err
		}
		if (clock.Real{}).Sleep(ctx, waitPause) != nil {
			if c.ctx.Err() != nil {
				return fmt.Errorf("stopped before it was ready: %w", last)
			}
			return fmt.Errorf("not ready within %s: %w", c.settings.timeout, last)
		}
	}
}

// timeoutOption belongs to the commands that a user waits for.
func timeoutOption(fallback, help string) option {
	return option{"timeout", "", "DURATION", fallback, help, setTimeout}
}

func setTimeout(s *settings, value string) error {
	timeout, err := yamlfile.ParseDuration(value)
	if err != nil || timeout <= 0 {
		return fmt.Errorf("must be a duration above zero such as 500ms, 10s or 1m, not %q", value)
	}
	s.timeout = timeout
	return nil
}
