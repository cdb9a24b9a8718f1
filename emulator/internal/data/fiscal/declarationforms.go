package fiscal

import (
	"fmt"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/ident"
)

// document is which form a declaration is on.
func (y *colombian) document(p *people.Profile, form, who string) belvo.DeclarationDocument {
	rng := ident.NewRand(p.User, "form", fmt.Sprint(y.year))
	return belvo.DeclarationDocument{Name: "Declaración de renta y complementario, " + who, Type: form,
		Year:       y.year,
		FormNumber: fmt.Sprintf("2%s%010d", form[:2], rng.Int64N(9999999999))}
}

// office is the section of the tax authority that a declaration goes to.
func office(p *people.Profile) belvo.DeclarationReport {
	return belvo.DeclarationReport{ReportingType: "sectional_address_code",
		ReportingValue: fmt.Sprintf("%02d", 1+ident.NewRand(p.City, "office").IntN(48))}
}

func personDeclaration(p *people.Profile, y *colombian) *belvo.TaxDeclarationIndividual {
	v := &belvo.TaxDeclarationIndividual{DateIssued: y.filed,
		DocumentInformation: y.document(p, "210", "personas naturales"),
		TaxPayerInformation: belvo.DeclarationPerson{FirstName: p.Given, FirstLastName: p.Families[0],
			MainEconomicActivity: "0010", DocumentID: p.Document, ReportingID: office(p)},
		EquityStatement: belvo.PersonEquity{TotalGrossEquity: y.assets, TotalDebts: y.debts,
			TotalNetEquity: max(0, y.assets-y.debts)}}
	if len(p.Families) > 1 {
		v.TaxPayerInformation.SecondLastName = p.Families[1]
	}
	gross := belvo.IncomeKinds{EarnedIncome: y.salary, FeeBasedIncome: y.fees, CapitalIncome: y.rents}
	v.AnnualIncomeStatement = belvo.PersonIncome{GrossIncome: gross,
		NonTaxableIncome: belvo.IncomeKinds{EarnedIncome: y.contributions},
		NetIncome: belvo.IncomeKinds{EarnedIncome: y.salary - y.contributions, FeeBasedIncome: y.fees,
			CapitalIncome: y.rents},
		AnnualTotals: belvo.AnnualTotals{TotalExemptIncome: y.exempt, TotalApplicableDeductions: y.deducted,
			TotalExemptionsAndDeductions: y.exempt + y.deducted, TotalOrdinaryNetIncome: y.taxable()}}
	v.TaxAssessment = belvo.PersonAssessment{TotalTaxOnTaxableNetIncome: y.tax, NetIncomeTax: y.tax,
		TotalTaxDue: y.tax, PreviousYearBalance: y.before, TotalWithheldTax: y.withheld,
		BalancePayable: max(0, y.balance()), BalanceRefundable: y.after, TotalPayment: max(0, y.balance())}
	return v
}

func firmDeclaration(p *people.Profile, y *colombian) *belvo.TaxDeclarationBusiness {
	cash := share(y.assets, 4, 10*100000) * 100000
	claims := share(y.assets, 2, 10*100000) * 100000
	stock := share(y.assets, 3, 10*100000) * 100000
	running := share(y.costs, 2, 10*100000) * 100000
	return &belvo.TaxDeclarationBusiness{DateIssued: y.filed,
		DocumentInformation: y.document(p, "110", "personas jurídicas"),
		TaxPayerInformation: belvo.DeclarationFirm{CompanyName: p.Company, MainEconomicActivity: "4659",
			DocumentID: p.Document, ReportingID: office(p)},
		EquityStatement: belvo.FirmEquity{CashAndCashEquivalents: cash,
			AccountsDocumentsAndFinanceLeasesReceivable: claims, Inventory: stock,
			Property:         y.assets - cash - claims - stock,
			TotalGrossEquity: y.assets, Debts: y.debts, TotalNetEquity: y.assets - y.debts},
		AnnualIncomeStatement: belvo.FirmIncome{GrossIncomeFromOrdinaryActivities: y.fees, TotalGrossIncome: y.fees,
			TotalNetIncome: y.fees},
		AnnualCostsAndDeductionsStatement: belvo.FirmCosts{Costs: y.costs - running,
			AdministrationExpenses:          running,
			TotalCostsAndDeductibleExpenses: y.costs},
		TaxAssessment: belvo.FirmAssessment{NetIncomeTaxable: y.taxable(), TotalTaxOnTaxableNetIncome: y.tax,
			NetIncomeTax: y.tax, TotalTaxDue: y.tax, TotalBalancePayable: max(0, y.balance()),
			Withholdings:        y.withheld + y.before,
			TotalBalanceInFavor: y.after, TotalPayment: max(0, y.balance())}}
}
