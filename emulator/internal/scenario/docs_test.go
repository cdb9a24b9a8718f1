package scenario

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/scenarios"
)

const readme = "../../../scenarios/README.md"

// TestReadme holds the tables of the README equal to what the code says.
func TestReadme(t *testing.T) {
	t.Parallel()
	text := read(t, readme)
	for name, table := range map[string]string{
		"answers": answersTable(), "messages": messagesList(), "guards": guardsTable(), "built-in": builtInTable(t),
	} {
		part := regexp.MustCompile(`(?s)<!-- generated: ` + name + ` -->\n.*?<!-- end -->`)
		if len(part.FindAllString(text, -1)) != 1 {
			t.Errorf("the README has no place for the table %q", name)
		}
		text = part.ReplaceAllLiteralString(text, "<!-- generated: "+name+" -->\n"+table+"<!-- end -->")
	}
	golden(t, readme, text)
}

// operations writes those that hold, or "all".
func operations(holds func(lifecycle.Operation) bool) string {
	var words []string
	for _, op := range lifecycle.Operations() {
		if holds(op) {
			words = append(words, "`"+string(op)+"`")
		}
	}
	if len(words) == len(lifecycle.Operations()) {
		return "all"
	}
	return strings.Join(words, " ")
}

func answersTable() string {
	return grouped("answer, with its HTTP status", "to", union(Answers), func(code belvo.Code) string {
		if e, ok := belvo.Lookup(code); ok {
			return fmt.Sprintf("`%s` %d", code, e.Status)
		}
		return "`" + string(code) + "`"
	}, Answers)
}

func guardsTable() string {
	return grouped("guard", "of", union(Guards), func(guard string) string { return "`" + guard + "`" }, Guards)
}

// grouped is a table with a row for all words that the same operations allow.
func grouped[T comparable](head, of string, words []T, show func(T) string,
	allowed func(lifecycle.Operation) []T) string {
	var order []string
	rows := map[string][]string{}
	for _, w := range words {
		to := operations(func(op lifecycle.Operation) bool { return slices.Contains(allowed(op), w) })
		if rows[to] == nil {
			order = append(order, to)
		}
		rows[to] = append(rows[to], show(w))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| %s | %s |\n|---|---|\n", of, head)
	for _, to := range order {
		fmt.Fprintf(&b, "| %s | %s |\n", to, strings.Join(rows[to], ", "))
	}
	return b.String()
}

func messagesList() string {
	e, _ := belvo.Lookup(belvo.CodeLoginError)
	return "- `" + strings.Join(e.Messages, "`\n- `") + "`\n"
}

// TestOnlyLoginErrorHasMessages holds what the README says of messages.
func TestOnlyLoginErrorHasMessages(t *testing.T) {
	t.Parallel()
	for _, code := range union(Answers) {
		if e, _ := belvo.Lookup(code); len(e.Messages) > 1 && code != belvo.CodeLoginError {
			t.Errorf("%s has several messages, too", code)
		}
	}
}

// builtInTable says what each scenario is for, which is how its file's opening comment begins.
func builtInTable(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("| scenario | claims | what the institution does | for |\n|---|---|---|---|\n")
	for _, sc := range builtin(t).All() {
		data, err := fs.ReadFile(scenarios.FS, strings.TrimPrefix(sc.Source, "scenarios/"))
		if err != nil {
			t.Fatal(err)
		}
		who := regexp.MustCompile(`(?s)^# yaml-language-server: \S+\n# For (.+?)[:.]\s`).FindSubmatch(data)
		if who == nil {
			t.Fatalf("%s does not open with a comment that says for whom it is", sc.Source)
		}
		claims := "nobody: by the header"
		switch {
		case sc.Name == Default:
			claims = "everybody else"
		case sc.Match.String() != "":
			claims = regexp.MustCompile(`\S*\*`).ReplaceAllString(sc.Match.String(), "`$0`")
		}
		fmt.Fprintf(&b, "| [`%s`](%[1]s.yaml) | %s | %s | %s |\n", sc.Name, claims, sc.Summary,
			strings.ReplaceAll(string(who[1]), "\n# ", " "))
	}
	return b.String()
}

// TestReadmeExamples holds that the README's scenarios load.
func TestReadmeExamples(t *testing.T) {
	t.Parallel()
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(read(t, readme), -1)
	if len(blocks) == 0 {
		t.Fatal("the README has no example")
	}
	for _, block := range blocks {
		if _, problems := Parse("example", []byte(block[1]), sets()); len(problems) > 0 {
			t.Error(problems)
		}
	}
}

// TestReadmeMessages holds that the messages it explains are given.
func TestReadmeMessages(t *testing.T) {
	t.Parallel()
	known := "the match overlaps that of a.yaml: nothing tells which of the two is meant\n"
	for _, w := range append(malformed(), impossible()...) {
		for line := range strings.SplitSeq(w.want, "\n") {
			_, message, _ := strings.Cut(line, ": ")
			known += message + "\n"
		}
	}
	_, part, _ := strings.Cut(read(t, readme), "| message | what to do |")
	part, _, _ = strings.Cut(part, "\n## ")
	rows := regexp.MustCompile("(?m)^\\| `(.+?)` \\|").FindAllStringSubmatch(part, -1)
	if len(rows) < 10 {
		t.Fatalf("only %d messages were found", len(rows))
	}
	for _, row := range rows {
		form := strings.ReplaceAll(regexp.QuoteMeta(row[1]), "…", ".+")
		if !regexp.MustCompile("(?m)^" + form + "$").MatchString(known) {
			t.Errorf("no file is answered %q", row[1])
		}
	}
}
