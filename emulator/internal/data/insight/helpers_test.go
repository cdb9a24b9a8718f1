package insight_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/insight"
)

// today is the day on which insights are asked for in these tests: a Monday.
const today = "2026-03-16"

func date(t *testing.T, text string) belvo.Date {
	t.Helper()
	d, err := belvo.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// paper is accounts and transactions written by hand.
type paper struct {
	t *testing.T
	insight.Input
}

// newPaper is a period that ends today, without anything in it.
func newPaper(t *testing.T, days int) *paper {
	t.Helper()
	to := date(t, today)
	return &paper{t, insight.Input{Link: uuid.MustParse("5b0cd2a5-5a0c-4f8a-8a3e-3a3f0c6f3d51"),
		Institution: &belvo.Institution{Name: "erebor_mx_retail", DisplayName: "Erebor", CountryCode: "MX"},
		From:        to - belvo.Date(days), To: to, At: to.Time().Add(12 * time.Hour)}}
}

// account adds an account with what it holds today.
func (p *paper) account(category string, holds float64) *belvo.Account {
	id := uuid.NewSHA1(p.Link, []byte(fmt.Sprint(category, len(p.Accounts))))
	a := &belvo.Account{ID: &id, Link: p.Link, Category: category, Currency: "MXN",
		Balance: belvo.AccountBalance{Current: belvo.MoneyOf(holds)}}
	p.Accounts = append(p.Accounts, a)
	return a
}

// move adds a transaction on a day. An amount below zero goes out.
func (p *paper) move(a *belvo.Account, daysAgo int, amount float64,
	text, category, subcategory string) *belvo.Transaction {
	day := p.To - belvo.Date(daysAgo)
	id := uuid.NewSHA1(p.Link, []byte(fmt.Sprint(len(p.Transactions))))
	t := &belvo.Transaction{ID: &id, Account: a, ValueDate: day, Currency: "MXN", Description: text,
		Type:           "INFLOW",
		AccountingDate: belvo.At(day.Time().Add(time.Duration(len(p.Transactions)) * time.Second)),
		Amount:         belvo.MoneyOf(max(amount, -amount)), Category: &category, Subcategory: &subcategory,
		Reference: fmt.Sprint("reference ", len(p.Transactions))}
	if amount < 0 {
		t.Type = "OUTFLOW"
	}
	p.Transactions = append(p.Transactions, t)
	return t
}

// salary adds incomes on some days.
func (p *paper) salary(a *belvo.Account, amount func(n int) float64, daysAgo ...int) {
	for n, ago := range daysAgo {
		p.move(a, ago, amount(n), "PAGO DE NOMINA", "Income & Payments", "Salary")
	}
}

func always(amount float64) func(int) float64 { return func(int) float64 { return amount } }

// is compares what a pointer points to.
func is[T comparable](t *testing.T, what string, got *T, want T) {
	t.Helper()
	if got == nil {
		t.Errorf("%s is null, want %v", what, want)
		return
	}
	same(t, what, *got, want)
}

func same[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}
