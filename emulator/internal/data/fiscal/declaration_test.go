package fiscal_test

import (
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/fiscal"
)

// TestColombianDeclarationsAddUp holds the sums that the descriptions of the fields promise, and
// that each year takes over what the year before left over.
func TestColombianDeclarationsAddUp(t *testing.T) {
	t.Parallel()
	for _, set := range []string{"full", "low", "negative"} {
		people, _ := fiscal.Declarations(book(t, "tatooine_co_fiscal", "fiscal100", set), 0, 9999, true, now)
		same(t, "the number of declarations", len(people), 2) // of 2023 and 2024: 2025 is declared in summer
		for i, v := range people {
			s, a := v.AnnualIncomeStatement, v.TaxAssessment
			kinds := func(k belvo.IncomeKinds) belvo.Money {
				return k.EarnedIncome + k.FeeBasedIncome + k.CapitalIncome + k.NonLaborIncome
			}
			same(t, "net income", kinds(s.NetIncome), kinds(s.GrossIncome)-kinds(s.NonTaxableIncome))
			same(t, "exemptions and deductions", s.AnnualTotals.TotalExemptionsAndDeductions,
				s.AnnualTotals.TotalExemptIncome+s.AnnualTotals.TotalApplicableDeductions)
			same(t, "ordinary net income", s.AnnualTotals.TotalOrdinaryNetIncome,
				kinds(s.NetIncome)-s.AnnualTotals.TotalExemptionsAndDeductions)
			same(t, "the balance", a.BalancePayable-a.BalanceRefundable,
				a.TotalTaxDue-a.TotalWithheldTax-a.PreviousYearBalance)
			same(t, "net equity", v.EquityStatement.TotalNetEquity,
				max(0, v.EquityStatement.TotalGrossEquity-v.EquityStatement.TotalDebts))
			if i+1 < len(people) {
				same(t, "what the year before left", a.PreviousYearBalance, people[i+1].TaxAssessment.BalanceRefundable)
			}
			if v.PDF == nil {
				t.Error("the document is missing")
			}
		}
	}
}

// TestColombianFirmsDeclareThemselves does the same with a firm, which logs in with its NIT.
func TestColombianFirmsDeclareThemselves(t *testing.T) {
	t.Parallel()
	for _, set := range []string{"full", "negative"} {
		_, firms := fiscal.Declarations(book(t, "tatooine_co_fiscal", "9001234561", set), 0, 9999, false, now)
		same(t, "the number of declarations", len(firms), 2)
		for _, v := range firms {
			e, c, a := v.EquityStatement, v.AnnualCostsAndDeductionsStatement, v.TaxAssessment
			same(t, "gross equity", e.TotalGrossEquity, e.CashAndCashEquivalents+e.Inventory+e.Property+
				e.AccountsDocumentsAndFinanceLeasesReceivable+e.InvestmentsAndDerivativeFinancialInstruments)
			same(t, "net equity", e.TotalNetEquity, e.TotalGrossEquity-e.Debts)
			same(t, "costs", c.TotalCostsAndDeductibleExpenses, c.Costs+c.AdministrationExpenses+
				c.DistributionAndSalesExpenses+c.FinancialExpenses)
			same(t, "taxable income", a.NetIncomeTaxable,
				max(0, v.AnnualIncomeStatement.TotalNetIncome-c.TotalCostsAndDeductibleExpenses))
			same(t, "the balance", a.TotalBalancePayable-a.TotalBalanceInFavor, a.TotalTaxDue-a.Withholdings)
			same(t, "whether there is a loss", a.NetIncomeTaxable == 0, set == "negative")
			same(t, "the document", v.TaxPayerInformation.DocumentID.DocumentNumber, "9001234561")
		}
	}
}
