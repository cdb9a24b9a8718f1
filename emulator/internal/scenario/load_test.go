package scenario

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// file is a scenario with a match; it stands still.
func file(name, match string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte("version: 1\nname: " + name + "\nsummary: A test.\n" +
		"match: {" + match + "}\nstart: a\nstates: {a: {}}\n")}
}

func layer(name string, files fstest.MapFS) Layer { return Layer{Name: name, FS: files} }

func TestLoadBuiltIn(t *testing.T) {
	t.Parallel()
	set := builtin(t)
	if sc, ok := set.Named(Default); !ok || sc.Source != "scenarios/sandbox.yaml" {
		t.Errorf("the default scenario is %+v", sc)
	}
}

func TestLoadReadsYAMLFilesOnly(t *testing.T) {
	t.Parallel()
	set, problems := Load(nil, layer("mine", fstest.MapFS{
		"a.yaml": file("a", ""), "b.yml": file("b", ""), "README.md": file("c", ""), "d.yaml.orig": file("d", ""),
		"e.yaml/f.yaml": file("f", ""), "yaml": file("g", ""),
	}))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := names(set); got != "a b" {
		t.Errorf("scenarios %s", got)
	}
	if sc, _ := set.Named("b"); sc.Source != "mine/b.yml" {
		t.Errorf("source %q", sc.Source)
	}
}

func TestLoadNothing(t *testing.T) {
	t.Parallel()
	set, problems := Load(nil, layer("mine", fstest.MapFS{}))
	if len(problems) > 0 || len(set.All()) > 0 {
		t.Errorf("set %+v, problems %v", set, problems)
	}
}

// TestRivals holds what two files of one layer must not have in common.
func TestRivals(t *testing.T) {
	t.Parallel()
	const overlap = "mine/b.yaml:1:1: the match overlaps that of mine/a.yaml: " +
		"nothing tells which of the two is meant"
	for _, c := range []struct{ name, a, b, want string }{
		{"same username", "usernames: ana", "usernames: ana", overlap},
		{"globs", "usernames: an*", "usernames: '*a'", overlap},
		{"one of several", "usernames: [x, an*]", "usernames: [y, ana]", overlap},
		{"two expressions", "usernames: /^a/", "usernames: /^b/", overlap},
		{"same institution", "institutions: heimdall_*", "institutions: '*_mx'", overlap},
		{"username everywhere and somewhere", "usernames: a*", "usernames: ab, institutions: x", overlap},
		{"both", "usernames: a*, institutions: x*", "usernames: ab, institutions: xy", overlap},
		{"usernames differ", "usernames: ana", "usernames: bea", ""},
		{"institutions differ", "usernames: a, institutions: x", "usernames: a, institutions: y", ""},
		{"username goes before institution", "usernames: ana", "institutions: heimdall_*", ""},
		{"nobody", "", "", ""},
		{"nobody and somebody", "", "institutions: '*'", ""},
		{"an expression and a literal", "usernames: /^a/", "usernames: bea", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a, b := file("a", c.a), file("b", c.b)
			set, problems := Load(nil, layer("mine", fstest.MapFS{"a.yaml": a, "b.yaml": b}))
			if got := problems.Error(); got != c.want || (set == nil) != (c.want != "") {
				t.Errorf("got %q, set %v", got, set)
			}
			set, problems = Load(nil, layer("mine", fstest.MapFS{"a.yaml": a}),
				layer("more", fstest.MapFS{"b.yaml": b}))
			if len(problems) > 0 || names(set) != "a b" {
				t.Errorf("in two layers: %v", problems)
			}
		})
	}
}

func TestSameName(t *testing.T) {
	t.Parallel()
	set, problems := Load(nil, layer("mine", fstest.MapFS{"a.yaml": file("a", ""), "b.yaml": file("a", "")}))
	const want = `mine/b.yaml:1:1: the name "a" is taken by mine/a.yaml`
	if problems.Error() != want || set != nil {
		t.Errorf("got %v", problems)
	}
}

// TestLaterLayers holds that a scenario of a later layer takes the name's place, and that its
// match goes before all earlier ones.
func TestLaterLayers(t *testing.T) {
	t.Parallel()
	set, problems := Load(nil,
		layer("one", fstest.MapFS{"a.yaml": file("a", "usernames: an*"), "b.yaml": file("b", "usernames: b*"),
			"c.yaml": file("c", "institutions: x*"), "sandbox.yaml": file(Default, "")}),
		layer("two", fstest.MapFS{"d.yaml": file("d", "usernames: ana"), "e.yaml": file("e", "institutions: xx"),
			"b.yaml": file("b", "usernames: bea")}),
		layer("three", fstest.MapFS{"sandbox.yml": file(Default, "")}))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for user, want := range map[string]string{
		"x ana": "d", "x ann": "a", "x bea": "b", "x bob": "c", "xx bob": "e", "xy bob": "c", "y bob": Default,
	} {
		institution, username, _ := strings.Cut(user, " ")
		if got := set.Choose(institution, username).Name; got != want {
			t.Errorf("%s gets %s, want %s", user, got, want)
		}
	}
	if sc, _ := set.Named("b"); sc.Source != "two/b.yaml" {
		t.Errorf("b comes from %s", sc.Source)
	}
	if sc := set.Choose("", ""); sc.Source != "three/sandbox.yml" {
		t.Errorf("the default comes from %s", sc.Source)
	}
}

// TestLoadAllOrNothing holds that one bad file means no set, and that every problem of every layer
// is told.
func TestLoadAllOrNothing(t *testing.T) {
	t.Parallel()
	bad := &fstest.MapFile{Data: []byte("version: 1\n")}
	set, problems := Load(nil,
		layer("one", fstest.MapFS{"a.yaml": file("a", ""), "bad.yaml": bad,
			"gone.yaml": {Mode: fs.ModeSymlink, Data: []byte("x")}}),
		layer("two", fstest.MapFS{"c.yaml": file("c", ""), "d.yaml": file("c", "")}),
		Layer{Name: "three", FS: os.DirFS(filepath.Join(t.TempDir(), "missing"))})
	if set != nil {
		t.Error("a set came with the problems")
	}
	want := []string{`one/bad.yaml:1:1: missing key "name"`, `one/bad.yaml:1:1: missing key "summary"`,
		`one/bad.yaml:1:1: missing key "start"`, `one/bad.yaml:1:1: missing key "states"`,
		"one/gone.yaml:1:1: open ", `two/d.yaml:1:1: the name "c" is taken by two/c.yaml`, "three:1:1: open "}
	if len(problems) != len(want) {
		t.Fatalf("got\n%v", problems)
	}
	for i, p := range problems {
		if !strings.HasPrefix(p.Error(), want[i]) {
			t.Errorf("got  %v\nwant %s...", p, want[i])
		}
	}
}

func names(set *Set) string {
	var list []string
	for _, sc := range set.All() {
		list = append(list, sc.Name)
	}
	return strings.Join(list, " ")
}
