package portfolio

// language is how a country's banks say it.
type language struct {
	names [2]string         // of kinds
	verbs map[string]string // by the type of a transaction
}

// wordsOf is the language of a currency's country. The names are made up.
func wordsOf(currency string) language {
	if currency == "BRL" {
		return language{[2]string{"Depósito a prazo", "Fundo de renda fixa"},
			map[string]string{buy: "Compra", sell: "Venda", dividend: "Rendimento"}}
	}
	return language{[2]string{"Depósito a plazo", "Fondo de deuda"},
		map[string]string{buy: "Compra", sell: "Venta", dividend: "Rendimiento"}}
}
