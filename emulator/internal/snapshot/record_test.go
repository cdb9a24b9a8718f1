package snapshot

import (
	"reflect"
	"testing"
)

// TestPartsAreAllOfARecord in records that have a bounded number of links and collections each.
func TestPartsAreAllOfARecord(t *testing.T) {
	t.Parallel()
	for name, many := range map[string]int{"few": 1, "many": 100} {
		want, n := Record{Sandbox: 7, Begins: &Begins{}}, 0
		fill(reflect.ValueOf(want.Begins).Elem(), &n)
		fill(reflect.ValueOf(&want.Stored).Elem(), &n)
		for range many {
			want.Begins.World.Links = append(want.Begins.World.Links, packedLinks()...)
			want.Stored = append(want.Stored, want.Stored[:2]...)
		}
		before := want.Encode()
		var got Record
		for part := range want.Parts() {
			switch doc := part.Change; {
			case part.Begins != nil:
				got = part
			case len(doc.Links) > maxPart || len(part.Stored) > maxPart || part.Sandbox != 7:
				t.Errorf("%s: a part of sandbox %d has %d links, %d collections", name, part.Sandbox, len(doc.Links), len(part.Stored))
			default:
				world := got.Begins.World
				got.Stored = append(got.Stored, part.Stored...)
				world.Links, world.Sessions = append(world.Links, doc.Links...), append(world.Sessions, doc.Sessions...)
				if w := doc.Webhooks; w != nil {
					world.Webhooks.Waiting, world.Webhooks.Links = w.Waiting, w.Links
				}
			}
		}
		if string(got.Encode()) != string(before) {
			t.Errorf("%s: the parts are not the record", name)
		}
		if string(want.Encode()) != string(before) {
			t.Errorf("%s: the record was changed", name)
		}
		for range want.Parts() {
			break
		}
	}
}
