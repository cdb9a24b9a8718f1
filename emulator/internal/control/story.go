package control

import (
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/story"
	"belvo-emulator/emulator/internal/webhook"
)

// StoryPath is where a story is put.
const StoryPath = v1 + "story"

func storyOperations() []Operation {
	return []Operation{
		{Method: http.MethodPut, Path: StoryPath, Body: story.Story{}, Answer: storyAnswer{}, Also: mediaYAML,
			handle: putStory,
			What:   "tell a story from now on, in JSON or YAML: its steps wait as answers of next, the rest is settings"},
		{Method: http.MethodDelete, Path: StoryPath, Answer: storyAnswer{}, handle: endStory,
			What: "tell none any more: what waits is forgotten, and settings are as usual"},
	}
}

// storyAnswer is what a story came to.
type storyAnswer struct {
	Story     string   `json:"story"`
	Sentences []string `json:"sentences" doc:"the story in words"`
	Next      []int    `json:"next" doc:"the id of each step in the queue of next"`
}

// Points lists the operations at which a story can have a step.
func (cfg Config) points() []string {
	var all []string
	for _, op := range cfg.Universe().Operations {
		all = append(all, op.Method+" "+op.Path)
	}
	return all
}

// putStory reads YAML whatever the Content-Type says: JSON is YAML too.
func putStory(c *call) (any, error) {
	text, err := c.body(maxBody)
	if err != nil {
		return nil, err
	}
	file := "story.json"
	media, _, err := mime.ParseMediaType(c.Header.Get("Content-Type"))
	if err == nil && strings.Contains(media, "yaml") {
		file = "story.yaml"
	}
	s, problems := story.Parse(c.Context(), file, text, c.cfg.points())
	if len(problems) > 0 {
		return nil, bad("%v", problems)
	}
	return c.tell(s)
}

// tell puts a story in force in place of the one that is told.
func (c *call) tell(s story.Story) (any, error) {
	var bodies []nextBody
	for i, step := range s.Steps {
		body := stepBody(step)
		if _, err := body.next(); err != nil {
			return nil, bad("steps[%d]: %v", i, err)
		}
		bodies = append(bodies, body)
	}
	if told, is := c.box.Told(); is {
		for _, step := range told.Steps {
			c.box.RemoveQueued(step.ID)
		}
	}
	if err := c.set(storySettings(s)); err != nil {
		return nil, err
	}
	told := contact.Told{Name: s.Name}
	answer := storyAnswer{Story: s.Name, Sentences: slices.Concat([]string{}, s.Sentences()), Next: []int{}}
	for i, body := range bodies {
		n, _ := body.next() // it was read just now
		queued, ok := c.box.Queue(n)
		if !ok {
			return nil, tooMany()
		}
		told.Steps = append(told.Steps, contact.ToldStep{ID: queued.ID, Answers: s.Steps[i].At != ""})
		answer.Next = append(answer.Next, queued.ID)
	}
	c.box.Tell(told)
	return answer, nil
}

func endStory(c *call) (any, error) {
	return c.tell(story.Story{})
}

// stepBody is a step as an answer to queue.
func stepBody(s story.Step) nextBody {
	method, path := story.Operation(s.Point())
	body := nextBody{Match: nextMatch{Method: method, Path: path, Nth: s.Turn()}, Respond: s.Respond,
		Message: s.Message, Status: s.Status, Latency: s.Latency, Times: s.Times, Always: s.Always}
	var asked *challenge
	if c := s.Challenge; c != nil {
		asked = &challenge{Type: challengeType(c.Type), Value: c.Value, Instructions: c.Instructions, Expiry: c.Expiry}
	}
	if s.Before != "" {
		body.Before = []effect{{Event: eventName(s.Event), When: when(s.When), Link: s.Link, Bank: s.Bank,
			Advance: s.Advance, Challenge: asked}}
		return body
	}
	body.Challenge = asked
	if kind := s.Fault.Kind(); kind.Kind != scenario.NoFault {
		body.Fault = fault{string(kind.Kind), kind.Status}
	}
	return body
}

// storySettings are the settings of a story.
func storySettings(s story.Story) settingsBody {
	var body settingsBody
	if a := s.Answers; a != nil {
		body = settingsBody{PageSize: a.PageSize, Data: a.Data, UnknownFields: a.UnknownFields, Nulls: a.Nulls,
			LongTexts: a.LongTexts, Currency: a.Currency}
	}
	if w := s.Webhooks; w != nil {
		body.Webhooks = &hooking{Duplicate: w.Duplicate, Reorder: w.Reorder, Delay: w.Delay,
			When: webhook.Timing(w.When)}
	}
	return body
}

func tooMany() error {
	return &problem{http.StatusConflict, fmt.Sprintf("too many answers wait already; DELETE %snext forgets them", v1)}
}
