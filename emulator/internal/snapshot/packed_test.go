package snapshot

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
)

// fill gives every field of a value, and of what it holds, a value of its own.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(1960+*n, 1, 2, 3, 4, 5, *n, time.UTC)))
		return
	case uuid.UUID:
		v.Set(reflect.ValueOf(uuid.NewSHA1(uuid.Nil, []byte(fmt.Sprint(*n)))))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.String:
		v.SetString(fmt.Sprint("text \n\x00\" ", *n))
	case reflect.Bool:
		v.SetBool(true)
	default:
		v.SetInt(int64(*n))
	}
}

// packedLinks are links with all fields, with none, and with texts that others have.
func packedLinks() []Link {
	links, n := make([]Link, 4), 0
	fill(reflect.ValueOf(&links[0]).Elem(), &n)
	fill(reflect.ValueOf(&links[1]).Elem(), &n)
	links[2] = links[0]
	return links
}

// TestPackedLinksComeBack with every field that there is, whether they begin a sandbox or change it.
func TestPackedLinksComeBack(t *testing.T) {
	t.Parallel()
	doc := Document{Version: Version, IDs: "ids", Links: packedLinks()}
	for name, r := range map[string]Record{
		"begins":   {Sandbox: 7, Begins: &Begins{SecretID: "id", World: &doc}},
		"change":   {Sandbox: 7, Change: &doc, Handed: 3},
		"no links": {Change: &Document{IDs: "ids"}},
		"ends":     {Sandbox: 1, Ends: true},
	} {
		text := r.Encode()
		got, err := DecodeRecord(text)
		if err != nil || !reflect.DeepEqual(got, r) {
			t.Errorf("%s: %v\ngot  %+v\nwant %+v", name, err, got, r)
		}
		if text[len(text)-1] == 0 || len(doc.Links) != 4 {
			t.Errorf("%s: the record ends with a zero, or was changed", name)
		}
		if name == "change" && !bytes.Contains(text, []byte(doc.Links[0].Username)) {
			t.Error("a name cannot be looked for in the record")
		}
	}
}

// TestPackedLinksThatAreNotWhole are an error, wherever they end.
func TestPackedLinksThatAreNotWhole(t *testing.T) {
	t.Parallel()
	text := Record{Change: &Document{Links: packedLinks()}}.Encode()
	start := bytes.IndexByte(text, '\n') + 1
	for n := start; n < len(text); n++ {
		if _, err := DecodeRecord(text[:n]); err == nil {
			t.Errorf("%d bytes of %d are read", n, len(text))
		}
		bad := bytes.Clone(text)
		bad[n] ^= 0xff
		_, _ = DecodeRecord(bad) // it may be another text, and must not panic
	}
	if _, err := DecodeRecord(append(bytes.Clone(text), '.')); err == nil {
		t.Error("something behind the links is not noticed")
	}
}
