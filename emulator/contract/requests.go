package contract

import (
	"maps"
	"regexp"
	"strings"
	"sync"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/fixtures"
)

// Fields is a JSON object to send.
type Fields = map[string]any

// books is read once: it has the built-in fixtures, which do not change.
var books = sync.OnceValue(func() *catalog.Catalog {
	return catalog.Load(catalog.Layer{Name: "fixtures", FS: fixtures.FS})
})

// Institutions are those to try a resource with: of those that offer it the first of each type,
// country and generation.
func Institutions(row *registry.Row) []*belvo.Institution {
	var out []*belvo.Institution
	seen := map[string]bool{}
	for _, inst := range books().Institutions() {
		kind := inst.Type + inst.CountryCode + inst.IntegrationType
		if row.OfferedBy(inst) && !seen[kind] {
			seen[kind] = true
			out = append(out, inst)
		}
	}
	return out
}

// OpenFinance says whether an institution is on Open Finance, whose objects have other shapes than
// those of banks with credentials.
func OpenFinance(inst *belvo.Institution) bool { return inst.IntegrationType == "openfinance" }

// Login is a body that registers a user at an institution: its form filled in.
func Login(inst *belvo.Institution) Fields {
	return login(inst, "bnk100", "12345678909", "BLPM951331HNVGRN54", "1018470893", "123456", "0",
		"ana@example.com", "12345678-5")
}

// EmptyLogin is Login of a user whose data set has no data.
func EmptyLogin(inst *belvo.Institution) Fields {
	return login(inst, "bnk101", "12345646101", "NONE850312HDFRRN07", "1018470101", "123456", "0",
		"ana@example.com", "12345101")
}

// login fills a form with the first of some texts that fits each field.
func login(inst *belvo.Institution, texts ...string) Fields {
	body := Fields{"institution": inst.Name, "password": "pass_valid"}
	for _, f := range inst.FormFields {
		switch {
		case len(f.Values) > 0:
			body[f.Name] = f.Values[len(f.Values)-1].Code
		case f.Name != "password":
			body[f.Name] = fitting(f.Validation, texts)
		}
	}
	return body
}

// fitting is the first text that a form's pattern lets through.
func fitting(pattern string, texts []string) string {
	for _, text := range texts {
		if regexp.MustCompile(pattern).MatchString(text) {
			return text
		}
	}
	return texts[0]
}

// Bodies are requests for a resource of a link: one for each of the resource's choices, with
// everything that can be asked for, about the last 90 days, the last two years or last month. The
// account is one of the link's, asked for where a resource is about a single one.
func Bodies(row *registry.Row, link string, account func() string, today belvo.Date) []Fields {
	types := []string{""}
	for _, f := range row.Fields {
		if f.Name == "type" && f.Required {
			types = f.Choices
		}
	}
	var out []Fields
	for _, of := range types {
		body := Fields{"link": link, "type": of}
		maps.DeleteFunc(body, func(_ string, v any) bool { return v == "" })
		for _, f := range row.Fields {
			if f.Kind == registry.ID && f.Required {
				body[f.Name] = account()
			} else if value := valueOf(f, today); value != nil && (f.When == "" || f.When == of) {
				body[f.Name] = value
			}
		}
		out = append(out, body)
	}
	return out
}

// valueOf is a fitting value of a field, nil for what is better left out.
func valueOf(f registry.Field, today belvo.Date) any {
	day := today
	switch {
	case f.Name == "year", f.Name == "month":
		day -= 31
	case !strings.HasSuffix(f.Name, "_from"):
	case f.Kind == registry.Year:
		day -= 2 * 365
	default:
		day -= 90
	}
	switch f.Kind {
	case registry.Day:
		return day.String()
	case registry.Year:
		return day.String()[:4]
	case registry.Month:
		return int(day.Time().Month())
	case registry.Flag:
		return true
	default:
		return nil
	}
}
