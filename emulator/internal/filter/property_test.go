package filter_test

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/ident"
)

// pick chooses one of a few values.
func pick[T any](rng ident.Rand, list ...T) T { return list[rng.IntN(len(list))] }

func randomBook(rng ident.Rand, ids *ident.Source) book {
	b := book{id: ids.UUID(), title: pick(rng, "Ab", "ab", "abc", "B", ""),
		price:  belvo.Money(rng.IntN(40) - 20),
		bought: belvo.Date(rng.IntN(9) - 4), shelf: pick(rng, "novel", "poem", "play")}
	for _, tag := range []string{"mx", "ar", "co"} {
		if rng.IntN(2) == 0 {
			b.tags = append(b.tags, tag)
		}
	}
	if rng.IntN(2) == 0 {
		b.lent = pick(rng, new("ana"), new("eva"))
	}
	return b
}

// naive says whether a book satisfies one parameter, written as the documentation words it.
func naive(b book, name, operand string) bool {
	field, op, _ := strings.Cut(name, "__")
	switch operands := strings.Split(operand, ","); field {
	case "title":
		return naiveText(b.title, op, operands)
	case "shelf":
		return naiveText(b.shelf, op, operands)
	case "lent":
		lent := "null"
		if b.lent != nil {
			lent = *b.lent
		}
		return naiveText(lent, op, operands)
	case "id":
		return naiveText(b.id.String(), op, operands)
	case "part":
		return naiveText(b.title, "icontains", operands)
	case "price":
		return naiveNumber(b.price.Float(), op, operands, func(s string) float64 {
			f, _ := strconv.ParseFloat(s, 64)
			return f
		})
	case "bought":
		return naiveNumber(float64(b.bought), op, operands, func(s string) float64 { return float64(day(s)) })
	default: // tags
		return !slices.ContainsFunc(operands, func(o string) bool { return !slices.Contains(b.tags, o) })
	}
}

func naiveText(text, op string, operands []string) bool {
	switch op {
	case "not_in":
		return !slices.Contains(operands, text)
	case "icontains":
		return strings.Contains(strings.ToLower(text), strings.ToLower(operands[0]))
	default:
		return slices.Contains(operands, text)
	}
}

func naiveNumber(n float64, op string, operands []string, read func(string) float64) bool {
	numbers := make([]float64, len(operands))
	for i, o := range operands {
		numbers[i] = read(o)
	}
	switch op {
	case "gt":
		return n > numbers[0]
	case "gte":
		return n >= numbers[0]
	case "lt":
		return n < numbers[0]
	case "lte":
		return n <= numbers[0]
	case "range":
		return n >= numbers[0] && n <= numbers[1]
	case "not_in":
		return !slices.Contains(numbers, n)
	default:
		return slices.Contains(numbers, n)
	}
}

// operand makes up what a parameter may be asked with.
func operand(rng ident.Rand, name string, rows []book) string {
	field, op, _ := strings.Cut(name, "__")
	one := func() string {
		switch field {
		case "title", "part":
			return pick(rng, "Ab", "ab", "abc", "B", "b")
		case "shelf":
			return pick(rng, "novel", "poem", "play")
		case "lent":
			return pick(rng, "null", "ana", "eva")
		case "id":
			return pick(rng, rows...).id.String()
		case "price":
			return strconv.FormatFloat(float64(rng.IntN(40)-20)/100, 'f', 2, 64)
		case "bought":
			return belvo.Date(rng.IntN(9) - 4).String()
		default:
			return pick(rng, "mx", "ar", "co", "cl")
		}
	}
	switch op {
	case "range":
		return one() + "," + one()
	case "in", "not_in", "allin":
		list := one()
		for range rng.IntN(3) {
			list += "," + one()
		}
		return list
	default:
		return one()
	}
}

// TestQueriesFindWhatAPlainReadingFinds compares random queries over random rows with code that
// knows nothing of kinds and tables.
func TestQueriesFindWhatAPlainReadingFinds(t *testing.T) {
	t.Parallel()
	rng, ids := ident.NewRand("filter", "property"), ident.NewSource(1, "filter")
	var rows []book
	for range 40 {
		rows = append(rows, randomBook(rng, ids))
	}
	fields, params, found := table(), table().Params(), 0
	for range 3000 {
		query := url.Values{}
		for range 1 + rng.IntN(3) {
			name := pick(rng, params...)
			query.Set(name, operand(rng, name, rows))
		}
		conditions, err := fields.Parse(query)
		if err != nil {
			t.Fatalf("%v: %v", query, err)
		}
		for i, row := range rows {
			got := !slices.ContainsFunc(conditions,
				func(c filter.Condition[book]) bool { return !c.Match(row) })
			want := true
			for name := range query {
				want = want && naive(row, name, query.Get(name))
			}
			if got != want {
				t.Fatalf("%v of row %d, %s: %v, want %v", query, i, fmt.Sprintf("%+v", row), got, want)
			}
			if got {
				found++
			}
		}
	}
	if found < 3000 || found > 100_000 {
		t.Errorf("%d of 120,000 rows were found: the test has become weak", found)
	}
}
