package yamlfile_test

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/yamlfile"
)

// recipe is what the tests' files say. It has a value of every kind.
type recipe struct {
	Name    string             `yaml:"name"`
	Serves  int                `yaml:"serves"`
	Price   float64            `yaml:"price"`
	Vegan   bool               `yaml:"vegan"`
	Time    string             `yaml:"time"`
	Course  string             `yaml:"course"`
	Code    string             `yaml:"code"`
	Any     string             `yaml:"any"`
	Amounts map[string]float64 `yaml:"amounts"`
	Moods   map[string]string  `yaml:"moods"`
	Tags    any                `yaml:"tags"`
	Steps   []step             `yaml:"steps"`
	Photo   any                `yaml:"photo"`
}

type step struct {
	Do    string `yaml:"do"`
	Until string `yaml:"until"`
}

func recipeShape() *yamlfile.Shape {
	text := &yamlfile.Shape{Kind: yamlfile.Text}
	duration := &yamlfile.Shape{Kind: yamlfile.Duration, Doc: "How long it takes."}
	steps := &yamlfile.Shape{Kind: yamlfile.Object, Fields: []yamlfile.Field{
		{Name: "do", Shape: text, Required: true}, {Name: "until", Shape: duration}}}
	return &yamlfile.Shape{Kind: yamlfile.Object, Doc: "A recipe.", Fields: []yamlfile.Field{
		{Name: "name", Shape: text, Required: true},
		{Name: "serves", Shape: &yamlfile.Shape{Kind: yamlfile.Integer, Min: yamlfile.AtLeast(1)}},
		{Name: "price", Shape: &yamlfile.Shape{Kind: yamlfile.Number}},
		{Name: "vegan", Shape: &yamlfile.Shape{Kind: yamlfile.Boolean}},
		{Name: "time", Shape: duration},
		{Name: "course", Shape: &yamlfile.Shape{Kind: yamlfile.Text, Enum: []string{"starter", "main",
			"dessert"}}},
		{Name: "code", Shape: &yamlfile.Shape{Kind: yamlfile.Text,
			Pattern: regexp.MustCompile(`^[A-Z]\d+$`)}},
		{Name: "any", Shape: &yamlfile.Shape{Kind: yamlfile.Scalar}},
		{Name: "amounts", Shape: &yamlfile.Shape{Kind: yamlfile.Map, Pattern: regexp.MustCompile(`^[a-z]+$`),
			Elem: &yamlfile.Shape{Kind: yamlfile.Number}}},
		{Name: "moods", Shape: &yamlfile.Shape{Kind: yamlfile.Map, Enum: []string{"happy", "sad"},
			Elem: text}},
		{Name: "tags", Shape: &yamlfile.Shape{Kind: yamlfile.List, OrOne: true, Elem: text}},
		{Name: "steps", Shape: &yamlfile.Shape{Kind: yamlfile.List, Elem: steps}},
		{Name: "photo", Shape: &yamlfile.Shape{Kind: yamlfile.Text, Mapping: steps}},
	}}
}

const goodRecipe = `# A comment.
name: Pozole
serves: 4
price: 120
vegan: false
time: 1.5h
course: main
code: P12
any: 7
amounts: {maize: 1.5, water: 2}
moods: {happy: yes please}
tags: soup
steps:
  - {do: soak, until: 1d}
  - do: cook
photo: {do: smile}
`

func TestDecodeReadsAFileOfItsShape(t *testing.T) {
	t.Parallel()
	var got recipe
	if problems := yamlfile.Decode("r.yaml", []byte(goodRecipe), recipeShape(), &got); len(problems) > 0 {
		t.Fatal(problems)
	}
	want := recipe{Name: "Pozole", Serves: 4, Price: 120, Time: "1.5h", Course: "main", Code: "P12", Any: "7",
		Amounts: map[string]float64{"maize": 1.5, "water": 2},
		Moods:   map[string]string{"happy": "yes please"},
		Tags:    "soup", Steps: []step{{"soak", "1d"}, {"cook", ""}}, Photo: map[string]any{"do": "smile"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// problemsOf are the problems of a file f, one a line, without the file's name.
func problemsOf(text string) string {
	var got recipe
	problems := yamlfile.Decode("f", []byte(text), recipeShape(), &got)
	return strings.ReplaceAll("\n"+problems.Error(), "\nf:", "\n")[1:]
}

func TestDecodeNamesEachProblemWithItsPlace(t *testing.T) {
	t.Parallel()
	const name = "name: x\n"
	for _, c := range []struct{ rule, in, want string }{
		{"a missing key", "serves: 2\n", `1:1: missing key "name"`},
		{"a missing key inside", name + "steps:\n  - until: 1h\n", `3:5: missing key "do" in "steps"`},
		{"a misspelt key", name + "servs: 2\n", `2:1: unknown key "servs", did you mean "serves"?`},
		{"a misspelt key inside", name + "steps:\n  - {do: x, untill: 1h}\n",
			`3:13: unknown key "untill" in "steps", did you mean "until"?`},
		{"a key like no other", name + "steps: [{do: x, temperature: 3}]\n",
			`2:17: unknown key "temperature" in "steps", expected one of do, until`},
		{"a misspelt word", name + "course: dessrt\n",
			`2:9: unknown course "dessrt", did you mean "dessert"?`},
		{"a word like no other", name + "course: breakfast\n",
			`2:9: unknown course "breakfast", expected one of dessert, main, starter`},
		{"a misspelt key of a map", name + "moods: {hapy: x}\n",
			`2:9: unknown key "hapy" in "moods", did you mean "happy"?`},
		{"a key of another form", name + "amounts: {Salt: 1}\n",
			`2:11: key "Salt" in "amounts" must match ^[a-z]+$`},
		{"a text of another form", name + "code: p12\n", `2:7: code "p12" must match ^[A-Z]\d+$`},
		{"a number for a text", "name: 5\n", `1:7: "name" must be a text, not "5"`},
		{"a list for a text", "name: [a]\n", `1:7: "name" must be a text, not a list`},
		{"nothing for a text", "name:\n", `1:6: "name" must be a text, not nothing`},
		{"a text for a whole number", name + "serves: four\n",
			`2:9: "serves" must be a whole number, not "four"`},
		{"a fraction for a whole number", name + "serves: 1.5\n",
			`2:9: "serves" must be a whole number, not "1.5"`},
		{"a number too small", name + "serves: 0\n", `2:9: "serves" must be at least 1`},
		{"a negative number in hexadecimal", name + "serves: -0x2\n", `2:9: "serves" must be at least 1`},
		{"a text for a number", name + "price: dear\n", `2:8: "price" must be a number, not "dear"`},
		{"a quoted boolean", name + "vegan: \"true\"\n", `2:8: "vegan" must be true or false, not "true"`},
		{"a word for a duration", name + "time: soon\n",
			`2:7: "time" must be a duration such as 90s, 24h or 7d, not "soon"`},
		{"a negative duration", name + "time: -5m\n",
			`2:7: "time" must be a duration such as 90s, 24h or 7d, not "-5m"`},
		{"a mapping for a scalar", name + "any: {}\n", `2:6: "any" must be a value, not a mapping`},
		{"a text for a map", name + "amounts: much\n", `2:10: "amounts" must be a mapping, not "much"`},
		{"a text for a list", name + "steps: cook\n", `2:8: "steps" must be a list, not "cook"`},
		{"a mapping where one will do", name + "tags: {a: b}\n", `2:7: "tags" must be a list, not a mapping`},
		{"nothing where one will do", name + "tags: ~\n", `2:7: "tags" must be a list, not nothing: write [] if it is empty`},
		{"a wrong mapping in a text's place", name + "photo: {do: x, di: y}\n",
			`2:16: unknown key "di" in "photo", did you mean "do"?`},
		{"a list for the whole file", "- name: x\n", `1:1: the file must be a mapping, not a list`},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			if got := problemsOf(c.in); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestDecodeRefusesWhatYAMLAllowsAndReadersMisunderstand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rule, in, want string }{
		{"a key given twice", "name: x\nserves: 2\nname: y\n", `3:1: key "name" is given twice`},
		{"a key of a map given twice", "name: x\namounts: {a: 1, a: 2}\n", `2:17: key "a" is given twice`},
		{"an alias", "name: &n x\ncode: *n\n", `2:7: aliases (*n) are not supported, write the value out`},
		{"an alias that names a key", "name: &any x\namounts: {*any : 1}\n",
			`2:11: aliases (*any) are not supported, write the value out`},
		{"a merge", "name: x\nsteps: [&s {do: a}, {<<: *s}]\n",
			"2:22: unknown key \"<<\" in \"steps\", expected one of do, until\n" +
				"2:21: missing key \"do\" in \"steps\""},
		{"an empty file", "", "1:1: the file is empty"},
		{"only a comment", "# nothing yet\n", "1:1: the file is empty"},
		{"only a document's start", "---\n", "2:1: the file must be a mapping, not nothing"},
		{"two documents", "name: x\n---\nname: y\n", "2:1: only one document is allowed in a file"},
		{"a broken second document", "name: x\n---\n\"\n",
			"3:1: not valid YAML: a quote that is opened on this line is never closed"},
		{"a tab", "name:\n\t- x\n", "2:1: not valid YAML: the line is indented with a tab: write spaces"},
		{"an open bracket", "name: [x\n",
			"1:7: not valid YAML: the list or mapping in brackets on this line lacks a comma, or its end"},
		{"an open brace", "name: x\nphoto: {do: y # }\n",
			"2:8: not valid YAML: the list or mapping in brackets on this line lacks a comma, or its end"},
		{"an open quote", "name: x\ncode: 'A1\n",
			"2:7: not valid YAML: a quote that is opened on this line is never closed"},
		{"a star without quotes", "name: x\ntags: [a, *_retail]\n",
			`2:11: not valid YAML: a text that begins with * must be in quotes: write "*_retail"`},
		{"a lone star", "name: x # *\n# - *x\ntags: *\n",
			`3:7: not valid YAML: a text that begins with * must be in quotes: write "*"`},
		{"a star in a list", "name: x\ntags:\n  - a\n  - *b.c\n",
			`4:5: not valid YAML: a text that begins with * must be in quotes: write "*b.c"`},
		{"a reserved mark", "name: x\ncode: @A1\n",
			`2:7: not valid YAML: a text that begins with @ must be in quotes: write "@A1"`},
		{"a colon in a text", "name: Pozole: red\n",
			`1:7: not valid YAML: a text with ": " in it must be in quotes: write "Pozole: red"`},
		{"a deeper line", "name: x\nsteps:\n  - do: x\n      until: 1h\n",
			"4:7: not valid YAML: the line is indented by 6 spaces, and the line before it begins no block: write 4"},
		{"a line between two blocks", "name: x\nsteps:\n  - do: x\n   until: 1h\n",
			"4:4: not valid YAML: the line is indented by 3 spaces, as no block is: write 2 or 4"},
		{"a line that leaves a block", "name: >\n  x\n   y\n\n# z\nphoto:\n    do: x\n  until: 1h\n",
			"8:3: not valid YAML: the line is indented by 2 spaces, as no block is: write 0 or 4"},
		{"a tab behind spaces", "name: x\nsteps:\n  - do: x\n  \tuntil: 1h\n",
			"4:3: not valid YAML: the line is indented with a tab: write spaces"},
		{"a wrong indent", "name: x\n serves: 2\n",
			"2:2: not valid YAML: the line is indented by 1 space, and the line before it begins no block: write 0"},
		{"an unknown alias", "name: *nobody\n",
			`1:7: not valid YAML: a text that begins with * must be in quotes: write "*nobody"`},
		{"nothing for a mapping", "name: x\nphoto:\n\nserves: 2\namounts:\n# none\n",
			"2:7: \"photo\" must be a text, not nothing\n" +
				`5:9: "amounts" must be a mapping, not nothing: write {} if it is empty`},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			if got := problemsOf(c.in); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestDecodeTellsAllProblemsAtOnce(t *testing.T) {
	t.Parallel()
	in := "serves: none\ntime: 5\ncourse: mian\nsteps:\n  - {do: [x]}\n  - until: x\n  - 7\ncalories: 4\n"
	want := strings.Join([]string{
		`1:9: "serves" must be a whole number, not "none"`,
		`2:7: "time" must be a duration such as 90s, 24h or 7d, not "5"`,
		`3:9: unknown course "mian", did you mean "main"?`,
		`5:10: "do" must be a text, not a list`,
		`6:12: "until" must be a duration such as 90s, 24h or 7d, not "x"`,
		`6:5: missing key "do" in "steps"`,
		`7:5: "steps" must be a mapping, not "7"`,
		`8:1: unknown key "calories", expected one of 13 words such as amounts, any, code, course, moods, ` +
			`name, photo, price, serves, tags`,
		`1:1: missing key "name"`,
	}, "\n")
	if got := problemsOf(in); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDecodeLeavesTheValueAloneWhenTheFileIsWrong(t *testing.T) {
	t.Parallel()
	got := recipe{Name: "before"}
	yamlfile.Decode("f", []byte("name: after\nserves: 0\n"), recipeShape(), &got)
	if got.Name != "before" {
		t.Errorf("a file with a problem was decoded: %+v", got)
	}
}

func TestProblemsAreOneErrorOrNone(t *testing.T) {
	t.Parallel()
	if err := (yamlfile.Problems{}).OrNil(); err != nil {
		t.Errorf("no problems are %v, want nil", err)
	}
	p := yamlfile.Problem{File: "a.yaml", Pos: yamlfile.Pos{Line: 3, Column: 7}, Message: "what?"}
	if got := (yamlfile.Problems{p, p}).OrNil().Error(); got != "a.yaml:3:7: what?\na.yaml:3:7: what?" {
		t.Errorf("got %q", got)
	}
}
