package insight_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/insight"
	"belvo-emulator/emulator/internal/ident"
)

// subcategories are those of EnumCategorizationTransactionSubcategory in OpenAPI 1.35.0.
const subcategories = "" +
	"Electricity & Energy|Rent|Telecommunications|Water|Auto|Credit Card|Instalment|Interest & " +
	"Charges|Mortgage|Pay Advance|Personal|Adjustments|Bank Fees|Chargeback|Refund|Blocked " +
	"Balances|Alimony|Alcohol & Tobacco|Bakery & Coffee|Bars & Nightclubs|Convenience " +
	"Store|Delivery|Groceries|Restaurants|Education|Gyms & Fitness|Hair & Beauty|Health|Home Decor &" +
	" Appliances|Laundry & Dry Cleaning|Pharmacies|Professional Services|Veterinary " +
	"Services|Freelance|Interest|Retirement|Salary|Government|Home Insurance|Auto Insurance|Health &" +
	" Life Insurance|Savings|Fixed income|Equity|Investment Funds|Derivatives|Cryptocurrencies|Apps," +
	" Software and Cloud Services|Events, Parks and Museums|Gambling|Gaming|Lottery|Movie & " +
	"Audio|Books & News|Clothing & Accessories|Department Store|Electronics|E-commerce|Gifts|Office " +
	"Supplies|Pet Supplies|Auto Tax & Fees|Donation|Government Fees|Income Tax|Real Estate Tax & " +
	"Fees|Tax Return|Accommodation|Auto Expenses|Auto Rental|Flights|Gas|Mileage Programs|Parking & " +
	"Tolls|Public Transit|Taxis & Rideshares|Other"

// categories are those that the type allows.
func categories() []string {
	f, _ := reflect.TypeFor[belvo.CategorizedTransaction]().FieldByName("Category")
	return strings.Split(f.Tag.Get("enum"), "|")
}

func one(t belvo.RawTransaction) belvo.CategorizedTransaction {
	return insight.Categorize([]belvo.RawTransaction{t}).Transactions[0]
}

func TestCategories(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, direction       string
		mcc                   int
		category, sub, seller string
	}{
		{"PAGO DE NOMINA Editorial", "INFLOW", 0, "Income & Payments", "Salary", ""},
		{"Salário mensal", "INFLOW", 0, "Income & Payments", "Salary", ""},
		{"Salary ACME", "OUTFLOW", 0, "Unknown", "", ""},
		{"JUROS DA CONTA", "OUTFLOW", 0, "Credits & Loans", "Interest & Charges", ""},
		{"RENDIMENTOS POUPANCA", "INFLOW", 0, "Income & Payments", "Interest", ""},
		{"UBER *EATS PENDING", "OUTFLOW", 0, "Food & Groceries", "Delivery", "Uber Eats"},
		{"UBER   TRIP HELP.UBER.COM", "OUTFLOW", 4121, "Transport & Travel", "Taxis & Rideshares", "Uber"},
		{"NETFLIX.COM", "OUTFLOW", 5411, "Online Platforms & Leisure", "Movie & Audio", "Netflix"},
		{"REEMBOLSO AMAZON MX", "INFLOW", 0, "Fees & Charges", "Refund", "Amazon"},
		{"PIX RECEBIDO Maria", "INFLOW", 0, "Transfers", "Other", ""},
		{"SPEI ENVIADO RENTA casa", "OUTFLOW", 0, "Bills & Utilities", "Rent", ""},
		{"RETIRO CAJERO 0042", "OUTFLOW", 0, "Withdrawal & ATM", "Other", ""},
		{"COMPRA XYZ", "OUTFLOW", 5912, "Home & Life", "Pharmacies", ""},
		{"COMPRA XYZ", "OUTFLOW", 1, "Unknown", "", ""},
		{"MINISUPER 24", "OUTFLOW", 0, "Food & Groceries", "Convenience Store", ""},
		{"...", "OUTFLOW", 0, "Unknown", "", ""},
		{"COMPRA CLAROSCURO", "OUTFLOW", 0, "Unknown", "", ""},
	} {
		raw := belvo.RawTransaction{Description: c.text, Type: c.direction}
		if c.mcc > 0 {
			raw.MCC = &c.mcc
		}
		got := one(raw)
		sub, seller := "", ""
		if got.Subcategory != nil {
			sub = *got.Subcategory
		}
		if got.Merchant != nil {
			seller = got.Merchant.MerchantName
		}
		if got.Category != c.category || sub != c.sub || seller != c.seller {
			t.Errorf("%q (%s, %d) is %q, %q by %q; want %q, %q by %q", c.text, c.direction, c.mcc, got.Category,
				sub, seller, c.category, c.sub, c.seller)
		}
	}
}

// TestEveryMeaningIsAWordOfBelvos goes through all trades and through every phrase of the tables, by
// way of descriptions that are made of many words.
func TestEveryMeaningIsAWordOfBelvos(t *testing.T) {
	t.Parallel()
	check := func(raw belvo.RawTransaction) {
		got := one(raw)
		if !slices.Contains(categories(), got.Category) || got.Subcategory != nil &&
			!slices.Contains(strings.Split(subcategories, "|"), *got.Subcategory) {
			t.Errorf("%+v is %q, %v", raw, got.Category, got.Subcategory)
		}
		if (got.Category == "Unknown") != (got.Subcategory == nil) {
			t.Errorf("%+v is %q with the subcategory %v", raw, got.Category, got.Subcategory)
		}
	}
	for mcc := range 10_000 {
		check(belvo.RawTransaction{Description: "x", Type: "OUTFLOW", MCC: &mcc})
	}
	for _, phrase := range insight.Phrases() {
		for _, direction := range []string{"INFLOW", "OUTFLOW"} {
			raw := belvo.RawTransaction{Description: "1 " + strings.ToLower(phrase) + " 2", Type: direction}
			check(raw)
			if got := one(raw); got.Category == "Unknown" && one(belvo.RawTransaction{Description: phrase,
				Type: map[string]string{"INFLOW": "OUTFLOW", "OUTFLOW": "INFLOW"}[direction]}).Category == "Unknown" {
				t.Errorf("nothing is known of %q", phrase)
			}
		}
	}
}

var (
	at     = time.Date(2026, 3, 16, 12, 0, 0, 0, time.UTC)
	person = uuid.MustParse("a61bc801-9fa5-457b-88ad-850c96eaca30")
)

func salary(day belvo.Date, amount float64) belvo.RawTransaction {
	return belvo.RawTransaction{AccountHolderID: person.String(), AccountID: "EBACA-1", ValueDate: day,
		AccountCategory: "CHECKING_ACCOUNT", Description: "SALÁRIO MENSAL", Type: "INFLOW",
		Amount: belvo.Percent(amount), Currency: "BRL", Institution: "Erebor Brazil"}
}

func TestIncomesOfAYearOfSalaries(t *testing.T) {
	t.Parallel()
	today := belvo.DateOf(at)
	var some []belvo.RawTransaction
	for i := range 12 {
		some = append(some, salary(today-belvo.Date(30*i), 1000))
	}
	some = append(some, salary(today, 0), salary(today, -5))
	all := insight.HolderIncomes(some, insight.Wanted{}, insight.Input{From: today - 365, To: today, At: at})
	if len(all) != 1 || len(all[0].IncomeStreams) != 1 {
		t.Fatalf("the incomes are %+v", all)
	}
	got, stream := all[0], all[0].IncomeStreams[0]
	if got.Link != person || got.Institution != "Erebor Brazil" || got.Total != 12_000_00 ||
		got.MonthlyAverage != 1000_00 {
		t.Errorf("the income is %+v", got)
	}
	if stream.AccountID != "EBACA-1" || stream.IncomeType != "SALARY" || stream.Frequency != "MONTHLY" ||
		stream.Confidence != "HIGH" || stream.NumberOfIncomes != 12 {
		t.Errorf("the stream is %+v", stream)
	}
	none := insight.HolderIncomes(some, insight.Wanted{Types: []string{"RENT"}},
		insight.Input{From: today - 365, To: today, At: at})
	if none[0].Total != 0 || len(none[0].IncomeStreams) != 0 {
		t.Errorf("the rents are %+v", none[0])
	}
}

// TestIncomesAddUp: whatever is sent, each holder and institution has one income, whose streams hold
// every transaction that is an income once.
func TestIncomesAddUp(t *testing.T) {
	t.Parallel()
	words := []string{"SALARIO", "PIX RECEBIDO ANA", "DEPOSITO", "RENDIMENTO", "HONORARIOS", "ALUGUEL", "?"}
	today := belvo.DateOf(at)
	for seed := range 50 {
		rng := ident.NewRand("incomes", string(rune('a'+seed)))
		var some []belvo.RawTransaction
		want := map[string]belvo.Money{}
		for range rng.IntN(60) {
			raw := salary(today-belvo.Date(rng.IntN(365)), float64(rng.IntN(500_000))/100)
			raw.Institution = []string{"one", "two"}[rng.IntN(2)]
			raw.AccountID = []string{"a", "b"}[rng.IntN(2)]
			raw.Description = words[rng.IntN(len(words))]
			some = append(some, raw)
			want[raw.Institution] += belvo.MoneyOf(float64(raw.Amount))
		}
		all := insight.HolderIncomes(some, insight.Wanted{}, insight.Input{From: today - 365, To: today, At: at})
		if len(all) != len(want) {
			t.Errorf("%d incomes of %d institutions", len(all), len(want))
		}
		for _, got := range all {
			if got.Total != want[got.Institution] || got.TotalRegular+got.TotalIrregular != got.Total ||
				got.TotalLow+got.TotalMedium+got.TotalHigh != got.Total {
				t.Errorf("%v at %s: %+v", want[got.Institution], got.Institution, got.IncomeTotals)
			}
		}
	}
}
