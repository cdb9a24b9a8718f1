package emulatortest_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/control"
)

// v1 is what the path of every control call begins with.
const v1 = control.Prefix + "v1/"

// TestEveryControlCallHasAMethod: the table of the calls, their OpenAPI document, the guide and
// this package have the same ones.
func TestEveryControlCallHasAMethod(t *testing.T) {
	t.Parallel()
	var table []string
	for _, op := range control.Operations() {
		table = append(table, op.Method+" "+op.Path)
	}
	slices.Sort(table)
	for who, calls := range map[string][]string{
		"emulatortest": made(t), "the OpenAPI document": described(t), "the guide": told(t),
	} {
		slices.Sort(calls)
		calls = slices.Compact(calls)
		if !slices.Equal(calls, table) {
			t.Errorf("%s has\n%s\nthe table has\n%s", who, strings.Join(calls, "\n"), strings.Join(table, "\n"))
		}
	}
}

// made are the calls that this package's source makes.
func made(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var calls []string
	for _, file := range files {
		source, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(source, func(n ast.Node) bool {
			if call, is := n.(*ast.CallExpr); is && !strings.HasSuffix(file, "_test.go") {
				if made := controlCall(call); made != "" {
					calls = append(calls, made)
				}
			}
			return true
		})
	}
	return calls
}

// controlCall is the method and path of control[T](b, http.MethodX, "path", ...) and of
// b.controlled(http.MethodX, "path", ...), "" for any other expression.
func controlCall(call *ast.CallExpr) string {
	args := call.Args
	switch f := call.Fun.(type) {
	case *ast.IndexExpr:
		if name, is := f.X.(*ast.Ident); !is || name.Name != "control" {
			return ""
		}
		args = args[1:]
	case *ast.SelectorExpr:
		if f.Sel.Name != "controlled" {
			return ""
		}
	default:
		return ""
	}
	method, is := args[0].(*ast.SelectorExpr)
	path, literal := args[1].(*ast.BasicLit)
	if !is || !literal { // the one in control itself
		return ""
	}
	text, _ := strconv.Unquote(path.Value) // the parser has checked it
	return strings.ToUpper(strings.TrimPrefix(method.Sel.Name, "Method")) + " " + v1 + text
}

// described are the calls of the OpenAPI document.
func described(t *testing.T) []string {
	t.Helper()
	var document struct{ Paths map[string]map[string]any }
	text := emulatortest.StartWithoutSocket(t).OpenAPI(t)
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	var calls []string
	for path, item := range document.Paths {
		for method := range item {
			calls = append(calls, strings.ToUpper(method)+" "+path)
		}
	}
	return calls
}

// told are the calls of the guide's table.
func told(t *testing.T) []string {
	t.Helper()
	guide, err := os.ReadFile("../docs/control.md")
	if err != nil {
		t.Fatal(err)
	}
	var calls []string
	rows := regexp.MustCompile("(?m)^\\| `([A-Z]+ /__emulator/[^`]*)` \\|")
	for _, row := range rows.FindAllSubmatch(guide, -1) {
		calls = append(calls, string(row[1]))
	}
	return calls
}

// TestTypesAreThoseOfTheCalls: the structs of this package have the fields of the bodies and
// answers that they stand for, in whatever order.
func TestTypesAreThoseOfTheCalls(t *testing.T) {
	t.Parallel()
	ours := map[string]struct{ body, answer, query any }{
		"GET health":                {answer: emulatortest.Health{}},
		"GET scenarios":             {answer: emulatortest.Scenarios{}},
		"POST links/{id}/events":    {body: emulatortest.Happening{}},
		"POST next":                 {body: emulatortest.Next{}, answer: emulatortest.Queued{}},
		"GET next":                  {answer: emulatortest.Queue{}},
		"POST widget":               {body: emulatortest.Visit{}},
		"GET requests":              {query: emulatortest.RequestFilter{}},
		"POST requests/verify":      {body: emulatortest.Verification{}},
		"GET transitions":           {query: emulatortest.TransitionFilter{}},
		"GET webhooks/inbox":        {answer: []emulatortest.Webhook{}, query: emulatortest.WebhookFilter{}},
		"POST webhooks/endpoints":   {body: emulatortest.Endpoint{}, answer: emulatortest.Endpoint{}},
		"GET webhooks/deliveries":   {answer: []emulatortest.Delivery{}},
		"POST webhooks/fire":        {body: emulatortest.Fired{}},
		"POST webhooks/redeliver":   {query: emulatortest.WebhookFilter{}},
		"GET webhooks/attempts":     {query: emulatortest.WebhookFilter{}, answer: []emulatortest.Attempt{}},
		"GET clock/agenda":          {answer: []emulatortest.Due{}},
		"PUT links/{id}/scenario":   {answer: emulatortest.LinkReport{}},
		"GET coverage":              {answer: emulatortest.Coverage{}},
		"GET webhooks/endpoints":    {answer: []emulatortest.Endpoint{}},
		"POST clock/step":           {answer: emulatortest.Moved{}},
		"GET requests/{id}":         {answer: emulatortest.Request{}},
		"PUT snapshot":              {answer: emulatortest.Restored{}},
		"GET links/{id}":            {answer: emulatortest.LinkReport{}},
		"POST links":                {body: seeds{}},
		"PUT settings":              {body: emulatortest.Settings{}, answer: emulatortest.Settings{}},
		"PUT story":                 {answer: emulatortest.Told{}},
		"POST requests/{id}/replay": {body: emulatortest.Resending{}, answer: emulatortest.Sent{}},
		"POST requests/send":        {body: emulatortest.Sending{}, answer: emulatortest.Sent{}},
		"GET lifecycle":             {answer: emulatortest.LifeTable{}},
	}
	for _, op := range control.Operations() {
		name := op.Method + " " + strings.TrimPrefix(op.Path, v1)
		own, known := ours[name]
		delete(ours, name)
		for what, pair := range map[string][2]any{"body": {own.body, op.Body}, "answer": {own.answer, op.Answer},
			"query": {own.query, op.Query}} {
			if !known || pair[0] == nil {
				continue
			}
			got, want := fieldsOf(reflect.TypeOf(pair[0])), fieldsOf(reflect.TypeOf(pair[1]))
			if !slices.Equal(got, want) {
				t.Errorf("%s: the %s has\n%q here and\n%q there", name, what, got, want)
			}
		}
	}
	if len(ours) > 0 {
		t.Errorf("there are no calls %v", ours)
	}
}

// seeds is the body that Sandbox.Seed sends, and that of a single link.
type seeds struct {
	emulatortest.Seed
	Links []emulatortest.Seed `json:"links"`
}

// fieldsOf lists the keys of a type's JSON, sorted.
func fieldsOf(t reflect.Type) []string {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	var names []string
	for i := range t.NumField() {
		field := t.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous:
			names = append(names, fieldsOf(field.Type)...)
		case name != "":
			names = append(names, strings.TrimSuffix(name, ".*"))
		}
	}
	slices.Sort(names)
	return names
}
