package main

import (
	"fmt"
	"io"
	"path"
	"strings"
)

// mutant is one change that makes the code wrong.
type mutant struct {
	file     string // below emulator/internal/
	old, new string // the text that is replaced, which the file has exactly once
}

// pkg is the folder whose tests must notice: that of the file.
func (m mutant) pkg() string { return "emulator/internal/" + path.Dir(m.file) }

// apply makes the change in the text of the file.
func (m mutant) apply(text string) (string, error) {
	switch n := strings.Count(text, m.old); {
	case m.old == m.new || m.old == "":
		return "", fmt.Errorf("it changes nothing")
	case n != 1:
		return "", fmt.Errorf("its text is there %d times, not once", n)
	}
	return strings.Replace(text, m.old, m.new, 1), nil
}

// String shows the change on one line.
func (m mutant) String() string {
	short := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return fmt.Sprintf("%s: %s => %s", m.file, short(m.old), short(m.new))
}

// verdict is what became of a mutant.
type verdict struct {
	by  string // the test that failed first, "" if none did
	err error  // why it could not be tried
}

// testAll tests mutants, several at a time. The verdicts come in the order of the mutants.
func testAll(chosen []mutant, jobs int, test func(mutant) verdict) <-chan verdict {
	slots := make(chan struct{}, jobs)
	results := make([]chan verdict, len(chosen))
	for i := range results {
		results[i] = make(chan verdict, 1)
	}
	go func() {
		for i, m := range chosen {
			slots <- struct{}{}
			go func() {
				results[i] <- test(m)
				<-slots
			}()
		}
	}()
	ordered := make(chan verdict)
	go func() {
		defer close(ordered)
		for _, r := range results {
			ordered <- <-r
		}
	}()
	return ordered
}

// report prints a line for each mutant, and says whether all of them were noticed.
func report(out io.Writer, chosen []mutant, verdicts <-chan verdict) bool {
	survived, broken := 0, 0
	for _, m := range chosen {
		switch v := <-verdicts; {
		case v.err != nil:
			broken++
			fmt.Fprintf(out, "BROKEN    %s\n          %v\n", m, v.err)
		case v.by == "":
			survived++
			fmt.Fprintf(out, "SURVIVED  %s\n          no test of %s notices\n", m, m.pkg())
		default:
			fmt.Fprintf(out, "noticed   %s (%s)\n", m, v.by)
		}
	}
	fmt.Fprintf(out, "%d mutants: %d noticed, %d survived, %d could not be tried\n", len(chosen),
		len(chosen)-survived-broken, survived, broken)
	return survived+broken == 0 && len(chosen) > 0
}
