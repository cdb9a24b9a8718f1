// Package docs_test runs what the guide shows: each fenced block is executed, or says why it is not.
//
// A comment before a block says what it is, where its language does not:
//
//	<!-- not run: REASON -->   it is not executed
//	<!-- in: FILE -->          it stands in this file of the repository, which other tests run
//	<!-- run by: TestName -->  this test reads and executes it
//	<!-- file: NAME -->        it is saved under this name for the commands that follow
//	<!-- is: NAME -->          a command before it has written this file
//	<!-- serves -->            it starts an emulator, which the commands that follow ask
//	<!-- exit: 1 -->           it ends with this code
//	<!-- figures -->           its numbers may be others
//	<!-- refused -->           a control call of it is answered with an error
package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"belvo-emulator/emulator/cli/clitest"
)

// root is where the repository is.
const root = "../.."

// program is built by the first page that needs it.
var program clitest.Program

func TestMain(m *testing.M) {
	code := m.Run()
	program.Remove()
	os.Exit(code)
}

// pages are the documents for users.
func pages(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob("*.md")
	if err != nil || len(all) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for i, name := range all {
		all[i] = "emulator/docs/" + name
	}
	return append(all, "README.md", "emulator/README.md", "scenarios/README.md", "fixtures/README.md",
		"emulator/packages/README.md")
}

// read is a file of the repository.
func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// sample is one fenced block.
type sample struct {
	page       string
	line       int
	language   string
	text       string
	rule, said string // of the comment before it; "" if there is none
}

// comment is what stands before a sample.
var comment = regexp.MustCompile(`^<!-- (not run|in|run by|file|is|serves|exit|figures|refused):? ?(.*?) ?-->$`)

// samples are the fenced blocks of a page, in their order.
func samples(t *testing.T, page string) (all []sample) {
	t.Helper()
	var open *sample
	rule, said, number := "", "", 0
	for line := range strings.Lines(read(t, page)) {
		number++
		trimmed := strings.TrimRight(line, "\n")
		fence, marked := strings.CutPrefix(trimmed, "```")
		switch {
		case marked && open == nil:
			open = &sample{page: page, line: number, language: fence, rule: rule, said: said}
		case marked:
			all, open = append(all, *open), nil
		case open != nil:
			open.text += line
		}
		rule, said = "", ""
		if found := comment.FindStringSubmatch(trimmed); found != nil && open == nil {
			rule, said = found[1], found[2]
		}
	}
	if open != nil {
		t.Errorf("%s:%d: the block has no end", page, open.line)
	}
	return all
}

// TestSamples runs every page from its first block to its last, as a reader would.
func TestSamples(t *testing.T) {
	t.Parallel()
	for _, page := range pages(t) {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			d := &desk{t: t, folder: t.TempDir(), environment: map[string]string{}}
			for _, s := range samples(t, page) {
				d.do(s)
			}
		})
	}
}

// indented is what an indented block of code begins with, which no test would see.
var indented = regexp.MustCompile(`(?m)^\n {4,}\S`)

// TestSamplesAreFenced: a block without a fence could not say what it is.
func TestSamplesAreFenced(t *testing.T) {
	t.Parallel()
	fenced := regexp.MustCompile("(?ms)^```.*?^```$")
	for _, page := range pages(t) {
		if found := indented.FindString(fenced.ReplaceAllString(read(t, page), "")); found != "" {
			t.Errorf("%s has a block without a fence: %s", page, found)
		}
		for _, s := range samples(t, page) {
			if s.language == "" {
				t.Errorf("%s:%d: the block does not say its language", page, s.line)
			}
		}
	}
}
