package catalog

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/yamlfile"
	"belvo-emulator/fixtures"
)

// builtin is the embedded fixtures alone.
func builtin() *Catalog { return Load(Layer{Name: "fixtures", FS: fixtures.FS}) }

// land returns a country's file of the embedded fixtures.
func land(t testing.TB, code string) *people.Country {
	t.Helper()
	c, problems := builtin().files().countries[code]()
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return c
}

func TestBuiltinFixturesAreRight(t *testing.T) {
	t.Parallel()
	if err := builtin().Check(); err != nil {
		t.Error(err)
	}
	want := []string{"full", "full_business", "full_gig", "low", "low_gig", "negative", "negative_gig", "none"}
	if got := builtin().Sets(); !slices.Equal(got, want) {
		t.Errorf("sets %v, want %v", got, want)
	}
}

func TestSetFor(t *testing.T) {
	t.Parallel()
	for username, want := range map[string]string{
		"bnk100": "full", "bnk101": "none", "bnk102": "low", "bnk103": "negative", "gig103": "negative",
		"101": "none", "user_valid": "full", "": "full", "bnk1010": "full", "mfa_default": "full",
	} {
		if got := SetFor(username); got != want {
			t.Errorf("SetFor(%q) = %q, want %q", username, got, want)
		}
	}
}

// countingFS counts the files that are opened.
type countingFS struct {
	fs.FS
	mu    sync.Mutex
	opens []string
}

func (c *countingFS) Open(name string) (fs.File, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opens = append(c.opens, name)
	return c.FS.Open(name)
}

func TestLoadIsLazy(t *testing.T) {
	t.Parallel()
	files := &countingFS{FS: fstest.MapFS{"institutions.yaml": {Data: []byte(own)},
		"datasets/broken/bank.yaml": {Data: []byte("]")}}}
	c := Load(Layer{Name: "mine", FS: files})
	if len(files.opens) > 0 {
		t.Errorf("Load opened %v", files.opens)
	}
	for range 3 {
		if len(c.Institutions()) != 1 {
			t.Fatalf("institutions %v", c.Institutions())
		}
	}
	slices.Sort(files.opens)
	if want := []string{".", "datasets", "datasets/broken", "institutions.yaml"}; !slices.Equal(files.opens, want) {
		t.Errorf("opened %v, want %v", files.opens, want)
	}
}

// TestOwnSet adds a data set of a user, and one that replaces a built-in one.
func TestOwnSet(t *testing.T) {
	t.Parallel()
	c := userFolder(map[string]string{"datasets/mine/set.yaml": "summary: Mine.",
		"datasets/mine/bank.yaml": flowText, "datasets/low/bank.yaml": flowText})
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	if got := c.Sets(); !slices.Contains(got, "mine") || len(got) != 9 {
		t.Errorf("sets %v", got)
	}
	bank, _ := c.Institution("erebor_mx_retail")
	for _, name := range []string{"mine", "low"} {
		set, err := c.Set(name, bank, "bnk100")
		if err != nil || len(set.Bank.Accounts) != 3 {
			t.Errorf("%s is %+v, %v; want 3 accounts", name, set, err)
		}
	}
}

// TestCheckFindsEverything reads a folder in which each file is wrong.
func TestCheckFindsEverything(t *testing.T) {
	t.Parallel()
	err := userFolder(map[string]string{
		"institutions.yaml":       strings.Replace(own, "country_code: MX", "country_code: AR", 1),
		"datasets/mine/bank.yaml": strings.Replace(flowText, "text: T", "payee: nobody", 1),
		"datasets/mine/set.yaml":  "summary: [",
		"datasets/mine/set.yml":   "summary: x",
		"datasets/mine/bnak.yaml": flowText,
		"datasets/bare/bank.yaml": flowText,
		"datasets/odd/set.yaml":   "summary: x\nlike: fulll",
		"datasets/a/set.yaml":     "summary: x\nlike: b",
		"datasets/b/set.yaml":     "summary: x\nlike: a",
		"datasets/old.yaml":       "summary: x\naccounts: []",
		"people/mx.yaml":          "currency: {}",
		"insitutions.yaml":        own,
		"dataset/mine.yaml":       flowText,
		"README.md":               "Not a fixture.",
	}).Check()
	var problems yamlfile.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("Check returns %v", err)
	}
	for _, want := range []string{
		"institutions.yaml:1:1: institution mine_mx_retail needs a file people/ar.yaml",
		`mine/datasets/mine/bank.yaml:9:12: people/br.yaml has no payees "nobody"`,
		"mine/datasets/mine/set.yaml:1:1: not valid YAML",
		"mine/datasets/mine/set.yml:1:1: nothing reads this",
		`mine/datasets/mine/bnak.yaml:1:1: nothing reads this: a data set has no file "bnak", did you mean "bank"?`,
		`mine/datasets/bare:1:1: the data set "bare" has no file set.yaml`,
		`mine/datasets/odd/set.yaml:2:7: unknown data set "fulll", did you mean "full"?`,
		"mine/datasets/a/set.yaml:2:7: the data sets a, b, a are like each other",
		"mine/datasets/old.yaml:1:1: a data set is a folder with set.yaml and other files: accounts belong into its bank.yaml",
		`mine/people/mx.yaml:1:11: missing key "code" in "currency"`,
		"mine/insitutions.yaml:1:1: nothing reads this",
		"mine/dataset:1:1: nothing reads this",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("Check does not say %q", want)
		}
	}
	if strings.Contains(err.Error(), "README") {
		t.Error("Check complains about README.md")
	}
}

func TestMissingFolder(t *testing.T) {
	t.Parallel()
	c := Load(Layer{Name: "mine", FS: brokenFS{}})
	if err := c.Check(); err == nil || !strings.HasPrefix(err.Error(), "mine:1:1: ") {
		t.Errorf("Check returns %v", err)
	}
}

// brokenFS is a folder that is not there.
type brokenFS struct{}

func (brokenFS) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// TestUnreadableFile lists a file that cannot be read.
func TestUnreadableFile(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"institutions.yaml", "datasets/x/bank.yaml", "people/mx.yaml"} {
		err := Load(Layer{Name: "mine", FS: fstest.MapFS{folder + "/inside": {}}}).Check()
		if err == nil || !strings.Contains(err.Error(), "mine/"+folder+":1:1: ") {
			t.Errorf("Check of a folder in the place of %s returns %v", folder, err)
		}
	}
}

func TestOpenErrors(t *testing.T) {
	t.Parallel()
	c := userFolder(map[string]string{
		"institutions.yaml":          strings.Replace(own, "country_code: MX", "country_code: AR", 1),
		"datasets/broken/set.yaml":   "summary: [",
		"datasets/none2/set.yaml":    "summary: x",
		"datasets/tax/set.yaml":      "summary: x\nlike: full",
		"datasets/tax/taxpayer.yaml": "regimes: [",
		"datasets/payee/set.yaml":    "summary: x",
		"datasets/payee/bank.yaml":   strings.Replace(flowText, "text: T", "payee: nobody", 1),
	})
	for _, k := range []struct{ institution, set, want string }{
		{"erebor_mx_retail", "fulll", `unknown data set "fulll", did you mean "full"?`},
		{"erebor_mx_retail", "xyzxyzxyz", "expected one of 12 words such as broken, full, full_gig, low, "},
		{"erebor_mx_retail", "broken", "mine/datasets/broken/set.yaml:1:1: not valid YAML"},
		{"tatooine_mx_fiscal", "tax", "mine/datasets/tax/taxpayer.yaml:1:1: not valid YAML"},
		{"erebor_mx_retail", "payee", `mine/datasets/payee/bank.yaml:9:12: people/mx.yaml has no payees "nobody"`},
		{"mine_mx_retail", "full", "institution mine_mx_retail needs a file people/ar.yaml"},
	} {
		in, _ := c.Institution(k.institution)
		_, err := c.Set(k.set, in, "bnk100")
		if err == nil || !strings.Contains(err.Error(), k.want) {
			t.Errorf("Open of %s at %s returns %v, want %s", k.set, k.institution, err, k.want)
		}
	}
}

// TestVariantsByName: full_gig gives the accounts of a platform's users at any institution.
func TestVariantsByName(t *testing.T) {
	t.Parallel()
	c := builtin()
	for _, k := range []struct{ set, institution, first string }{
		{"full", "erebor_mx_retail", "checking"}, {"full_gig", "erebor_mx_retail", "wallet"},
		{"full", "goonies_mx_gig", "wallet"}, {"full_business", "goonies_mx_gig", "checking"},
		{"low", "gotham_mx_business", "checking"},
	} {
		in, _ := c.Institution(k.institution)
		set, err := c.Set(k.set, in, "bnk100")
		if err != nil || set.Bank.Accounts[0].Key != k.first {
			t.Errorf("%s at %s is %+v, %v; want the account %s first", k.set, k.institution, set, err, k.first)
		}
	}
}
