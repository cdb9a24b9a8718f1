package e2e_test

import (
	"math"
	"net/http"
	"testing"
)

const tradesPath = "/investments/transactions/"

// TestPortfoliosOverHTTP: transactions refer to their portfolio, can be narrowed to it, are what its
// shares come from, and go with it.
func TestPortfoliosOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_br_retail", "bnk100")
	period := func(from, to string) fields { return fields{"link": link, "date_from": from, "date_to": to} }
	recent := w.Do(http.MethodPost, tradesPath, period("2025-03-17", "2026-03-16")).Want(http.StatusCreated)
	before := w.Do(http.MethodPost, tradesPath, period("2024-03-16", "2025-03-16")).Want(http.StatusCreated)
	portfolio := w.Do(http.MethodPost, "/investments/portfolios/", fields{"link": link}).Want(http.StatusCreated)
	same(t, "the portfolio of the transactions", recent.Text("0.portfolio.id"), portfolio.Text("id"))
	same(t, "its name", recent.Value("0.portfolio.name"), portfolio.Value("name"))
	path := tradesPath + "?page_size=1000&portfolio=" + portfolio.Text("id")
	list := w.Do(http.MethodGet, path, nil).Want(http.StatusOK)
	same(t, "the transactions in the list", list.Value("count"),
		any(float64(len(items(t, recent.Body))+len(items(t, before.Body)))))
	shares := map[any]float64{}
	for _, x := range list.Value("results").([]any) {
		trade := x.(map[string]any)
		name, quantity := trade["instrument"].(map[string]any)["name"], trade["quantity"].(float64)
		shares[name] += map[any]float64{"BUY": quantity, "SELL": -quantity}[trade["type"]]
	}
	for _, x := range portfolio.Value("instruments").([]any) {
		instrument := x.(map[string]any)
		if has := instrument["quantity"].(float64); math.Abs(has-shares[instrument["name"]]) > 1e-6 || has == 0 {
			t.Errorf("%v: %v shares, %v by transactions", instrument["name"], has, shares[instrument["name"]])
		}
	}
	id := recent.Text("0.id")
	w.Do(http.MethodDelete, tradesPath+id+"/", nil).Want(http.StatusNoContent)
	w.Do(http.MethodGet, tradesPath+id+"/", nil).Want(http.StatusNotFound)
	w.Do(http.MethodDelete, "/investments/portfolios/"+portfolio.Text("id")+"/", nil).Want(http.StatusNoContent)
	left := w.Do(http.MethodGet, tradesPath+"?link="+link, nil).Want(http.StatusOK)
	same(t, "the transactions of a portfolio that was removed", left.Value("count"), any(0.0))
}
