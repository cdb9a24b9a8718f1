package catalog

import (
	"io/fs"
	"strings"
	"testing"

	"belvo-emulator/fixtures"
)

// TestPartProblems replaces a piece of a built-in file by a wrong one; want is the place and the message of
// the one problem.
func TestPartProblems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, old, new, want string }{
		{"full/set.yaml", "summary:", "sumary:", `2:1: unknown key "sumary", did you mean "summary"?`},
		{"full/set.yaml", "summary:", "owner: maybe\nsummary:", `2:8: "owner" must be true or false, not "maybe"`},
		{"full/taxpayer.yaml", "with: clients", "with: client", `8:35: unknown with "client", did you mean "clients"?`},
		{"full/taxpayer.yaml", "with: clients", "with: clients, firms: [A]",
			`8:35: invoices need one of "with" and "firms"`},
		{"full/taxpayer.yaml", "key: public", "key: fees", `13:9: there are other invoices "fees"`},
		{"full/taxpayer.yaml", "often: [2, 4], amount: [7000", "often: [4, 2], amount: [7000",
			"8:51: often must be a number or [least, most], at least 0"},
		{"full/taxpayer.yaml", "often: [2, 4], amount: [7000", "often: 41, amount: [7000",
			"8:51: there may be 40 invoices of a kind in a month"},
		{"full/taxpayer.yaml", "often: 2, amount: 9500", "often: 3, amount: 9500",
			"17:65: wages are paid twice a month at most"},
		{"full/taxpayer.yaml", "often: 2, amount: 9500", "often: 2", `17:3: invoices "wages" need an amount`},
		{"full/taxpayer.yaml", `goods: [{code: "86101700", text: Taller de fin de semana}]`, "goods: []",
			"14:23: invoices need goods, and only wages have none"},
		{"full/taxpayer.yaml", "regimes:", "accused: [Nobody]\nregimes:", `5:10: unknown firm "Nobody"`},
		{"negative/taxpayer.yaml", "[Estación Tres Ríos", "[Estación Tres Rios",
			`6:10: unknown firm "Estación Tres Rios", did you mean "Estación Tres Ríos"?`},
		{"low/taxpayer.yaml", "fees, usage", "fee, usage", `5:85: unknown retains "fee", did you mean "fees"?`},
		{"full/declarations.yaml", "[20000, 60000]", "[60000, 20000]",
			"3:7: fees must be a number or [least, most], at least 0"},
		{"full/declarations.yaml", "worth: 90000", "worth: -1", "5:8: size and worth must be at least 0"},
		{"full/chile.yaml", "sales: 0.45", "sales: 45", "2:8: sales must be from 0 to 1"},
		{"full/chile.yaml", "months: 36", "months: 36, late: 40",
			"5:1: a debt needs an amount of more than 0, and no more late months than it has"},
		{"full/chile.yaml", "kind: Consumo", "kind: Casa", `6:44: unknown kind "Casa"`},
		{"full/employment.yaml", "top_pay: 2800", "top_pay: 10",
			"3:10: entry_pay must be more than 0, and top_pay not less than it"},
		{"low/employment.yaml", "begins: [380, 439]", "begins: [439, 380]",
			"4:9: begins must be a number or [least, most], at least 0"},
		{"full/investments.yaml", "key: lci", "key: cdb", `4:9: there is another investment "cdb"`},
		{"full/investments.yaml", "price: 18.4", "price: 0", "9:59: price must be more than 0"},
		{"full/investments.yaml", ", debtor: Energia do Cerrado S.A.", "",
			`6:3: a FIXED_INCOME_CREDIT needs "debtor", and no other kind may have it`},
		{"full/investments.yaml", ", interest: DIVIDENDOS", "", `10:50: pays needs "interest", the subtype of the movement`},
		{"full/investments.yaml", "units: [1, 6]", "units: [0, 6]", "11:102: units must be 1 at least"},
		{"full/exchanges.yaml", "every: 3", "every: 0", `2:8: "every" must be at least 1`},
		{"full/exchanges.yaml", "rate: 5.42", "rate: 0.1", "4:1: a rate must be more than 0.2: it varies by that much"},
	} {
		t.Run(c.file+" "+c.new, func(t *testing.T) {
			t.Parallel()
			good, err := fs.ReadFile(fixtures.FS, "datasets/"+c.file)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(good), c.old) {
				t.Fatalf("the file has no %q", c.old)
			}
			bad := strings.Replace(string(good), c.old, c.new, 1)
			err = userFolder(map[string]string{"datasets/" + c.file: bad}).Check()
			if err == nil || strings.Contains(err.Error(), "\n") ||
				!strings.HasPrefix(err.Error(), "mine/datasets/"+c.file+":"+c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// TestAuthoritiesThatInstitutionsNeed: a country's file lacks nothing that its institutions ask for.
func TestAuthoritiesThatInstitutionsNeed(t *testing.T) {
	t.Parallel()
	for code, keys := range needed {
		if len(keys) == 1 {
			continue // a mapping without its one key is refused by its shape
		}
		data, err := fs.ReadFile(fixtures.FS, "people/"+code+".yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range keys {
			from := strings.Index(string(data), "\n  "+key+":")
			to := from + 1 + strings.IndexByte(string(data)[from+1:], '\n')
			for strings.HasPrefix(string(data)[to:], "\n   ") || strings.HasPrefix(string(data)[to:], "\n  -") {
				to += 1 + strings.IndexByte(string(data)[to+1:], '\n')
			}
			err := userFolder(map[string]string{"people/" + code + ".yaml": string(data[:from]) + string(data[to:])}).Check()
			if err == nil || !strings.Contains(err.Error(), `needs "`+key+`" for the country's institutions`) {
				t.Errorf("%s without %s: %v", code, key, err)
			}
		}
	}
}
