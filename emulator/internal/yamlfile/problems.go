package yamlfile

import (
	"fmt"
	"strings"

	"belvo-emulator/emulator/internal/suggest"

	"gopkg.in/yaml.v3"
)

// Pos is a place in a file, counted from 1.
type Pos struct{ Line, Column int }

// At is the place of a node.
func At(n *yaml.Node) Pos { return Pos{n.Line, n.Column} }

// Problem is one thing that is wrong in a file.
type Problem struct {
	File string
	Pos
	Message string
}

// Error is file:line:column: message.
func (p Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
}

// Problems is everything that is wrong in one or more files.
type Problems []Problem

// Error has one line for each problem.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// OrNil returns nil when there is no problem.
func (ps Problems) OrNil() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// maxProblems is how many mistakes in a file are explained; of others it is only said how many there are.
const maxProblems = 100

type checker struct {
	file     string
	problems Problems
	more     int      // how many problems are not explained
	first    *Problem // where the first of them is
	lost     Lost
}

func (c *checker) full() bool { return len(c.problems) >= maxProblems }

func (c *checker) report(n *yaml.Node, format string, args ...any) {
	c.add(n, func() string { return fmt.Sprintf(format, args...) })
}

func (c *checker) add(n *yaml.Node, message lazy) {
	if !c.full() {
		c.problems = append(c.problems, Problem{c.file, At(n), message()})
		return
	}
	if c.more++; c.first == nil {
		c.first = &Problem{File: c.file, Pos: At(n)}
	}
}

// found are the problems, the last of which counts those that are not explained.
func (c *checker) found() Problems {
	if c.more == 0 {
		return c.problems
	}
	c.first.Message = fmt.Sprintf("and %d more mistakes from here on", c.more)
	return append(c.problems, *c.first)
}

// lazy is a part of a message that is made only when the message is.
type lazy func() string

// String makes it.
func (l lazy) String() string { return l() }

// meant is the tail of a message about an unknown word.
func meant(word string, known func() []string) lazy {
	return func() string { return suggest.Tail(word, known()) }
}
