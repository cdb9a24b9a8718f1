package journal

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/scenario"
)

// differences collects what is not as it was wanted.
type differences struct {
	list   []Difference
	unread []Field // of the body
	loose  bool
	work   *work
}

func (d *differences) add(one Difference) { d.list = append(d.list, one) }

func (d *differences) unless(same bool, field string, want, got any) {
	if !same {
		d.add(Difference{field, want, got, ""})
	}
}

// compare compares JSON values: objects may have more keys than are wanted, all else must be the
// same. A wanted null stands for null or nothing.
func (d *differences) compare(field string, want, got any, sent bool) {
	switch want := want.(type) {
	case nil:
		d.unless(got == nil, field, nil, got)
	case map[string]any:
		d.compareObject(field, want, got, sent)
	case []any:
		d.compareList(field, want, got)
	case scenario.Pattern:
		d.compareText(field, want, got, sent)
	case json.Number:
		number, is := got.(json.Number)
		d.unless(is && sameNumber(want, number), field, want, got)
	default:
		d.unless(want == got, field, want, got)
	}
}

func (d *differences) compareObject(field string, want map[string]any, got any, sent bool) {
	object, is := got.(map[string]any)
	if !is {
		d.add(Difference{field, unprepared(want), got, missingFields(sent)})
		return
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		v, there := object[name]
		before := len(d.list)
		d.compare(field+"."+name, want[name], v, there)
		if len(d.list) > before && !there && field == "body" {
			d.list[before].Note = typo("body", name, d.unread)
		}
	}
}

func (d *differences) compareList(field string, want []any, got any) {
	list, is := got.([]any)
	if !is || len(list) != len(want) {
		d.add(Difference{field, unprepared(want), got, "lists must have the same items in the same order"})
		return
	}
	for i := range want {
		d.compare(field+"."+strconv.Itoa(i), want[i], list[i], true)
	}
}

// compareText compares a text, of which every kind of value satisfies a lone star.
func (d *differences) compareText(field string, want scenario.Pattern, got any, sent bool) {
	text, is := got.(string)
	if !is && d.loose && got != nil {
		text, is = string(encoded(got)), true
	}
	switch {
	case want.String() == "*":
		d.unless(sent && got != nil, field, "*", got)
	case is && text == Masked:
		d.add(Difference{field, want.String(), got, secretNote})
	case !is && got != nil:
		d.add(Difference{field, want.String(), got, "it is no text"})
	default:
		d.unless(is && d.work.do(want.Cost(len(text))) && satisfies(text, want), field, want.String(), got)
	}
}

// satisfies says whether a text is as it was wanted. An id may be written in several ways.
func satisfies(text string, want scenario.Pattern) bool {
	if want.Matches(text) {
		return true
	}
	wanted, is := belvo.ParseID(want.String())
	id, too := belvo.ParseID(text)
	return is && too && id == wanted
}

// secretNote explains the stars of a value.
const secretNote = `its value may be a secret and is not kept; "*" asks that it was sent`

func missingFields(sent bool) string {
	if sent {
		return "it is no object"
	}
	return ""
}

func sameNumber(a, b json.Number) bool {
	x, errX := a.Float64()
	y, errY := b.Float64()
	return a == b || errX == nil && errY == nil && x == y
}

// unprepared is a wanted value as it was given.
func unprepared(want any) any {
	switch want := want.(type) {
	case scenario.Pattern:
		return want.String()
	case map[string]any:
		out := map[string]any{}
		for name, v := range want {
			out[name] = unprepared(v)
		}
		return out
	case []any:
		out := make([]any, len(want))
		for i, v := range want {
			out[i] = unprepared(v)
		}
		return out
	}
	return want
}

// String says a difference in words.
func (d Difference) String() string {
	text := fmt.Sprintf("%s is %s instead of %s", d.Field, shown(d.Got), shown(d.Want))
	switch {
	case d.Got == nil:
		text = d.Field + " is missing"
	case d.Want == nil:
		text = d.Field + " was sent"
	}
	if d.Note != "" {
		text += " (" + d.Note + ")"
	}
	return text
}

// encoded is a value that came from JSON, or goes there.
func encoded(v any) []byte {
	text, _ := json.Marshal(v) // it always encodes
	return text
}

// shown is a value as JSON, without its end if it is long.
func shown(v any) string {
	const most = 80
	text := encoded(v)
	if len(text) > most {
		return string(text[:most]) + "..."
	}
	return string(text)
}
