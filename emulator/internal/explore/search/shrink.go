package search

import (
	"slices"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/run"
	"belvo-emulator/emulator/internal/story"
)

// Shorter are the stories that are a story with a part less: without one of its steps, and without what is set
// for the whole run.
func Shorter(told story.Story) []story.Story {
	var all []story.Story
	if told.Webhooks != nil {
		less := told
		less.Webhooks = nil
		all = append(all, less)
	}
	if told.Answers != nil {
		less := told
		less.Answers = nil
		all = append(all, less)
	}
	for i := range told.Steps {
		less := told
		less.Steps = slices.Delete(slices.Clone(told.Steps), i, i+1)
		all = append(all, less)
	}
	return slices.DeleteFunc(all, func(s story.Story) bool {
		return s.Webhooks == nil && s.Answers == nil && len(s.Steps) == 0
	})
}

// Plainer are the stories that say the same more plainly, the plainest first: once for "from then on", an early
// webhook or a lost answer for half of one, a demanded token for any other answer, an hour for a day.
func Plainer(told story.Story) []story.Story {
	var all []story.Story
	for i, step := range told.Steps {
		for _, plain := range plainerSteps(step) {
			s := told
			s.Steps = slices.Clone(told.Steps)
			s.Steps[i] = plain
			all = append(all, s)
		}
	}
	if len(told.Steps) == 1 && told.Webhooks == nil && told.Answers == nil && spoiled(told.Steps[0]) {
		early := story.Story{Version: told.Version, Webhooks: &story.Webhooks{When: "before_answer"}}
		all = append([]story.Story{early}, all...)
	}
	return all
}

// spoiled says whether an answer is carried out and does not come whole.
func spoiled(s story.Step) bool { return s.Respond == okWord && s.Fault != (story.Fault{}) }

func plainerSteps(s story.Step) []story.Step {
	var steps []story.Step
	add := func(change func(*story.Step)) {
		plain := s
		change(&plain)
		steps = append(steps, plain)
	}
	if s.Always || s.Times > 1 {
		add(func(p *story.Step) { p.Always, p.Times = false, 0 })
	}
	if spoiled(s) && s.Fault.Word != lost {
		add(func(p *story.Step) { p.Fault = story.Fault{Word: lost} })
	}
	if s.Challenge != nil {
		add(func(p *story.Step) { p.Challenge = nil })
	}
	institution := s.Respond != "" && s.Respond != okWord && s.Respond != string(belvo.CodeTokenRequired)
	if institution && s.Fault == (story.Fault{}) {
		add(func(p *story.Step) { p.Respond = string(belvo.CodeTokenRequired) })
	}
	if s.Respond != "" && s.Respond != okWord && s.Fault != (story.Fault{}) {
		add(func(p *story.Step) { p.Fault = story.Fault{} })
		add(func(p *story.Step) { p.Respond = okWord })
	}
	for _, by := range []string{"1h", "25h"} {
		if s.Advance == by {
			break
		}
		if s.Advance != "" {
			add(func(p *story.Step) { p.Advance = by })
		}
	}
	return steps
}

// Transparent says whether a story refuses nothing and leads to the same end, so that every test passes in it.
// With heals one passing fault is such a story as well.
func Transparent(table []Misfortune, told story.Story, heals bool) bool {
	parts := 0
	for _, part := range split(told) {
		parts++
		if !slices.ContainsFunc(table, func(m Misfortune) bool {
			return (m.Transparent || heals && m.Passing && len(told.Steps) == 1) && m.makes(part)
		}) {
			return false
		}
	}
	return parts > 0
}

// split are the parts of a story as stories of their own.
func split(told story.Story) []story.Story {
	var all []story.Story
	if told.Webhooks != nil {
		all = append(all, story.Story{Webhooks: told.Webhooks})
	}
	if told.Answers != nil {
		all = append(all, story.Story{Answers: told.Answers})
	}
	for _, s := range told.Steps {
		all = append(all, story.Story{Steps: []story.Step{s}})
	}
	return all
}

// makes says whether the misfortune is the part of a story.
func (m Misfortune) makes(part story.Story) bool {
	if m.Whole != nil {
		made := story.Story{}
		m.Whole(&made)
		return Key(made) == Key(part)
	}
	if m.Step == nil || len(part.Steps) != 1 {
		return false
	}
	s := part.Steps[0]
	method, path := story.Operation(s.Point())
	made, _ := m.Step(run.Request{Method: method, Path: path, Nth: s.Nth})
	return Key(story.Story{Steps: []story.Step{made}}) == Key(part)
}
