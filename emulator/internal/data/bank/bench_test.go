package bank

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
)

// BenchmarkYear is what a first request for a year of transactions costs, files being read.
func BenchmarkYear(b *testing.B) {
	c, at := builtin(), noon(b, "2026-03-14")
	in, _ := c.Institution("erebor_mx_retail")
	today := belvo.DateOf(at)
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		book, err := c.Open(Customer{in, fmt.Sprint("user_", n), uuid.Nil, "full", today, belvo.ConsentTerms{}})
		if err != nil {
			b.Fatal(err)
		}
		for _, a := range book.Accounts(at) {
			book.Transactions(a, today-364, today, at)
		}
	}
}

// BenchmarkAgain is what the same costs when the book is kept.
func BenchmarkAgain(b *testing.B) {
	at := noon(b, "2026-03-14")
	book := open(b, builtin(), "erebor_mx_retail", "bnk100", "full", "2026-03-14")
	today := belvo.DateOf(at)
	for b.Loop() {
		for _, a := range book.Accounts(at) {
			book.Transactions(a, today-364, today, at)
		}
	}
}

// BenchmarkAccounts is what a first request for accounts costs.
func BenchmarkAccounts(b *testing.B) {
	c, at := builtin(), noon(b, "2026-03-14")
	for n := 0; b.Loop(); n++ {
		open(b, c, "erebor_mx_retail", fmt.Sprint("user_", n), "full", "2026-03-14").Accounts(at)
	}
}

// BenchmarkAccountsAgain is what the next ones cost, also of other links of the customer.
func BenchmarkAccountsAgain(b *testing.B) {
	c, at := builtin(), noon(b, "2026-03-14")
	for b.Loop() {
		open(b, c, "erebor_mx_retail", "bnk100", "full", "2026-03-14").Accounts(at)
	}
}
