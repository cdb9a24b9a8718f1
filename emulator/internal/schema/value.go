package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
)

// Decode reads a JSON body into what v points to, strictly: what no field reads and what is missing are
// errors, which say where the mistake is and what was probably meant. No body is an empty object.
func (w Words) Decode(data []byte, v any) error {
	if len(bytes.TrimSpace(data)) == 0 {
		data = []byte("{}")
	}
	value, err := document(data)
	if err == nil {
		err = checkKeys(nil, json.NewDecoder(bytes.NewReader(data)))
	}
	if err == nil {
		err = newChecker(w).validate("", value, reflect.TypeOf(v).Elem())
	}
	if err == nil {
		err = json.Unmarshal(data, v)
	}
	return err
}

// checkKeys returns an error about a key that an object of the next value has twice: encoding/json takes the last one
// without a word. At is where the value is.
func checkKeys(at []string, d *json.Decoder) error {
	token, err := d.Token()
	opening, is := token.(json.Delim)
	if err != nil || !is {
		return err
	}
	known := map[string]bool{}
	for n := 0; d.More(); n++ {
		inside := append(at, strconv.Itoa(n))
		if opening == '{' {
			key, err := d.Token()
			if err != nil {
				return err
			}
			name, _ := key.(string) // as all keys are
			inside[len(at)] = name
			if known[name] {
				return fmt.Errorf("%q is given twice", strings.Join(inside, "."))
			}
			known[name] = true
		}
		if err := checkKeys(inside, d); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// Value decodes the JSON value that data begins with. Its numbers are json.Number, which keep their digits:
// a float64 would round the large ones.
func Value(data []byte) (any, error) {
	v, _, err := value(data)
	return v, err
}

// value also returns the decoder, which knows what is behind the value.
func value(data []byte) (v any, rest *json.Decoder, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	err = decoder.Decode(&v)
	return v, decoder, err
}

// document reads one JSON value that is all of data. The error says where it is none.
func document(data []byte) (any, error) {
	v, rest, err := value(data)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		before := data[:max(0, syntax.Offset-1)]
		line := bytes.Count(before, []byte("\n")) + 1
		return nil, fmt.Errorf("it is no JSON at line %d, column %d: %w", line,
			len(before)-bytes.LastIndexByte(before, '\n'), err)
	case err != nil:
		return nil, errors.New("it is no JSON: it ends too early")
	}
	if _, err := rest.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("it goes on behind its end")
	}
	return v, nil
}
