package snapshot

import (
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// toCome are the fields whose time may be after the document's clock. What any other field tells has happened.
var toCome = []string{"Facts.CredentialsUntil", "Facts.RefreshDue", "Facts.StaleAt", "ConsentTerms.Until",
	"Session.ExpiresAt", "UsedToken.Until", "Delivery.Due"}

// mayBeZero are the fields that are written even if there is no time to tell. Where others have none, their key is
// left out.
var mayBeZero = []string{"Fresh.Since"}

// Instant is a time in a document.
type Instant struct {
	At     time.Time
	ToCome bool // it may be after the document's clock
	None   bool // it may be zero, for none
	path   *[]byte
}

// Path is where it stands: webhooks.waiting[2].deliveries[0].due. It may be asked for until the next one comes.
func (i *Instant) Path() string { return strings.TrimPrefix(string(*i.path), ".") }

// Instants are all times in a document, also those that its format does not have yet.
func (d *Document) Instants() iter.Seq[*Instant] {
	return func(yield func(*Instant) bool) {
		w := walker{yield: yield, known: map[reflect.Type][]timedField{}}
		w.found.path = &w.path
		w.walk(reflect.ValueOf(d))
	}
}

// walker goes through a value to the times in it.
type walker struct {
	yield func(*Instant) bool
	path  []byte
	found Instant
	known map[reflect.Type][]timedField // of each type that was met
}

// walk returns false when nobody wants more.
func (w *walker) walk(v reflect.Value) bool {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		w.found.At = *v.Addr().Interface().(*time.Time)
		return w.yield(&w.found)
	case v.Kind() == reflect.Pointer:
		return v.IsNil() || w.walk(v.Elem())
	case v.Kind() == reflect.Struct:
		return w.fields(v)
	}
	length := len(w.path)
	for i := range v.Len() {
		w.path = append(strconv.AppendInt(append(w.path[:length], '['), int64(i), 10), ']')
		if !w.walk(v.Index(i)) {
			return false
		}
	}
	w.path = w.path[:length]
	return true
}

func (w *walker) fields(v reflect.Value) bool {
	length := len(w.path)
	for _, f := range w.timedFields(v.Type()) {
		w.path = append(append(w.path[:length], '.'), f.key...)
		w.found.ToCome, w.found.None = f.toCome, f.none
		if !w.walk(v.Field(f.index)) {
			return false
		}
	}
	w.path = w.path[:length]
	return true
}

// timedField is a field of a struct that is a time, or has some.
type timedField struct {
	index        int
	key          string
	toCome, none bool
}

func (w *walker) timedFields(t reflect.Type) []timedField {
	if fields, is := w.known[t]; is {
		return fields
	}
	var fields []timedField
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() || !w.timed(f.Type) {
			continue
		}
		key, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		name := t.Name() + "." + f.Name
		fields = append(fields, timedField{i, key, slices.Contains(toCome, name),
			strings.Contains(options, "omitzero") || slices.Contains(mayBeZero, name)})
	}
	w.known[t] = fields
	return fields
}

// timed says whether a type is a time, or has some. A map must have none: no key would tell its place.
func (w *walker) timed(t reflect.Type) bool {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return true
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice:
		return w.timed(t.Elem())
	case t.Kind() == reflect.Map && w.timed(t.Elem()):
		panic("snapshot: times in a map")
	}
	return t.Kind() == reflect.Struct && len(w.timedFields(t)) > 0
}
