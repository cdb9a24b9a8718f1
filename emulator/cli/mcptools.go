package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/suggest"
)

// callBelvo is the tool that is no control call: a request of Belvo's API.
const callBelvo = "call_belvo"

// toolRows is the table of tools: a control call and when to use it. What they take is described by the
// control surface itself.
var toolRows = []struct{ name, method, call, when string }{
	{"health", http.MethodGet, "health", "Is the emulator ready, and which version is it? Use it first."},
	{"list_scenarios", http.MethodGet, "scenarios",
		"Which behaviours of institutions are there? Use it before pin_scenario, or to find the user who shows one."},
	{"pin_scenario", http.MethodPut, "scenario",
		"Let every link of the sandbox follow one scenario, whichever user registers; a name of null lets go again."},
	{"seed_links", http.MethodPost, "links",
		"Make links in any state without the requests that lead there. Use it to arrange a test's situation."},
	{"inspect_link", http.MethodGet, "links/{id}",
		"What is the state of a link, how did it come there, and what can happen to it? Use it before trigger_bank_event."},
	{"trigger_bank_event", http.MethodPost, "links/{id}/events",
		"Let something happen at the bank, such as demand_token or change_password, as if the user or the bank had done it."},
	{"queue_answer", http.MethodPost, "next",
		"Queue what the next matching request is answered with: an error code, a fault or a delay. Use it for one misfortune."},
	{"advance_clock", http.MethodPost, "clock/advance",
		"Move the sandbox's clock on; refreshes, expiries and webhooks of that time happen before it returns."},
	{"agenda", http.MethodGet, "clock/agenda", "What will happen by itself, and when? Use it before advance_clock."},
	{"list_requests", http.MethodGet, "requests",
		"Which requests has the application made? Passwords and tokens are masked."},
	{"explain_request", http.MethodGet, "requests/{id}",
		"Why was a request answered as it was: its rule, transition, webhooks and hints. Use it when an answer surprises."},
	{"verify_requests", http.MethodPost, "requests/verify",
		"Has the application made the right requests? If not, the nearest ones and what is different about them."},
	{"list_webhooks", http.MethodGet, "webhooks/inbox", "Which webhooks were sent while there was no receiver?"},
	{"use_widget", http.MethodPost, "widget",
		"Do in the Connect Widget what a user would, without a browser. It needs the access token of POST /api/token/."},
	{"reset_sandbox", http.MethodPost, "reset", "Forget everything in the sandbox: links, journal, webhooks, clock."},
}

// tool is a request that an assistant may make.
type tool struct {
	name, method, path string
	what               string
	input              json.RawMessage
	inPath, inQuery    []string
	hasBody            bool
}

// described is what the tools need of the OpenAPI document.
type described struct {
	Paths map[string]map[string]struct {
		Parameters []struct {
			Name, In    string
			Description string
			Schema      map[string]any
			Required    bool
		}
		RequestBody *struct {
			Content map[string]struct{ Schema map[string]any }
		}
	}
	Components struct{ Schemas map[string]map[string]any }
}

// tools makes the tools of their table and of the description of the control calls.
func tools() ([]tool, error) {
	text, err := emulator.ControlDocument()
	if err != nil {
		return nil, err
	}
	// In a JSON schema, what several places share is below $defs.
	text = bytes.ReplaceAll(text, []byte("#/components/schemas/"), []byte("#/$defs/"))
	var doc described
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	all := []tool{belvoTool()}
	for _, row := range toolRows {
		made, err := doc.tool(row.name, row.method, emulator.ControlPath(row.call))
		if err != nil {
			return nil, err
		}
		made.what = row.when
		all = append(all, made)
	}
	return all, nil
}

// belvoTool is the tool for Belvo's API.
func belvoTool() tool {
	return tool{name: callBelvo, what: "Make a request of Belvo's API with the sandbox's keys, as an application would: " +
		"register a link with POST /api/links/, ask for data with POST /api/accounts/. Answers with status and body.",
		input: json.RawMessage(`{"type": "object", "required": ["method", "path"], "additionalProperties": false,
			"properties": {
				"method": {"type": "string", "enum": ["GET", "POST", "PUT", "PATCH", "DELETE"]},
				"path": {"type": "string", "pattern": "^/api/", "description": "with its query string, such as /api/links/?status=valid"},
				"body": {"type": "object", "description": "sent as JSON"}}}`)}
}

// tool makes the tool of a control call: one object with its parameters and the fields of its body.
func (d described) tool(name, method, path string) (tool, error) {
	op, known := d.Paths[path][strings.ToLower(method)]
	if !known {
		return tool{}, fmt.Errorf("there is no control call %s %s for the tool %s", method, path, name)
	}
	t := tool{name: name, method: method, path: path, hasBody: op.RequestBody != nil}
	properties, required := map[string]any{}, []string{}
	for _, p := range op.Parameters {
		if strings.Contains(p.Name, "*") { // it stands for many names
			continue
		}
		schema := map[string]any{"description": p.Description}
		for key, value := range p.Schema {
			schema[key] = value
		}
		properties[p.Name] = schema
		if p.In == "path" {
			t.inPath = append(t.inPath, p.Name)
		} else {
			t.inQuery = append(t.inQuery, p.Name)
		}
		if p.Required {
			required = append(required, p.Name)
		}
	}
	if t.hasBody {
		body := d.resolve(op.RequestBody.Content["application/json"].Schema)
		fields, _ := body["properties"].(map[string]any)
		for key, value := range fields {
			if properties[key] != nil {
				return tool{}, fmt.Errorf("the tool %s has two fields %s", name, key)
			}
			properties[key] = value
		}
		needed, _ := body["required"].([]any)
		for _, key := range needed {
			required = append(required, fmt.Sprint(key))
		}
	}
	input := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		input["required"] = required
	}
	if shared := d.shared(properties, map[string]any{}); len(shared) > 0 {
		input["$defs"] = shared
	}
	var err error
	t.input, err = json.Marshal(input)
	return t, err
}

// resolve follows a reference.
func (d described) resolve(schema map[string]any) map[string]any {
	if reference, is := schema["$ref"].(string); is {
		return d.Components.Schemas[strings.TrimPrefix(reference, "#/$defs/")]
	}
	return schema
}

// shared adds the schemas that a part of a schema refers to, and those that these refer to.
func (d described) shared(part any, to map[string]any) map[string]any {
	switch part := part.(type) {
	case map[string]any:
		if reference, is := part["$ref"].(string); is {
			name := strings.TrimPrefix(reference, "#/$defs/")
			if to[name] == nil {
				to[name] = d.Components.Schemas[name]
				d.shared(d.Components.Schemas[name], to)
			}
		}
		for _, value := range part {
			d.shared(value, to)
		}
	case []any:
		for _, value := range part {
			d.shared(value, to)
		}
	}
	return to
}

// request is what the arguments of a tool come to. The emulator judges the body.
func (t tool) request(arguments json.RawMessage) (method, path string, body any, err error) {
	given := map[string]json.RawMessage{}
	if len(arguments) > 0 {
		if err := json.Unmarshal(arguments, &given); err != nil {
			return "", "", nil, fmt.Errorf("the arguments are no JSON object: %w", err)
		}
	}
	if t.name == callBelvo {
		return belvoRequest(given)
	}
	path, query := t.path, url.Values{}
	for _, name := range t.inPath {
		text := asText(given[name])
		if text == "" {
			return "", "", nil, fmt.Errorf("%s is missing", name)
		}
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(text))
		delete(given, name)
	}
	for _, name := range t.inQuery {
		if value, is := given[name]; is {
			query.Set(name, asText(value))
			delete(given, name)
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	if t.hasBody {
		return t.method, path, given, nil
	}
	for name := range given {
		known := append(slices.Clone(t.inPath), t.inQuery...)
		return "", "", nil, fmt.Errorf("unknown argument %q%s", name, suggest.Tail(name, known))
	}
	return t.method, path, nil, nil
}

// belvoRequest is a request of Belvo's API. No other path is reached by it.
func belvoRequest(given map[string]json.RawMessage) (method, path string, body any, err error) {
	method, path = asText(given["method"]), asText(given["path"])
	target, err := url.Parse(path)
	if err != nil || !strings.HasPrefix(path, "/api/") || strings.Contains(target.Path, "..") {
		return "", "", nil, fmt.Errorf("path must begin with /api/, not %q", path)
	}
	if !slices.Contains([]string{"GET", "POST", "PUT", "PATCH", "DELETE"}, method) {
		return "", "", nil, errors.New("method must be GET, POST, PUT, PATCH or DELETE")
	}
	if sent, is := given["body"]; is {
		body = sent
	}
	return method, target.RequestURI(), body, nil
}

// asText is a JSON value as a URL has it: a text without its quotes.
func asText(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	return string(value)
}
