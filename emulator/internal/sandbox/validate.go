package sandbox

import (
	"regexp"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/people"
)

// Forms of values, each from a schema's pattern in OpenAPI 1.223.0 (credentials_storage, stale_in)
// or from https://developers.belvo.com/docs/link-creation-best-practices (external_id, what counts
// as personal).
var (
	storageForm  = regexp.MustCompile(`^(store|nostore|[1-9]\d{0,2}d)$`)
	staleForm    = regexp.MustCompile(`^[1-9]\d{0,2}d$`)
	externalForm = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	curpForm     = regexp.MustCompile(`^[A-Z]{4}\d{6}[A-Z]{6}[A-Z0-9]{2}$`)
	rfcForm      = regexp.MustCompile(`^[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}$`)
	emailForm    = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
)

// problemsOf returns the problems among the results of several checks, nil for none.
func problemsOf(results ...*belvo.Error) belvo.Errors {
	var problems belvo.Errors
	for _, e := range results {
		if e != nil {
			problems = append(problems, e)
		}
	}
	return problems
}

// checkOptional checks a value that need not be given.
func checkOptional(value string, check func(string) *belvo.Error) *belvo.Error {
	if value == "" {
		return nil
	}
	return check(value)
}

// CheckExternalID checks external_id, which may be missing. The error is that of the field.
func CheckExternalID(id string) *belvo.Error {
	e := func(code belvo.Code, text string) *belvo.Error {
		return belvo.FieldError(code, "external_id").With(text)
	}
	switch {
	case id == "":
		return nil
	case len(id) < 3:
		return e(belvo.CodeMinLength, "Ensure this field has at least 3 characters.")
	case len(id) > 256:
		return e(belvo.CodeMaxLength, "Ensure this field has no more than 256 characters.")
	case !externalForm.MatchString(id):
		return e(
			belvo.CodeInvalid,
			"Enter a valid value: only letters, numbers, hyphens and underscores are allowed.",
		)
	}
	return nil
}

// personal says whether an external id is personal data, which Belvo replaces by null. Deviation:
// Belvo does not say what it looks for; ours are e-mail addresses, CPF and CNPJ with or without
// punctuation, CURP and RFC.
func personal(id string) bool {
	switch {
	case strings.Contains(id, "@"):
		return emailForm.MatchString(id)
	case len(id) < len("00000000000"): // a CPF, which is the shortest
		return false
	}
	plain := strings.Map(func(r rune) rune {
		if strings.ContainsRune(".-/", r) {
			return -1
		}
		return r
	}, id)
	return curpForm.MatchString(id) || rfcForm.MatchString(id) ||
		people.IsCPF(plain) || people.IsCNPJ(plain)
}

// CheckStorage checks credentials_storage. The error is that of the field.
func CheckStorage(storage string) *belvo.Error {
	if !storageForm.MatchString(storage) || strings.HasSuffix(storage, "d") && belvo.Days(storage) > belvo.Days("365d") {
		return belvo.FieldError(belvo.CodeInvalid, "credentials_storage").With(
			"Enter a valid value: store, nostore or a number of days from 1d to 365d.")
	}
	return nil
}

// CheckStale checks stale_in. The error is that of the field.
func CheckStale(period string) *belvo.Error {
	if !staleForm.MatchString(period) {
		return belvo.FieldError(belvo.CodeInvalid, "stale_in").
			With("Enter a valid value: a number of days such as 42d.")
	}
	return nil
}

// CheckResources reports resources that an institution does not have. The field is called resources,
// as on https://developers.belvo.com/developer_resources/resources-belvo-api-errors
func CheckResources(wanted []string, inst *belvo.Institution) *belvo.Error {
	for _, name := range wanted {
		if !slices.Contains(inst.Resources, name) {
			return belvo.FieldError(belvo.CodeInvalid, "resources").With(
				"The institution only supports the following resources: " + strings.Join(inst.Resources, ", "))
		}
	}
	return nil
}
