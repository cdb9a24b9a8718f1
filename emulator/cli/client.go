package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"belvo-emulator/emulator"
)

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

// client asks a running emulator. Its transport is its own: no proxy stands between the two.
func client(timeout time.Duration) *http.Client {
	return &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// ask makes a control call, with the keys and the token of the settings as far as there are any,
// and reads the JSON that is answered. Its error is that of the answer, or why there is none; the
// body, which may hold secrets, is in no error.
func (c *call) ask(timeout time.Duration, method, url string, body, answer any) error {
	request, err := c.request(method, url, body)
	if err != nil {
		return err
	}
	response, err := client(timeout).Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }() // it was read, or its error is returned
	decoder, problem := json.NewDecoder(response.Body), struct{ Error string }{}
	switch {
	case response.StatusCode == http.StatusOK && decoder.Decode(answer) == nil:
		return nil
	case response.StatusCode != http.StatusOK && decoder.Decode(&problem) == nil && problem.Error != "":
		return errors.New(problem.Error)
	}
	return fmt.Errorf("%s answered %s, which is no emulator's answer", url, response.Status)
}

// request is a control call's; its body is JSON, nil for none.
func (c *call) request(method, url string, body any) (*http.Request, error) {
	var data []byte
	if body != nil {
		var err error
		if data, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	request, err := http.NewRequestWithContext(c.ctx, method, url, bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	if keys := c.settings.emulator; keys.SecretID != "" {
		request.SetBasicAuth(keys.SecretID, keys.SecretPassword)
	}
	if token := c.settings.emulator.Control.Token; token != "" {
		request.Header.Set(emulator.ControlTokenHeader(), token)
	}
	return request, nil
}
