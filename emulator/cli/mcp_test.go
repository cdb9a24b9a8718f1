package cli_test

import (
	"context"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"belvo-emulator/emulator/cli/clitest"
)

// assistant is the SDK's own client of the command mcp, which runs as a process.
type assistant struct {
	t       *testing.T
	session *mcp.ClientSession
}

// newAssistant starts the command for an emulator.
func newAssistant(t *testing.T, s *server, options ...string) assistant {
	t.Helper()
	cmd := exec.Command(program.Path(t), append([]string{"mcp", "--url", s.url}, options...)...)
	cmd.Env = clitest.Environ()
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	session, err := client.Connect(ctx, &mcp.CommandTransport{Command: cmd}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := session.Close(); err != nil {
			t.Errorf("the command did not end well: %v", err)
		}
	})
	return assistant{t, session}
}

// try uses a tool and returns its text, and whether it says that it failed.
func (a assistant) try(name string, arguments map[string]any) (string, bool) {
	a.t.Helper()
	result, err := a.session.CallTool(a.t.Context(), &mcp.CallToolParams{Name: name, Arguments: arguments})
	if err != nil {
		a.t.Fatalf("%s: %v", name, err)
	}
	return result.Content[0].(*mcp.TextContent).Text, result.IsError
}

// use uses a tool that must not fail.
func (a assistant) use(name string, arguments map[string]any) string {
	a.t.Helper()
	text, failed := a.try(name, arguments)
	if failed {
		a.t.Fatalf("%s %v: %s", name, arguments, text)
	}
	return text
}

// belvo makes a request of Belvo's API, which must be answered with the status, and reads a field.
func (a assistant) belvo(status, method, path string, body map[string]any, field string) string {
	a.t.Helper()
	arguments := map[string]any{"method": method, "path": path}
	if body != nil {
		arguments["body"] = body
	}
	code, text, _ := strings.Cut(a.use("call_belvo", arguments), " ")
	if code != status {
		a.t.Fatalf("%s %s: %s %s, want %s", method, path, code, text, status)
	}
	var object map[string]any
	if err := json.Unmarshal([]byte(text), &object); err != nil && field != "" {
		a.t.Fatal(err)
	}
	value, _ := object[field].(string)
	return value
}

// TestMCPWalksThroughHeimdall: registration, 428, the widget, data, and the proof that it was so.
func TestMCPWalksThroughHeimdall(t *testing.T) {
	t.Parallel()
	s := start(t, environment(), "--clock", "manual", "--control-token", "t0ken", "--secret-password", "pa55word")
	a := newAssistant(t, s, "--control-token", "t0ken", "--secret-password", "pa55word")
	if text := a.use("health", nil); !strings.Contains(text, `"status":"ok"`) {
		t.Errorf("health: %s", text)
	}
	link := a.belvo("201", "POST", "/api/links/", map[string]any{"institution": "heimdall_mx_retail",
		"username": "user_valid", "password": "pass_valid"}, "id")
	a.belvo("428", "POST", "/api/accounts/", map[string]any{"link": link}, "")
	if text := a.use("inspect_link", map[string]any{"id": link}); !strings.Contains(text, `"state":"token_required"`) {
		t.Errorf("inspect_link: %s", text)
	}
	access := a.belvo("200", "POST", "/api/token/", map[string]any{"id": "SECRET_ID", "password": "pa55word",
		"link_id": link, "scopes": "read_institutions,write_links,read_links"}, "access")
	if text := a.use("use_widget", map[string]any{"access_token": access,
		"answers": map[string]any{"token": "111111"}}); !strings.Contains(text, `"success":true`) {
		t.Errorf("use_widget: %s", text)
	}
	if status := a.belvo("200", "GET", "/api/links/"+link+"/", nil, "status"); status != "valid" {
		t.Errorf("the link is %s", status)
	}
	a.use("verify_requests", map[string]any{"method": "POST", "path": "/api/accounts/", "body": map[string]any{"link": link}})
	requests := a.use("list_requests", map[string]any{"status": 428, "limit": 5})
	if !strings.Contains(requests, `"code":"token_required"`) {
		t.Errorf("list_requests: %s", requests)
	}
	all := a.use("list_requests", nil) + a.use("explain_request", map[string]any{"id": "r1"})
	for _, secret := range []string{"t0ken", "pa55word", "pass_valid", access} {
		if strings.Contains(all, secret) {
			t.Errorf("the journal shows %s", secret)
		}
	}
	a.use("reset_sandbox", map[string]any{"sandbox": "this"})
	a.belvo("404", "GET", "/api/links/"+link+"/", nil, "")
}

// TestMCPTools: each has a description that says when to use it, and a schema; what is wrong is said to
// the assistant.
func TestMCPTools(t *testing.T) {
	t.Parallel()
	s := start(t, environment(), "--control-token", "t0ken")
	a := newAssistant(t, s, "--control-token", "t0ken")
	list, err := a.session.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range list.Tools {
		schema, err := json.Marshal(tool.InputSchema)
		if err != nil || len(tool.Description) < 30 || strings.Contains(string(schema), "#/components") {
			t.Errorf("%s: %q, %s", tool.Name, tool.Description, schema)
		}
	}
	if n := len(list.Tools); n < 12 || n > 20 {
		t.Errorf("there are %d tools, not some dozen", n)
	}
	for name, c := range map[string]struct {
		arguments map[string]any
		want      string
	}{
		"advance_clock":      {map[string]any{"by": "soon"}, "duration"},
		"queue_answer":       {map[string]any{"respnod": "ok"}, "respond"},
		"inspect_link":       {nil, "id is missing"},
		"agenda":             {map[string]any{"limti": 1}, `did you mean "limit"?`},
		"verify_requests":    {map[string]any{"path": "/api/links/"}, "was never made"},
		"trigger_bank_event": {map[string]any{"id": "../../reset", "event": "refresh"}, "error"},
		"call_belvo":         {map[string]any{"method": "GET", "path": "/__emulator/v1/snapshot"}, "path must begin with /api/"},
	} {
		if text, failed := a.try(name, c.arguments); !failed || !strings.Contains(text, c.want) {
			t.Errorf("%s says %q", name, text)
		}
	}
	if text, failed := a.try("call_belvo", map[string]any{"method": "GET", "path": "/api/../__emulator/v1/snapshot"}); !failed {
		t.Errorf("a path that leaves the API: %s", text)
	}
	for _, without := range []assistant{newAssistant(t, s), newAssistant(t, &server{t: t, url: "http://127.0.0.1:1"})} {
		if text, failed := without.try("list_requests", nil); !failed {
			t.Errorf("without the token, or without an emulator: %s", text)
		}
	}
}
