package control

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"reflect"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
)

// maxBody is how long a body may be, in bytes.
const maxBody = 1 << 20

// read decodes the body into what v points to, strictly: see schema.Words.
func (c *call) read(v any) error {
	data, err := c.body(maxBody)
	if err != nil {
		return err
	}
	words := enums()
	delete(words, reflect.TypeFor[lifecycle.State]()) // the engine says which of them a seed can have
	if err := words.Decode(data, v); err != nil {
		return bad("the body is not as it should be: %v", err)
	}
	return nil
}

// readNothing refuses a body that a call has no use for.
func (c *call) readNothing() error {
	data, err := c.body(maxBody)
	if text := string(bytes.TrimSpace(data)); err == nil && text != "" && text != "{}" && text != "null" {
		err = bad("this call takes no body")
	}
	return err
}

// body is the body as it was sent; it may have so many bytes.
func (c *call) body(most int64) ([]byte, error) {
	data, err := io.ReadAll(http.MaxBytesReader(nil, c.Body, most))
	var tooLong *http.MaxBytesError
	var late *belvo.Error
	if errors.As(err, &late) {
		return nil, &problem{late.Status(), late.Message}
	}
	if errors.As(err, &tooLong) {
		return nil, bad("the body is not as it should be: it has more than %d MiB", tooLong.Limit>>20)
	}
	if err != nil {
		return nil, bad("the body cannot be read: %v", err)
	}
	return data, nil
}

// query reads the URL's parameters into what v points to. What is not given, or empty, leaves its field as
// it is.
func (c *call) query(v any) error {
	if err := enums().Query(c.URL.Query(), v); err != nil {
		return bad("%v", err)
	}
	return nil
}

// longestWait is how long a call may wait for something, in real time.
const longestWait = 60 * time.Second
