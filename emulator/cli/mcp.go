package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"belvo-emulator/emulator"
)

// mcpInstructions tell an assistant how the tools belong together.
const mcpInstructions = `The tools ask a local stand-in for the sandbox of Belvo's open-finance API. Nothing here is a ` +
	`real bank, and every change is undone by reset_sandbox. Begin with health. To see what an application did, use ` +
	`list_requests and explain_request; to test what it does, arrange a situation with seed_links, trigger_bank_event ` +
	`or queue_answer, let the application run, and check it with verify_requests.`

// serveMCP offers the control calls as tools of the Model Context Protocol, on standard input and output,
// until the input or the call's context ends.
// Source: https://modelcontextprotocol.io/specification/2025-06-18/basic/transports#stdio
func serveMCP(c *call) error {
	base, err := c.base("mcp")
	if err != nil {
		return err
	}
	made, err := tools()
	if err != nil {
		return err
	}
	server := mcp.NewServer(&mcp.Implementation{Name: program, Version: emulator.Version},
		&mcp.ServerOptions{Instructions: mcpInstructions})
	for _, t := range made {
		readOnly := t.method == http.MethodGet
		server.AddTool(&mcp.Tool{Name: t.name, Description: t.what, InputSchema: t.input,
			Annotations: &mcp.ToolAnnotations{ReadOnlyHint: readOnly}},
			func(ctx context.Context, r *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				return c.useTool(ctx, base, t, r.Params.Arguments), nil
			})
	}
	if err := server.Run(c.ctx, &mcp.StdioTransport{}); !errors.Is(err, io.EOF) {
		return c.unlessStopped(err)
	}
	return nil
}

// mostAnswered is how many bytes of an answer an assistant gets.
const mostAnswered = 64 << 10

// useTool makes the request of a tool. What is wrong is a result, which the assistant can read, rather
// than an error of the protocol.
func (c *call) useTool(ctx context.Context, base string, t tool, arguments json.RawMessage) *mcp.CallToolResult {
	text, err := c.askTool(ctx, base, t, arguments)
	if err != nil {
		text = err.Error()
	}
	if len(text) > mostAnswered {
		text = strings.ToValidUTF8(text[:mostAnswered], "") + "\n(the rest is cut off; ask for less)"
	}
	return &mcp.CallToolResult{IsError: err != nil, Content: []mcp.Content{&mcp.TextContent{Text: text}}}
}

// askTool returns the body of the answer. Its error is the body of an answer that is no success.
func (c *call) askTool(ctx context.Context, base string, t tool, arguments json.RawMessage) (string, error) {
	method, path, body, err := t.request(arguments)
	if err != nil {
		return "", err
	}
	request, err := c.request(method, base+path, body)
	if err != nil {
		return "", err
	}
	response, err := client(0).Do(request.WithContext(ctx))
	if err != nil {
		return "", fmt.Errorf("no emulator answers at %s (%w): start one with %s", base, err, program)
	}
	defer func() { _ = response.Body.Close() }() // it was read, or its error is returned
	data, err := io.ReadAll(response.Body)
	if err != nil {
		return "", err
	}
	text := string(bytes.TrimSpace(data))
	switch {
	case t.name == callBelvo: // Belvo's errors are what an application gets, too
		return fmt.Sprintf("%d %s", response.StatusCode, text), nil
	case response.StatusCode >= http.StatusBadRequest:
		return "", errors.New(text)
	case text == "":
		return "done", nil
	}
	return text, nil
}
