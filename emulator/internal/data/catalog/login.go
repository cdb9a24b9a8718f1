package catalog

import (
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/people"
)

// OnOpenFinance says whether an institution is on Brazil's Open Finance, where users log in with
// their document and give a consent.
func OnOpenFinance(in *belvo.Institution) bool { return in.IntegrationType == "openfinance" }

// LoginOf is the user name of an institution as its data knows it: on Open Finance the digits of a
// document, however it was written.
func LoginOf(in *belvo.Institution, username string) string {
	if OnOpenFinance(in) {
		return strings.NewReplacer(".", "", "-", "", "/", "").Replace(username)
	}
	return username
}

// KnowsLogin says whether a user name can belong to a customer: on Open Finance it must be a CPF or CNPJ
// with right check digits. Elsewhere every name can be.
func KnowsLogin(in *belvo.Institution, login string) bool {
	return !OnOpenFinance(in) || people.IsCPF(login) || people.IsCNPJ(login)
}
