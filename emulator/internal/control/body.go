package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"

	"belvo-emulator/emulator/internal/belvo"
)

// maxBody is how long a body may be, in bytes.
const maxBody = 1 << 20

// read decodes the body into what v points to, strictly: what nothing reads and what is missing are
// mistakes. No body is an empty object.
func (c *call) read(v any) error {
	data, err := c.body(maxBody)
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(data)) == 0 {
		data = []byte("{}")
	}
	value, err := decode(data)
	if err == nil {
		err = newChecker().validate("", value, reflect.TypeOf(v).Elem())
	}
	if err == nil {
		err = json.Unmarshal(data, v)
	}
	if err != nil {
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
