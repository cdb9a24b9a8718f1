package scenario

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestEveryMessage holds that the tables of wrong files meet every message that a file can be
// answered with: each text that the sources report must be the form of some wanted line. (Any line
// has the form of the one "%v", which stands for the errors of regular expressions.)
func TestEveryMessage(t *testing.T) {
	t.Parallel()
	var wanted []string
	for _, w := range append(malformed(), impossible()...) {
		for line := range strings.SplitSeq(w.want, "\n") {
			_, message, _ := strings.Cut(line, ": ")
			wanted = append(wanted, message)
		}
	}
	texts := append(reported(t, "*.go"), reported(t, "../yamlfile/*.go")...)
	if len(texts) < 25 {
		t.Fatalf("only %d messages were found in the sources", len(texts))
	}
	verb := regexp.MustCompile(`%[a-z]`)
	for _, text := range texts {
		form := regexp.MustCompile(`(?s)^` + verb.ReplaceAllString(regexp.QuoteMeta(text), ".*") + `$`)
		met := false
		for _, message := range wanted {
			met = met || form.MatchString(message)
		}
		if !met {
			t.Errorf("no wrong file is answered %q", text)
		}
	}
}

// reported lists the texts that the functions named report are called with.
func reported(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.FromSlash(pattern))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 1 {
				texts = append(texts, reportText(call)...)
			}
			return true
		})
	}
	return texts
}

func reportText(call *ast.CallExpr) []string {
	fun, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || fun.Sel.Name != "report" {
		return nil
	}
	literal, ok := call.Args[1].(*ast.BasicLit)
	if !ok {
		return nil
	}
	text, err := strconv.Unquote(literal.Value)
	if err != nil {
		return nil
	}
	return []string{text}
}
