package contract_test

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"belvo-emulator/emulator/contract"
	"belvo-emulator/emulator/internal/api"
	"belvo-emulator/emulator/internal/data/registry"
)

var update = flag.Bool("update", false, "write what was checked to the evidence")

// folder is the environment variable that names the folder of Belvo's own descriptions.
const folder = "BELVO_OPENAPI_DIR"

// The versions of Belvo's descriptions: the current one, and the newest that still has the banks
// with credentials.
const (
	current = "1.223.0"
	legacy  = "1.35.0"
)

// ledger is what was found out about the operations of one description.
type ledger struct {
	*contract.Description
	mu       sync.Mutex
	statuses map[string]map[int]bool     // by operation
	faults   map[string]map[string][]int // by operation: fault -> statuses
}

// officials reads Belvo's descriptions, or skips the test where there are none.
func officials(t *testing.T) map[string]*ledger {
	t.Helper()
	dir := os.Getenv(folder)
	if dir == "" {
		t.Skipf("%s names no folder with Belvo's OpenAPI descriptions, which are not ours to ship", folder)
	}
	out := map[string]*ledger{}
	for _, version := range []string{current, legacy} {
		data, err := os.ReadFile(filepath.Join(dir, "belvo-openapi-"+version+".json"))
		if err != nil {
			t.Fatal(err)
		}
		d, err := contract.Parse(version, data)
		if err != nil {
			t.Fatal(err)
		}
		out[version] = &ledger{Description: d, statuses: map[string]map[int]bool{},
			faults: map[string]map[string][]int{}}
	}
	return out
}

// note checks an exchange and keeps what was found.
func (l *ledger) note(e contract.Exchange) {
	key := contract.Key(e.Method, e.Path)
	if !l.Has(key) {
		return
	}
	err := l.Check(e)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.statuses[key] == nil {
		l.statuses[key], l.faults[key] = map[int]bool{}, map[string][]int{}
	}
	l.statuses[key][e.Status] = true
	if err == nil {
		return
	}
	for fault := range strings.SplitSeq(err.Error(), "\n") {
		if !slices.Contains(l.faults[key][fault], e.Status) {
			l.faults[key][fault] = append(l.faults[key][fault], e.Status)
		}
	}
}

// verdict is what an operation is found to be.
type verdict string

const (
	conformant  verdict = "conformant"
	deviates    verdict = "deviates"
	notEmulated verdict = "not emulated"
	untried     verdict = "untried"
)

func (l *ledger) verdict(key string) verdict {
	switch statuses := l.statuses[key]; {
	case statuses[501]:
		return notEmulated
	case !slices.ContainsFunc(slices.Collect(maps.Keys(statuses)), func(s int) bool { return s < 300 }):
		return untried
	case len(l.faults[key]) > 0:
		return deviates
	default:
		return conformant
	}
}

// TestOfficialDescriptions walks every operation of Belvo's descriptions but those of payments and
// holds our answers against their schemas. What deviates must be among the deviations that the
// fidelity table lists; what is listed must be true.
func TestOfficialDescriptions(t *testing.T) {
	t.Parallel()
	ledgers := officials(t)
	tellTheStory(t, ledgers)
	for _, version := range slices.Sorted(maps.Keys(ledgers)) {
		l := ledgers[version]
		counts, checked := map[verdict]int{}, map[string]bool{}
		keys, names := l.Operations()
		for _, key := range keys {
			if strings.Contains(key, " /payments/") {
				continue
			}
			v := l.verdict(key)
			counts[v]++
			checked[key] = v == conformant || v == deviates
			l.judge(t, key, names[key], v)
		}
		t.Logf("OpenAPI %s: %d conformant, %d deviate with a reason, %d not emulated, %d untried", version,
			counts[conformant], counts[deviates], counts[notEmulated], counts[untried])
		maps.DeleteFunc(checked, func(_ string, is bool) bool { return !is })
		if err := contract.Evidence("../testdata/evidence/schema-"+version+".txt", checked, *update); err != nil {
			t.Error(err)
		}
	}
}

// judge compares a verdict with what is known.
func (l *ledger) judge(t *testing.T, key, name string, v verdict) {
	t.Helper()
	if v == untried || v == notEmulated {
		t.Errorf("%s %s (%s) is %s: it answered only %v", l.Name, key, name, v,
			slices.Sorted(maps.Keys(l.statuses[key])))
		return
	}
	for _, fault := range slices.Sorted(maps.Keys(l.faults[key])) {
		i := slices.IndexFunc(deviations(), func(d deviation) bool { return d.explains(l.Name, key, fault) })
		if i < 0 {
			t.Errorf("%s %s (%s), statuses %v: %s", l.Name, key, name, l.faults[key][fault], fault)
			continue
		}
		if why := deviations()[i].why; !slices.Contains(listed(key), why) {
			t.Errorf("%s %s deviates, but its route does not say %q", l.Name, key, why)
		}
	}
}

// listed are the deviations that the fidelity table has of an operation.
func listed(key string) []string {
	for _, r := range api.Routes(registry.Registry()) {
		if contract.Key(r.Method, r.Path) == key {
			return r.Deviations
		}
	}
	return nil
}

// deviation is a known difference between our answers and a description.
type deviation struct {
	version   string // "" for both
	operation string // a part of its key
	fault     string // a part of the fault's text
	why       string // as the fidelity table has it
}

func (d deviation) explains(version, key, fault string) bool {
	return (d.version == "" || d.version == version) && strings.Contains(key, d.operation) &&
		strings.Contains(fault, d.fault)
}

// noIncomes is what an income says where there is nothing to say.
const noIncomes = "`last_transaction_date` is null without transactions, `best_working_day_to_charge` " +
	"without incomes"

const detailIsObject = "one object is an object, where a specification says an array"

// deviations are all differences that are known; the test fails for others.
func deviations() []deviation {
	return []deviation{
		{"", "GET ", "does not describe a 400", "a bad parameter is 400, a bad page 404 (undocumented)"},
		{"", "PATCH /api/links/", "does not describe a 400", "bad sessions are 400 `session_expired`"},
		{"", "/api/links/", "external_id: Value is not nullable", "`external_id` is null when none was given"},
		{"", "/api/institutions/", "type: value is not one of",
			"institutions of older guides (type `gig`) only where `name` or `type` asks for them"},
		{legacy, "/api/institutions/", "integration_type: value is not one of",
			"with Open Finance institutions, which 1.35.0 did not have"},
		{legacy, "DELETE /api/links/", "does not describe a 202", "202 on request, as in 1.223.0"},
		{"", "", "id: Value is not nullable", "unsaved objects have a null id"},
		{current, "POST /api/incomes/", "does not describe a 428", "MFA is 428, as in 1.35.0"},
		{"", "-expenses/{}/", "value must be an array", detailIsObject},
		{"", "/api/risk-insights/", "value must be an array", detailIsObject},
		{legacy, "/api/incomes/{}/", "value must be an array", detailIsObject},
		{legacy, "incomes/", "frequency: value is not one of", registry.Fortnightly},
		{"", "/api/incomes/", "last_transaction_date: Value is not nullable", noIncomes},
		{current, "/api/incomes/", "best_working_day_to_charge: Value is not nullable", noIncomes},
		{legacy, "GET /receivables/transactions/{}/", "value must be an object",
			"an error is an array, where 1.35.0 once shows an object"},
		{legacy, "POST /receivables/transactions/", "value must be an object",
			"POST answers a list, where 1.35.0 shows one object"},
		{legacy, "PATCH /investments/portfolios/", "value must be an object", "PATCH answers a list, as elsewhere"},
		{"", "DELETE /api/mx/current-employments/", "does not describe a 404", "an unknown id is 404 (undescribed)"},
		{legacy, "/api/employment-records/", "end_date: Value is not nullable", "as in 1.223.0, not 1.35.0"},
		{legacy, "/api/employment-records/", "document_type: value is not one of", "as in 1.223.0, not 1.35.0"},
		{legacy, "POST /api/employment-records/", "does not describe a 202", "as in 1.223.0, not 1.35.0"},
		{"", "POST /api/tax-returns/", "is missing (required)", "unsaved objects have a null id"}, // of no variant
		{legacy, "POST /api/tax-declarations/", "is missing (required)", "unsaved objects have a null id"},
		{legacy, "GET /api/tax-returns/", "is missing (required)",
			"lists have monthly and yearly returns together, as in 1.223.0"},
		{legacy, "POST /api/invoices/", "value is not one of", "unsaved objects have a null id"}, // likewise
		{legacy, "POST /api/invoices/", "does not describe a 202", "202 on request, as in 1.223.0"},
		{"", "POST /api/invoices/", "does not describe a 428", "428 where the institution asks for a token"},
		{current, "POST /api/financial-statements/", "does not describe a 202",
			"202 on request: 1.223.0 describes the header alone"},
		{legacy, "/api/tax-status/", `"regimen" is missing`, "1.35.0 requires a `regimen` that it does not describe"},
		{current, "POST /api/owners/", "is missing (required)", "unsaved objects have a null id"},
		{current, "/api/owners/", "is missing (required)", ownerShapes},
		{current, "/api/owners/", "matches more than one schema", ownerShapes},
		{current, "/api/br/investment", "regular expression \"‘",
			"patterns that 1.223.0 has in typographic quotes are meant without"},
		{current, "/api/consents/", "expired_at: Value is not nullable",
			"`expired_at` is null without an end, as described"},
		{current, "", "total_effectove_cost", "`total_effective_cost` is not misspelled"},
	}
}

// ownerShapes is why owners fit the current description twice, or not at all where it forgets one.
const ownerShapes = "off Open Finance the shape is `Owner`, which people on it satisfy as well"
