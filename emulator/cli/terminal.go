package cli

import (
	"io"
	"os"
	"strconv"
	"strings"
	"unicode"

	"github.com/fatih/color"
	"github.com/mattn/go-isatty"
)

// isTerminal says whether an output is a terminal, where a person reads it.
func isTerminal(w io.Writer) bool {
	file, is := w.(*os.File)
	return is && (isatty.IsTerminal(file.Fd()) || isatty.IsCygwinTerminal(file.Fd()))
}

// palette paints words for people. The zero value paints nothing.
type palette struct{ on bool }

// palette returns that of an output: colours on a terminal only, and not where NO_COLOR is set or the
// terminal is dumb.
// Source: https://no-color.org/
func (c *call) palette(w io.Writer) palette {
	return palette{isTerminal(w) && c.getenv("NO_COLOR") == "" && c.getenv("TERM") != "dumb"}
}

// paint returns a text in a colour.
func (p palette) paint(text string, how ...color.Attribute) string {
	if !p.on || text == "" {
		return text
	}
	painter := color.New(how...)
	painter.EnableColor() // whatever the library thinks of the process's own output
	return painter.Sprint(text)
}

// status paints an HTTP status by what it means for the caller.
func (p palette) status(status int) string {
	how := color.FgGreen
	switch {
	case status >= 500:
		how = color.FgRed
	case status >= 400:
		how = color.FgYellow
	}
	return p.paint(strconv.Itoa(status), how)
}

// printable is a text in which nothing can move a terminal's cursor: the sender of a request chose it.
func printable(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return text
	}
	quoted := strconv.Quote(text)
	return quoted[1 : len(quoted)-1]
}

// brief is the beginning of a UUID, which is enough to tell links apart on a screen.
func brief(id string) string { return id[:min(8, len(id))] }
