package emulator_test

import (
	"go/ast"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "belvo-emulator/"

// layers has every internal package, the lowest first, with the internal packages that it may
// import: arrows point down only.
var layers = []struct {
	name    string
	imports string
}{
	{"belvo", ""}, {"clock", ""}, {"ident", ""}, {"suggest", ""}, {"yamlfile", "suggest"}, {"pyjson", ""}, {"rawjson", ""},
	{"schema", "suggest yamlfile"}, {"openapi", ""}, {"data/paper", ""}, {"notice", ""},
	{"logwriter", "clock"}, {"state", ""},
	{"asset", ""}, {"asset/assettest", "asset"}, {"filter", "belvo"}, {"bodylimit", "belvo clock"}, {"address", "belvo"},
	{"authority", "belvo clock"},
	{"proxy", "address authority belvo clock"},
	{"reroute", "authority belvo"},
	{"lifecycle", "belvo"},
	{"scenario", "belvo lifecycle notice suggest yamlfile"},
	{"data/people", "belvo ident"},
	{"data/catalog", "belvo data/people suggest yamlfile"},
	{"data/bank", "belvo data/catalog data/people ident data/paper"},
	{"data/bank/banktest", "belvo data/bank data/catalog"},
	{"data/insight", "belvo ident"},
	{"data/work", "belvo data/bank data/catalog data/people ident data/paper"},
	{"data/fiscal", "belvo data/bank data/catalog data/people ident data/paper"},
	{"data/chile", "belvo data/bank data/catalog data/people ident"},
	{"data/openfinance", "belvo data/bank data/catalog data/people ident"},
	{"data/registry", "belvo data/bank data/catalog data/chile data/work filter data/fiscal data/insight " +
		"data/openfinance"},
	{"store", "belvo lifecycle notice scenario"},
	{"webhook", "clock notice yamlfile"},
	{"journal", "belvo lifecycle notice rawjson scenario schema suggest webhook yamlfile"},
	{"snapshot", "belvo lifecycle webhook yamlfile"},
	{"coverage", "belvo journal lifecycle"},
	{"run", "belvo journal lifecycle"},
	{"token", "belvo ident"},
	{"wire", "lifecycle webhook"},
	{"collection", "belvo data/bank data/catalog data/registry store"},
	{"contact", "belvo collection data/catalog ident journal lifecycle notice data/registry scenario store " +
		"token wire"},
	{"story", "belvo contact lifecycle scenario suggest webhook yamlfile"},
	{"explore/search", "belvo contact lifecycle run scenario story"},
	{"explore/judge", "belvo lifecycle run webhook"},
	{"explore", "clock explore/judge explore/search ident lifecycle run story"},
	{"timeline", "belvo clock collection contact lifecycle store webhook wire"},
	{"sandbox", "belvo clock collection contact data/catalog data/people filter ident journal lifecycle " +
		"notice data/registry scenario store suggest timeline token webhook wire"},
	{"sandbox/sandboxtest", "belvo clock collection contact data/bank data/catalog journal sandbox scenario token " +
		"webhook"},
	{"world", "belvo clock collection contact data/catalog journal lifecycle notice data/registry sandbox " +
		"scenario snapshot store suggest timeline webhook wire yamlfile"},
	{"engine", "belvo clock collection data/bank filter ident journal data/registry sandbox scenario " +
		"snapshot state store suggest timeline token webhook world yamlfile"},
	{"exchange", "belvo clock contact engine journal sandbox scenario timeline yamlfile"},
	{"widget/steps", "belvo"},
	{"widget", "asset belvo contact exchange journal sandbox widget/steps"},
	{"dashboard", "address asset"},
	{"guide", "address asset"},
	{"headless", "belvo widget/steps"},
	{"api", "address belvo contact engine exchange filter data/insight journal lifecycle " +
		"openapi pyjson rawjson data/registry sandbox schema suggest token yamlfile"},
	{"control", "address belvo clock contact coverage engine headless journal lifecycle notice openapi " +
		"run sandbox scenario schema snapshot store story suggest timeline webhook wire world yamlfile"},
}

// internalFolder is where those packages are.
const internalFolder = "emulator/internal/"

// homes has the imports that belong to few folders of non-test code. Any other module than uuid
// is a new dependency, which this table has to allow first. Package belvo takes only the names of
// the statuses from net/http; emulatortest and cli serve, so they need it, and the forward proxy is
// HTTP. The planted applications are clients. Keys of certificates are random whatever the seed.
var homes = map[string]string{
	"net/http": "emulator/internal/belvo emulator/internal/api emulator/internal/control " +
		"emulator/internal/asset emulator/internal/dashboard emulator/internal/guide emulator/internal/exchange " +
		"emulator/internal/widget emulator/internal/headless emulator/internal/webhook emulator/internal/address " +
		"emulator/internal/bodylimit emulator/internal/proxy emulator emulator/emulatortest emulator/cli " +
		"emulator/e2e/long/crash emulator/e2e/long/dashboards emulator/e2e/explore/apps",
	"github.com/chromedp/chromedp":             "emulator/e2e/long/dashboards",
	"github.com/chromedp/cdproto/cdp":          "emulator/e2e/long/dashboards",
	"github.com/chromedp/cdproto/heapprofiler": "emulator/e2e/long/dashboards",
	"github.com/chromedp/cdproto/performance":  "emulator/e2e/long/dashboards",
	"github.com/gorilla/mux":                   "emulator/internal/api emulator/internal/control emulator",
	"gopkg.in/yaml.v3": "emulator/internal/yamlfile " +
		"emulator/internal/scenario emulator/internal/data/catalog",
	"github.com/getkin/kin-openapi/openapi3": "emulator/contract",
	"github.com/dlclark/regexp2":             "emulator/contract",
	"github.com/tidwall/btree":               "emulator/internal/store emulator/internal/webhook",
	"rsc.io/qr":                              "emulator/internal/widget",
	"github.com/VictoriaMetrics/metrics":     "emulator/internal/control",
	"codeberg.org/go-pdf/fpdf":               "emulator/internal/data/paper",
	"github.com/golang-jwt/jwt/v5":           "emulator/internal/token",
	"math/rand":                              "",
	"math/rand/v2":                           "emulator/internal/ident emulator/e2e",
	"crypto/rand":                            "emulator/internal/ident emulator/internal/authority",
	"software.sslmate.com/src/go-pkcs12":     "emulator/internal/authority",
	"belvo-emulator/fixtures": "emulator emulator/contract emulator/internal/data/bank/banktest " +
		"emulator/internal/sandbox/sandboxtest",
	"belvo-emulator/scenarios":    "emulator",
	"belvo-emulator/emulator/cli": ".",
	"belvo-emulator/emulator":     "emulator/cli emulator/emulatortest emulator/packages/build",
	"github.com/fatih/color":      "emulator/cli",
	"github.com/mattn/go-isatty":  "emulator/cli",
	"github.com/google/uuid":      "*",
}

// calls has the functions that belong to few folders; "test:" folders may call them in tests.
// Tests need sandboxes that no other test has, so they may make random UUIDs; those that start a
// program or a browser wait for it by the real time.
var calls = map[string]string{
	"time.Now time.Since time.Until time.Sleep time.After time.AfterFunc time.NewTimer time.NewTicker " +
		"time.Tick": "emulator/internal/clock emulator/e2e/long/explore test:emulator/cli test:emulator/browser",
	"os.Getenv os.LookupEnv os.Environ os.Setenv os.ExpandEnv": ". emulator/cli emulator/cli/clitest " +
		"emulator/e2e/explore/apps emulator/e2e/long/explore " +
		"test:emulator/e2e test:emulator/cli test:emulator/docs test:emulator/clients test:emulator/browser " +
		"test:emulator/contract test:emulator/internal/authority test:emulator/packages/build",
	"uuid.New uuid.NewString uuid.NewRandom uuid.NewUUID uuid.NewV6 uuid.NewV7": "" +
		"emulator/internal/ident emulator/emulatortest test:*",
}

func TestInternalPackagesImportOnlyWhatIsBelowThem(t *testing.T) {
	t.Parallel()
	allowed, below := map[string][]string{}, []string{}
	for _, l := range layers {
		allowed[l.name] = strings.Fields(l.imports)
		for _, i := range allowed[l.name] {
			if !slices.Contains(below, i) {
				t.Errorf("the table lets %s import %s, which is not below it", l.name, i)
			}
		}
		below = append(below, l.name)
	}
	eachSource(t, func(s source) {
		name, internal := strings.CutPrefix(s.folder, internalFolder)
		if s.test || !internal {
			return
		}
		may, known := allowed[name]
		if !known {
			t.Errorf("package %s has no row in the table", name)
		}
		for _, p := range s.imports() {
			if i, is := strings.CutPrefix(p, module+internalFolder); is && !slices.Contains(may, i) {
				t.Errorf("%s imports %s, but %s may import only %v", s.path, i, name, may)
			}
		}
	})
}

func TestImportsStayAtHome(t *testing.T) {
	t.Parallel()
	eachSource(t, func(s source) {
		for _, p := range s.imports() {
			homes, listed := homes[p]
			random := strings.HasSuffix(p, "/rand") || strings.Contains(p, "/rand/")
			switch {
			case s.test && !random, homes == "*", strings.HasPrefix(p, module+internalFolder):
			case !listed && !strings.Contains(p, "."): // the rest of the standard library and of the module
			case s.folder == "emulator/cli/clitest": // builds and runs the program for tests
			case !slices.Contains(strings.Fields(homes), s.folder):
				t.Errorf("%s imports %s, which belongs to %q", s.path, p, homes)
			}
		}
	})
}

func TestCallsStayAtHome(t *testing.T) {
	t.Parallel()
	at := map[string][]string{}
	for names, folders := range calls {
		for name := range strings.FieldsSeq(names) {
			at[name] = strings.Fields(folders)
		}
	}
	eachSource(t, func(s source) {
		imports := s.imports()
		ast.Inspect(s.File, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := sel.X.(*ast.Ident)
			if !ok || imports[x.Name] == "" {
				return true
			}
			name := strings.TrimSuffix(path.Base(imports[x.Name]), "/v2") + "." + sel.Sel.Name
			folders, listed := at[name]
			allowed := slices.Contains(folders, s.folder) || s.test &&
				(slices.Contains(folders, "test:"+s.folder) || slices.Contains(folders, "test:*"))
			if listed && !allowed {
				t.Errorf("%s uses %s, which belongs to %v", s.path, name, folders)
			}
			return true
		})
	})
}

func TestPackagesSayWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{}
	eachSource(t, func(s source) {
		if !s.test {
			says := strings.HasPrefix(s.Doc.Text(), "Package "+s.Name.Name+" ") || s.Name.Name == "main" &&
				s.Doc != nil
			documented[s.folder] = documented[s.folder] || says
		}
	})
	for folder, is := range documented {
		if !is {
			t.Errorf("no file of %s has a package comment", folder)
		}
	}
}

func TestNothingHappensBeforeMain(t *testing.T) {
	t.Parallel()
	eachSource(t, func(s source) {
		for _, d := range s.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s has a func init", s.path)
			}
		}
	})
}

// TestPackageVariablesAreConstant holds that a variable of a package is a table, a pattern, an
// error or embedded files, be they read only when needed, and that no code assigns to it.
func TestPackageVariablesAreConstant(t *testing.T) {
	t.Parallel()
	global := map[string]bool{} // folder.name
	eachSource(t, func(s source) {
		for _, spec := range variables(s) {
			for i, name := range spec.Names {
				global[s.folder+"."+name.Name] = name.Name != "_"
				fixed := i < len(spec.Values) && constant(spec.Values[i]) || types(spec.Type) == "embed.FS"
				if !s.test && name.Name != "_" && !fixed {
					t.Errorf("%s: %s is neither a table, a pattern, an error nor an embedded file", s.path,
						name.Name)
				}
			}
		}
	})
	eachSource(t, func(s source) {
		if s.test {
			return
		}
		for _, d := range s.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				for _, name := range assigned(s, f) {
					if global[name] {
						t.Errorf("%s: %s changes the package variable %s", s.path, f.Name.Name, name)
					}
				}
			}
		}
	})
}
