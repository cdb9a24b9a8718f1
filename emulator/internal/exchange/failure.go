package exchange

import (
	"errors"
	"fmt"
	"net/http"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/yamlfile"
)

// MaxProblems is how many errors are told of one request: there may be tens of thousands.
const MaxProblems = 100

// Failure is an error as the items of Belvo's array, at least one; its hint goes into the header. An error
// that is none of Belvo's is a fault of the emulator: it is logged and becomes unexpected_error.
func (x *Exchange) Failure(header http.Header, err error) []belvo.Error {
	list := listOf(err)
	if list == nil {
		x.Server.Logger.Error("a request failed", "path", x.ShownPath(), "error", err)
		list = belvo.Errors{belvo.NewError(belvo.CodeUnexpectedError)}
	}
	if more := len(list) - MaxProblems; more > 0 {
		list = list[:MaxProblems]
		x.Hint(fmt.Sprintf("and %d more mistakes", more))
	}
	id := x.RequestID()
	items := make([]belvo.Error, len(list))
	for i, e := range list {
		items[i] = *e
		items[i].RequestID, items[i].Message = id, yamlfile.Brief(e.Message)
		if e.Hint != "" {
			header.Set(belvo.HeaderHint, yamlfile.Brief(e.Hint))
		}
	}
	return items
}

// listOf are Belvo's errors that an error is or wraps, nil for none.
func listOf(err error) belvo.Errors {
	if one, is := err.(*belvo.Error); is { // as most are
		return belvo.Errors{one}
	}
	var list belvo.Errors
	var one *belvo.Error
	switch {
	case errors.As(err, &list):
		return list
	case errors.As(err, &one):
		return belvo.Errors{one}
	}
	return nil
}

// ErrorBody is the JSON of Belvo's array.
func ErrorBody(items []belvo.Error) []byte {
	b := append(make([]byte, 0, errorSize), '[')
	for i := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = items[i].AppendJSON(b)
	}
	return append(b, ']')
}

// errorSize is what an error usually takes, in bytes.
const errorSize = 384
