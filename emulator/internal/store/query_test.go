package store_test

import (
	"slices"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/store"
)

// condition is one condition of a query, as the store takes it and as plain code.
type condition[T any] struct {
	where store.Where[T]
	naive func(*T) bool
}

// byIndex is a condition on an index, of up to three values that exist or do not.
func byIndex[T any](w *world, name string, get func(*T) string, values ...string) condition[T] {
	asked := []string{}
	for range w.rng.IntN(4) {
		asked = append(asked, pick(w.rng, append(values, "nobody")...))
	}
	return condition[T]{store.Where[T]{Index: name, Values: asked},
		func(row *T) bool { return slices.Contains(asked, get(row)) }}
}

// byDays is a condition on a span of days, which may be empty or reach beyond all rows.
func byDays[T any](w *world, get func(*T) belvo.Date) condition[T] {
	today := belvo.DateOf(w.now)
	span := [2]belvo.Date{today - belvo.Date(w.rng.IntN(20)), today - belvo.Date(w.rng.IntN(12)) + 1}
	return condition[T]{store.Where[T]{Days: &span},
		func(row *T) bool { return get(row) >= span[0] && get(row) <= span[1] }}
}

func byTest[T any](test func(*T) bool) condition[T] {
	return condition[T]{store.Where[T]{Test: test}, test}
}

func linkCondition(w *world) condition[store.Link] {
	type link = *store.Link
	by := func(name string, get func(link) string, values ...string) condition[store.Link] {
		return byIndex(w, name, get, values...)
	}
	switch w.rng.IntN(10) {
	case 0:
		return by("institution", func(l link) string { return l.Institution }, "gotham", "heimdall",
			"ironbank")
	case 1:
		return by("access_mode", func(l link) string { return string(l.AccessMode) }, "single", "recurrent")
	case 2, 3:
		return by("status", func(l link) string { return string(l.State.Status()) },
			"valid", "invalid", "unconfirmed", "token_required")
	case 4:
		return by("refresh_rate", func(l link) string { return l.RefreshRate }, "", "6h", "7d")
	case 5:
		return by("external_id", func(l link) string { return l.ExternalID }, "", "ext-1", "ext-2")
	case 6:
		return by("institution_user_id", func(l link) string { return l.InstitutionUserID }, "user-1",
			"user-2", "user-3")
	case 7:
		return by("id", func(l link) string { return l.ID.String() }, w.anyLink().String(),
			w.anyLink().String())
	case 8:
		return byDays(w, func(l link) belvo.Date { return belvo.DateOf(l.CreatedAt) })
	default:
		few := w.rng.IntN(6)
		return byTest(func(l link) bool { return l.Refusals >= few })
	}
}

func objectCondition(w *world) condition[store.Object] {
	type object = *store.Object
	switch w.rng.IntN(5) {
	case 0:
		return byIndex(w, "link", func(o object) string { return o.Link.String() },
			w.anyLink().String(), w.anyLink().String())
	case 1:
		known := w.object(belvo.Accounts)
		return byIndex(w, "account", func(o object) string { return o.Account.String() },
			known.Account.String())
	case 2:
		known := w.object(pick(w.rng, resources...))
		return byIndex(w, "id", func(o object) string { return o.ID.String() }, known.ID.String())
	case 3:
		return byDays(w, func(o object) belvo.Date { return belvo.DateOf(o.CreatedAt) })
	default:
		most := w.rng.IntN(1000)
		return byTest(func(o object) bool {
			if o.Value == nil {
				return int(o.Line) < most
			}
			return o.Value.(int) < most
		})
	}
}

// several are up to three conditions, in the store's form and in the model's.
func several[T any](w *world, one func(*world) condition[T]) ([]store.Where[T], []func(*T) bool) {
	var where []store.Where[T]
	var tests []func(*T) bool
	for range w.rng.IntN(4) {
		c := one(w)
		where, tests = append(where, c.where), append(tests, c.naive)
	}
	return where, tests
}

// checkQuery compares one random page of links and one of objects with a scan of the model.
func (w *world) checkQuery(tx *store.Tx) {
	w.Helper()
	offset, limit := w.rng.IntN(12), w.rng.IntN(12)
	if w.rng.IntN(4) == 0 {
		offset, limit = 0, len(w.model.links)+10
	}
	where, tests := several(w, linkCondition)
	links, total := tx.Links(where, offset, limit)
	wantLinks, wantTotal := scan(w.model.links, tests, offset, limit)
	w.same("number of links", total, wantTotal)
	w.same("page of links", links, wantLinks)

	r := pick(w.rng, resources...)
	whereObjects, objectTests := several(w, objectCondition)
	objects, total := tx.Objects(r, whereObjects, offset, limit)
	wantObjects, wantTotal := scan(w.model.objects[r], objectTests, offset, limit)
	w.same("number of objects", total, wantTotal)
	w.same("page of objects", objects, wantObjects)
}

// check compares the whole store with the model.
func (w *world) check() {
	w.Helper()
	w.store.View(func(tx *store.Tx) {
		all := len(w.model.links) + 1
		links, _ := tx.Links(nil, 0, all)
		want, _ := scan(w.model.links, nil, 0, all)
		w.same("all links", links, want)
		for _, l := range want {
			got, ok := tx.Link(l.ID)
			w.same("a link that exists", ok, true)
			w.same("link", got, l)
		}
		for _, r := range resources {
			objects, _ := tx.Objects(r, nil, 0, len(w.model.objects[r])+1)
			want, _ := scan(w.model.objects[r], nil, 0, len(w.model.objects[r])+1)
			w.same("all objects", objects, want)
			for _, o := range want {
				got, _ := tx.Object(r, o.ID)
				w.same("object", got, o)
			}
			due, _ := scan(w.model.links, []func(*store.Link) bool{func(l *store.Link) bool {
				return slices.ContainsFunc(l.Pending, func(p store.Pending) bool { return p.Resource == r })
			}}, 0, all)
			w.same("links that have to collect", tx.PendingLinks(r), due)
		}
		w.checkRest(tx)
	})
	w.same("events", w.observed, w.expected)
}
