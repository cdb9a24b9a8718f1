package snapshot

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
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
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), n)
			}
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, n)
		fill(value, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Uint8, reflect.Uint64:
		v.SetUint(uint64(*n % 256))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.String:
		v.SetString(fmt.Sprint("text \n\" ", strings.Repeat("long", *n%30), *n))
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
	var all, filled Record
	fill(reflect.ValueOf(&filled).Elem(), new(int))
	fill(reflect.ValueOf(&all).Elem(), new(int))
	for name, r := range map[string]Record{
		"begins":   {Sandbox: 7, Begins: &Begins{SecretID: "id", World: &doc}},
		"change":   {Sandbox: 7, Change: &doc, Handed: 3},
		"no links": {Change: &Document{IDs: "ids"}},
		"ends":     {Sandbox: 1, Ends: true},
		"empty":    {},
		"all":      all,
		"no list":  {Change: &Document{Links: []Link{}, Webhooks: &Webhooks{Endpoints: []Endpoint{}}}},
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
	if !reflect.DeepEqual(all, filled) {
		t.Error("what was packed has changed")
	}
}

// TestFieldsThatCameLater are zero in what was packed before they came; what a newer version packed is refused.
func TestFieldsThatCameLater(t *testing.T) {
	t.Parallel()
	type old struct {
		Name  string
		Times []int
	}
	type fresh struct {
		Name  string
		Times []int
		More  string
	}
	var got fresh
	was := old{"name", []int{-1, 2}}
	olds, news := NewPacking[old](), NewPacking[fresh]()
	if err := news.Unpack(olds.Pack(nil, &was), &got); err != nil || !reflect.DeepEqual(got, fresh{Name: "name", Times: was.Times}) {
		t.Errorf("%v: %+v", err, got)
	}
	got.More = "more"
	if err := olds.Unpack(news.Pack(nil, &got), &was); err == nil {
		t.Error("what a newer version packed is read without its new field")
	}
}

// TestManyTextsComeBack also when more of them differ than there are slots.
func TestManyTextsComeBack(t *testing.T) {
	t.Parallel()
	var texts []string
	for n := range 5000 {
		texts = append(texts, fmt.Sprint("r", n*n%701), strings.Repeat("x", n%70), fmt.Sprint(n))
	}
	var got []string
	packing := NewPacking[[]string]()
	if err := packing.Unpack(packing.Pack(nil, &texts), &got); err != nil || !reflect.DeepEqual(got, texts) {
		t.Errorf("they differ: %v", err)
	}
}

// TestPackedLinksThatAreNotWhole are an error, wherever they end.
func TestPackedLinksThatAreNotWhole(t *testing.T) {
	t.Parallel()
	text := Record{Change: &Document{Links: packedLinks()}}.Encode()
	for n := 0; n < len(text); n++ {
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
