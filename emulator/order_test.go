package emulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// room is an internal package with its files, the lowest first: a file may use what the files before
// it declare.
type room struct{ name, files string }

// rooms are the packages in which one reads from file to file most. Only few references may go from
// a file to a later one; upwards is how many that are in a group of them together. A limit may be
// lowered, but not raised: a reference that runs upwards is a knot, and what both files need belongs in a
// lower one.
var rooms = []struct {
	group   string
	upwards int
	rooms   []room
}{
	{"the use cases", 13, []room{
		{"token", "token"},
		{"wire", "due attempt report health scenario webhook widget world"},
		{"collection", "collection reader objects differ"},
		{"contact", "manner waiting call answers turns steered desk script challenge explain codes fresh envelope facts notices consent collection queued bank kinds " +
			"force session step"},
		{"timeline", "timeline clock agenda effects refresh fire advance background"},
		{"sandbox", "validate period filters shared outbox trial place traffic sandbox mark checkpoints back quiet tokens next settings data widget steering retrieve " +
			"occur arrive inspect overview fire links register modify resume delete refresh"},
		{"world", "seed walk describe waiting snapshot findings restore times facts data stored endpoints next waits history keep world load"},
		{"engine", "engine authorized journal keep load life check tokens tally institutions basic reset worlds"},
	}},
	{"the API", 5, []room{
		{"api", "values field api settings query media paging render reshape routes hints match describe kept failure next " +
			"record " +
			"nested cors auth body arrive enter tokens enrich handlers data table serve"},
	}},
	{"the control calls", 7, []room{
		{"control", "control body seed scenarios unknown clock guard journal snapshot metrics health lifecycle " +
			"coverage world events enums endpoints webhooks checkpoints receiver institutions widget nextmatch links effects next settings story report send sandboxes scenariofile openapi " +
			"serve"},
	}},
}

func TestFilesUseWhatStandsBelowThem(t *testing.T) {
	t.Parallel()
	for _, g := range rooms {
		t.Run(g.group, func(t *testing.T) {
			t.Parallel()
			var upwards []string
			for _, room := range g.rooms {
				files, references := fileReferences(t, room.name)
				order := goFiles(room.files)
				if !sameFiles(t, room.name, order, files, references) {
					continue
				}
				for _, r := range pointingUp(order, references) {
					upwards = append(upwards, fmt.Sprintf("%s/%s uses %s of %s", room.name, r.from, references[r], r.to))
				}
			}
			slices.Sort(upwards)
			if len(upwards) > g.upwards {
				t.Errorf("%d references go upwards, but only %d may:\n%s", len(upwards), g.upwards,
					strings.Join(upwards, "\n"))
			}
		})
	}
}

// goFiles are the names of a row of the table as files.
func goFiles(names string) []string {
	var files []string
	for name := range strings.FieldsSeq(names) {
		files = append(files, name+".go")
	}
	return files
}

// pointingUp are the references from a file to one that stands later in the order.
func pointingUp(order []string, references map[reference]string) (up []reference) {
	for r := range references {
		if slices.Index(order, r.from) < slices.Index(order, r.to) {
			up = append(up, r)
		}
	}
	return up
}

// sameFiles reports files without a place in the order, with the place that gives the fewest references
// upwards, and places without a file.
func sameFiles(t *testing.T, name string, order, files []string, references map[reference]string) bool {
	t.Helper()
	same := true
	for _, file := range files {
		if !slices.Contains(order, file) {
			t.Errorf("%s/%s has no place in the order of the package: put it %s", name, file,
				bestPlace(order, file, references))
			same = false
		}
	}
	for i, file := range order {
		if !slices.Contains(files, file) || slices.Contains(order[:i], file) {
			t.Errorf("the order of %s has %s, which does not exist or is there twice", name, file)
			same = false
		}
	}
	return same
}

// bestPlace says where in an order a file has the fewest references upwards.
func bestPlace(order []string, file string, references map[reference]string) string {
	ofFile := map[reference]string{}
	for r := range references {
		other := r.from
		if other == file {
			other = r.to
		}
		if r.from == file && slices.Contains(order, other) || r.to == file && slices.Contains(order, other) {
			ofFile[r] = ""
		}
	}
	best, fewest := 0, len(ofFile)+1
	for at := len(order); at >= 0; at-- {
		if n := len(pointingUp(slices.Insert(slices.Clone(order), at, file), ofFile)); n < fewest {
			best, fewest = at, n
		}
	}
	where := "first"
	if best > 0 {
		where = "after " + order[best-1]
	}
	return fmt.Sprintf("%s, where %d references go upwards", where, fewest)
}

func TestAFileWithoutAPlaceIsToldTheBest(t *testing.T) {
	t.Parallel()
	references := map[reference]string{{"new.go", "low.go"}: "", {"high.go", "new.go"}: "",
		{"high.go", "low.go"}: ""}
	for order, want := range map[string]string{
		"low high":  "after low.go, where 0 references go upwards",
		"high low":  "after low.go, where 1 references go upwards",
		"low":       "after low.go, where 0 references go upwards",
		"high":      "first, where 0 references go upwards",
		"else high": "after else.go, where 0 references go upwards",
	} {
		if got := bestPlace(goFiles(order), "new.go", references); got != want {
			t.Errorf("in the order %s: %s, want %s", order, got, want)
		}
	}
	both := map[reference]string{{"high.go", "low.go"}: "", {"low.go", "high.go"}: ""}
	up := pointingUp(goFiles("high low"), both)
	if want := []reference{{"high.go", "low.go"}}; !slices.Equal(up, want) {
		t.Errorf("%v goes upwards, not %v", want, up)
	}
}
