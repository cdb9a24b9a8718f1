package bank_test

import (
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/bank/banktest"
)

var at = banktest.Noon()

// everywhere runs a test for the banks of each country.
func everywhere(t *testing.T, test func(t *testing.T, book *bank.Book)) {
	t.Helper()
	for _, name := range []string{"erebor_mx_retail", "erebor_br_retail", "erebor_co_retail"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, banktest.Open(t, name, "full"))
		})
	}
}

// near says whether two numbers are the same except for rounding to a hundredth.
func near(a, b float64) bool { return math.Abs(a-b) <= 0.01 }

func transactions(book *bank.Book, at time.Time) []*belvo.PortfolioTransaction {
	return bank.PortfolioTransactions(book, math.MinInt32, belvo.DateOf(at), at)
}

// TestPortfoliosAddUpToTheirAccounts looks at many days: instruments are worth what the account has.
func TestPortfoliosAddUpToTheirAccounts(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, book *bank.Book) {
		for day := 0; day < 400; day += 9 {
			at := at.AddDate(0, 0, day)
			var invested, gross belvo.Money
			for _, a := range book.Accounts(at) {
				if a.Category == "INVESTMENT_ACCOUNT" {
					invested += a.Balance.Current
				}
			}
			for _, p := range bank.Portfolios(book, at) {
				gross += worth(t, p)
			}
			if gross != invested || gross == 0 {
				t.Errorf("portfolios of %v, accounts of %v", gross, invested)
			}
		}
	})
}

// worth is what the instruments of a portfolio are worth, each its price times its quantity.
func worth(t *testing.T, p *belvo.Portfolio) (gross belvo.Money) {
	t.Helper()
	var net belvo.Money
	for _, i := range p.Instruments {
		gross, net = gross+*i.BalanceGross, net+*i.BalanceNet
		if product := float64(*i.Price * *i.Quantity); !near(product, i.BalanceGross.Float()) {
			t.Errorf("%v shares of %v are worth %v", *i.Quantity, *i.Price, *i.BalanceGross)
		}
	}
	if gross != *p.BalanceGross || net != *p.BalanceNet || net > gross {
		t.Errorf("%v, %v net, in a portfolio of %v, %v net", gross, net, *p.BalanceGross, *p.BalanceNet)
	}
	return gross
}

// sums are what transactions say of an instrument.
type sums struct {
	quantity, acquired float64
	bought, returned   belvo.Money
}

// sumsOf adds up transactions, which are what their price and quantity say.
func sumsOf(t *testing.T, all []*belvo.PortfolioTransaction) map[uuid.UUID]sums {
	t.Helper()
	of := map[uuid.UUID]sums{}
	for _, x := range all {
		s := of[x.Instrument.ID]
		switch x.Type {
		case "BUY":
			s.quantity, s.acquired = s.quantity+float64(x.Quantity), s.acquired+float64(x.Quantity)
			s.bought += x.Amount
		case "SELL":
			s.quantity, s.returned = s.quantity-float64(x.Quantity), s.returned+x.Amount
		case "DIVIDEND":
			s.returned += x.Amount
		}
		if worth := float64(x.Price * x.Quantity); x.Type != "DIVIDEND" && !near(worth, x.Amount.Float()) {
			t.Errorf("%s of %v shares at %v for %v", x.Type, x.Quantity, x.Price, x.Amount)
		}
		of[x.Instrument.ID] = s
	}
	return of
}

// follows checks that an instrument is what the sums say.
func (s sums) follows(t *testing.T, i belvo.Instrument) {
	t.Helper()
	if math.Abs(s.quantity-float64(*i.Quantity)) > 1e-6 {
		t.Errorf("%s: %v shares, transactions of %v", i.Type, *i.Quantity, s.quantity)
	}
	if profit := *i.BalanceGross + s.returned - s.bought; profit != *i.Profit {
		t.Errorf("%s: a profit of %v, of %v by transactions", i.Type, *i.Profit, profit)
	}
	if paid := s.bought.Float() / s.acquired; !near(paid, float64(*i.AverageAcquisitionPrice)) {
		t.Errorf("%s: bought at %v, at %v by transactions", i.Type, *i.AverageAcquisitionPrice, paid)
	}
}

// TestPortfoliosAreTheSumsOfTheirTransactions: how many shares there are, what they cost and what
// they brought follow from the transactions, on each of many days.
func TestPortfoliosAreTheSumsOfTheirTransactions(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, book *bank.Book) {
		for day := 0; day < 400; day += 9 {
			at := at.AddDate(0, 0, day)
			of := sumsOf(t, transactions(book, at))
			for _, p := range bank.Portfolios(book, at) {
				for _, i := range p.Instruments {
					of[i.ID].follows(t, i)
				}
			}
		}
	})
}

// TestTransactionsStayAsTheyWere: asking later only adds.
func TestTransactionsStayAsTheyWere(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, book *bank.Book) {
		now, later := transactions(book, at), transactions(book, at.AddDate(1, 0, 0))
		added := len(later) - len(now)
		if added <= 0 {
			t.Fatalf("%d transactions, a year later %d", len(now), len(later))
		}
		for i, x := range now {
			then := *later[added+i]
			then.CollectedAt, then.CreatedAt = x.CollectedAt, x.CreatedAt
			if !reflect.DeepEqual(*x, then) {
				t.Fatalf("%+v has become %+v", *x, then)
			}
		}
	})
}

// TestTransactionsHaveTheirDays: the newest comes first, nothing is settled before it is ordered, and
// a period has what is settled in it.
func TestTransactionsHaveTheirDays(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, book *bank.Book) {
		from, to, want := belvo.DateOf(at)-100, belvo.DateOf(at)-20, 0
		all, types, last := transactions(book, at), map[string]int{}, belvo.DateOf(at)
		for _, x := range all {
			types[x.Type]++
			if x.OperationDate > x.SettlementDate || x.SettlementDate > last {
				t.Errorf("ordered %s, settled %s, after %s", x.OperationDate, x.SettlementDate, last)
			}
			if last = x.SettlementDate; last >= from && last <= to {
				want++
			}
		}
		if len(types) != 3 {
			t.Errorf("the types are %v, want three", types)
		}
		if got := len(bank.PortfolioTransactions(book, from, to, at)); got != want || got == 0 {
			t.Errorf("%d of %d transactions are of the period, want %d", got, len(all), want)
		}
	})
}

func TestWhoInvestsNothing(t *testing.T) {
	t.Parallel()
	for _, set := range []string{"none", "low", "negative"} {
		book := banktest.Open(t, "erebor_mx_retail", set)
		if all, moves := bank.Portfolios(book, at), transactions(book, at); len(all)+len(moves) > 0 {
			t.Errorf("%s: %d portfolios, %d transactions", set, len(all), len(moves))
		}
	}
}
