package portfolio_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/dataset"
	"belvo-emulator/emulator/internal/portfolio"
	"belvo-emulator/fixtures"
)

func TestPortfoliosAddUpToTheirAccounts(t *testing.T) {
	t.Parallel()
	catalog := dataset.Load(dataset.Layer{Name: "fixtures", FS: fixtures.FS})
	at := time.Date(2026, 3, 16, 12, 0, 0, 0, time.UTC)
	for _, name := range []string{"erebor_mx_retail", "erebor_br_retail", "erebor_co_retail"} {
		inst, _ := catalog.Institution(name)
		for set, some := range map[string]bool{"full": true, "none": false} {
			book, err := catalog.Open(dataset.Customer{Institution: inst, Username: "bnk100", Set: set,
				Since: belvo.DateOf(at), Link: uuid.MustParse("30cb4806-6e00-48a4-91c9-ca55968576c8")})
			if err != nil {
				t.Fatal(err)
			}
			var invested, gross belvo.Money
			for _, a := range book.Accounts(at) {
				if a.Category == "INVESTMENT_ACCOUNT" {
					invested += a.Balance.Current
				}
			}
			for _, p := range portfolio.Of(book, at) {
				var net belvo.Money
				for _, i := range p.Instruments {
					gross, net = gross+*i.BalanceGross, net+*i.BalanceNet
					if worth := i.Price.Float() * float64(*i.Quantity); math.Abs(worth-i.BalanceGross.Float()) > 0.01 {
						t.Errorf("%v shares of %v are worth %v", *i.Quantity, *i.Price, *i.BalanceGross)
					}
				}
				if net != *p.BalanceNet || net > *p.BalanceGross {
					t.Errorf("%v net of %v", net, *p.BalanceGross)
				}
			}
			if gross != invested || (gross > 0) != some {
				t.Errorf("%s, %s: portfolios of %v, accounts of %v", name, set, gross, invested)
			}
		}
	}
}
