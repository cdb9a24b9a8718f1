package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/pyjson"
	"belvo-emulator/emulator/internal/rawjson"
)

// maxBody is the largest request body that is read, in bytes, where the route does not say otherwise.
const maxBody = 1 << 20

// maxBody is the largest body that is read of this request, in bytes.
func (r *request) maxBody() int64 {
	if r.route != nil && r.route.maxBody > 0 {
		return r.route.maxBody
	}
	return maxBody
}

// read decodes the request's body and checks its fields. It returns belvo.Errors for fields, and
// a parse_error or payload_too_large for the whole.
func (r *request) read(params []param) (values, error) {
	raw, err := r.rawBody()
	if err != nil {
		return nil, err
	}
	out := values{}
	var problems belvo.Errors
	var within nested
	for _, p := range params {
		if p.when != "" && p.when != out.text("type") {
			continue // it belongs to another variant of the body
		}
		if p.kind == objects {
			out[p.name] = within.read(p, raw[p.name])
			continue
		}
		v, problem := p.read(r.given(p, raw))
		if problem != nil {
			problem.Field = p.name
			problems = append(problems, problem)
		} else if v != nil {
			out[p.name] = v
		}
	}
	r.recordUnreadFields(raw, params, out.text("type"))
	r.recordUnreadNested(within)
	problems = append(problems, within.problems...)
	if len(problems) > 0 && r.mislabelled {
		problems[0] = problems[0].Explain("the body looks like JSON but is declared as a form, as curl -d does: " +
			"send Content-Type: application/json")
	}
	return out, problems.OrNil()
}

// given is what the body has for a field, as JSON; nil for nothing.
func (r *request) given(p param, raw map[string]json.RawMessage) json.RawMessage {
	if r.form {
		return p.ofForm(raw[p.name])
	}
	return raw[p.name]
}

// rawBody is the body's fields, not yet decoded.
func (r *request) rawBody() (map[string]json.RawMessage, error) {
	data, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, r.maxBody()))
	r.sent, r.wasRead = data, true
	if err != nil {
		var tooLarge *http.MaxBytesError
		var late *belvo.Error
		if errors.As(err, &late) {
			return nil, late
		}
		if errors.As(err, &tooLarge) {
			return nil, belvo.NewError(belvo.CodePayloadTooLarge).With(
				fmt.Sprintf("The request body is larger than %d bytes.", r.maxBody()))
		}
		return nil, belvo.NewError(belvo.CodeParseError).With("The request body could not be read.")
	}
	return r.fields()
}

// fields decodes the body by what it was declared to be. The body is then what the journal keeps of it:
// UTF-8, and a multipart form as a URL-encoded one. No body is of any type.
func (r *request) fields() (map[string]json.RawMessage, error) {
	if len(r.sent) == 0 {
		return nil, nil
	}
	m := readMedia(r.Header.Get("Content-Type"))
	switch m.reader() {
	case jsonType:
		text, err := m.decodeText(r.sent)
		if err != nil {
			return nil, err
		}
		r.sent = text
		fields, err := jsonFields(text)
		r.object = fields != nil
		return fields, err
	case formType:
		r.form, r.mislabelled = true, bytes.HasPrefix(bytes.TrimSpace(r.sent), []byte("{"))
		return m.readForm(r.sent).asJSON(), nil
	case multipartType:
		form, same, err := m.readMultipart(r.sent)
		if err == nil {
			r.form, r.sent = true, []byte(same)
		}
		return form.asJSON(), err
	}
	r.refusedType = &m.sent
	return nil, m.unsupported()
}

// jsonFields cuts a JSON object into its fields.
func jsonFields(data []byte) (map[string]json.RawMessage, error) {
	if fields := rawjson.Fields(data); fields != nil {
		return fields, nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return nil, badBody(data)
	}
	return fields, nil
}

// ofForm is a form's field as JSON would have it: a list is the field repeated, and of anything
// else the last one counts, as with Django's forms.
func (p param) ofForm(sent json.RawMessage) json.RawMessage {
	var several []json.RawMessage
	repeated := json.Unmarshal(sent, &several) == nil
	switch {
	case p.kind == list && string(sent) == `""`: // a field without a value
		return nil
	case p.kind == list && sent != nil && !repeated:
		return slices.Concat(json.RawMessage("["), sent, json.RawMessage("]"))
	case p.kind != list && repeated:
		return several[len(several)-1]
	}
	return sent
}

// badBody explains a body that is no JSON object, in the words of the Python server that is
// imitated.
func badBody(data []byte) error {
	if json.Valid(data) {
		other, _ := decode(bytes.TrimSpace(data)) // what is valid can be decoded
		return belvo.NewError(belvo.CodeInvalid).With(
			"Invalid data. Expected a dictionary, but got " + pythonType(other) + ".")
	}
	why := pyjson.Diagnose(data)
	if why == "" {
		why = "Expecting value: line 1 column 1 (char 0)"
	}
	return parseError(jsonFault + why)
}
