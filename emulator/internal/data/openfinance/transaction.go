package openfinance

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/people"
)

// Transactions returns the movements from one day to another of all accounts, or of the one with
// an id, newest first for each account.
func Transactions(book *bank.Book, only uuid.UUID, from, to belvo.Date,
	at time.Time) []*belvo.OpenTransaction {
	r := read(book, at)
	out := []*belvo.OpenTransaction{}
	for _, a := range r.accounts(only) {
		w := r.writer(a)
		for _, t := range book.Transactions(a, from, to, at) {
			out = append(out, w.transaction(t))
		}
	}
	return out
}

// TransactionsAt returns some movements of an account by their numbers in the book, as they are at a
// moment.
func TransactionsAt(book *bank.Book, a *belvo.Account, lines []uint32,
	at time.Time) []*belvo.OpenTransaction {
	w := read(book, at).writer(a)
	out := make([]*belvo.OpenTransaction, len(lines))
	for i, t := range book.TransactionsAt(a, lines, at) {
		out[i] = w.transaction(t)
	}
	return out
}

// writer says in the network's words what happened on one account.
type writer struct {
	reader
	account *belvo.OpenAccount
	bills   map[string]*belvo.Bill // by name, those that have closed
	open    map[string]belvo.Money // the totals of those that have not
}

func (r reader) writer(a *belvo.Account) writer {
	w := writer{reader: r, account: r.account(a), bills: map[string]*belvo.Bill{},
		open: map[string]belvo.Money{}}
	for _, b := range r.book.Bills(a, r.at) {
		if b.StillGrowing {
			w.open[b.Name] = b.Total
		} else {
			w.bills[b.Name] = r.bill(w.account, b)
		}
	}
	return w
}

func (w writer) transaction(t *belvo.Transaction) *belvo.OpenTransaction {
	out := &belvo.OpenTransaction{ID: t.ID, InternalIdentification: t.InternalIdentification, Account: w.account,
		CollectedAt: t.CollectedAt, CreatedAt: t.CreatedAt, ValueDate: t.ValueDate,
		TransactedAt: milliseconds(t.AccountingDate.Time), AccountingDate: t.ValueDate,
		InferredAccountingDate: workday(t.ValueDate), Amount: t.Amount, Currency: t.Currency,
		Description: t.Description, Merchant: t.Merchant, Category: t.Category, Subcategory: t.Subcategory,
		Type: t.Type, Status: t.Status, OperationType: operation(t)}
	switch {
	case w.account.CreditData != nil:
		w.card(out, t)
	case w.account.LoanData != nil:
		id := number(w.rand("instalment", t.InternalIdentification), 30)
		out.LoanData = &belvo.TransactionLoanData{InstallmentID: &id, Fees: []belvo.TransactionFee{},
			Charges: []belvo.TransactionCharge{}}
	case out.OperationType == "PIX":
		out.Counterparty = w.counterparty(t)
	}
	return out
}

// card adds what only movements of cards have.
func (w writer) card(out *belvo.OpenTransaction, t *belvo.Transaction) {
	amount, full := t.Amount, "FULL"
	out.LocalCurrencyAmount = &amount
	out.CreditCardData = w.cardData(t)
	if t.Type == "OUTFLOW" {
		out.PaymentType = &full
		code := merchantCode(t)
		out.MCC = &code
	}
}

func (w writer) cardData(t *belvo.Transaction) *belvo.OpenCreditCardData {
	out := &belvo.OpenCreditCardData{CollectedAt: t.CollectedAt, CardNumber: w.account.Number,
		InstallmentIdentifier: "PARCELA_1"}
	if t.CreditCardData == nil {
		return out
	}
	if b := w.bills[t.CreditCardData.BillName]; b != nil {
		name, due, internal, amount := b.BillName, b.DueDate, b.InternalIdentification, b.TotalAmount
		out.BillName, out.BillDueDate, out.BillInternalIdentification, out.BillAmount = &name, &due, &internal, &amount
		out.CreditCardBill = &belvo.BillRef{ID: *b.ID, InternalIdentification: internal}
	} else if amount, open := w.open[t.CreditCardData.BillName]; open {
		out.BillAmount = &amount
	}
	return out
}

// counterparty is the sender or the receiver of a PIX. Of a firm the document is left out: Belvo's
// schema has room for a CPF only.
func (w writer) counterparty(t *belvo.Transaction) *belvo.Counterparty {
	rng := w.rand("counterparty", strings.TrimRight(t.Description, "0123456789 "))
	kind, clearing, agency := "COMPANY", number(rng, 3), number(rng, 4)
	account, check := number(rng, 8), number(rng, 1)
	out := &belvo.Counterparty{Type: &kind, ClearingCode: &clearing, Agency: &agency, Number: &account,
		CheckDigit: &check}
	if t.Category != nil && *t.Category == "Transfers" {
		document := people.CPF(rng)
		kind = "INDIVIDUAL"
		out.DocumentNumber = &document
	}
	return out
}

// operations are the network's words for what a movement of an account is, by how the bank's text
// begins. Deviation: Belvo leaves the words to the institution.
var operations = [][2]string{
	{"PIX", "PIX"}, {"CREDITO SALARIO", "FOLHA_PAGAMENTO"}, {"FOLHA", "FOLHA_PAGAMENTO"},
	{"DEPOSITO", "DEPOSITO"}, {"SAQUE", "SAQUE"}, {"PAGAMENTO BOLETO", "BOLETO"},
	{"PAGAMENTO CONTA", "CONVENIO_ARRECADACAO"}, {"DEBITO AUTOMATICO", "CONVENIO_ARRECADACAO"},
	{"PAGAMENTO IMPOSTOS", "CONVENIO_ARRECADACAO"}, {"TRANSFERENCIA", "TRANSFERENCIA_MESMA_INSTITUICAO"},
	{"APLICACAO", "RENDIMENTO_APLIC_FINANCEIRA"}, {"RENDIMENTOS", "RENDIMENTO_APLIC_FINANCEIRA"},
	{"PAGAMENTO FATURA", "OUTROS"}, {"PARCELA EMPRESTIMO", "OPERACAO_CREDITO"},
	{"PAGAMENTO PARCELA", "OPERACAO_CREDITO"}, {"JUROS DO CONTRATO", "OPERACAO_CREDITO"},
	{"JUROS CHEQUE", "ENCARGOS_JUROS_CHEQUE_ESPECIAL"}, {"TARIFA", "PACOTE_TARIFA_SERVICOS"},
}

// operation is the network's word for a movement.
func operation(t *belvo.Transaction) string {
	if t.Account.CreditData != nil {
		if t.Type == "INFLOW" {
			return "PAGAMENTO"
		}
		return "OUTROS"
	}
	for _, o := range operations {
		if strings.HasPrefix(t.Description, o[0]) {
			return o[1]
		}
	}
	return "CARTAO"
}

// merchantCodes are the codes of ISO 18245 for what is bought, by subcategory.
var merchantCodes = map[string]int{"Groceries": 5411, "Convenience Store": 5499, "Restaurants": 5812,
	"Gas": 5541, "Pharmacies": 5912, "Clothing & Accessories": 5651, "E-commerce": 5964, "Movie & Audio": 4899,
	"Gyms & Fitness": 7997, "Taxis & Rideshares": 4121, "Office Supplies": 5943,
	"Apps, Software and Cloud Services": 5734}

// otherMerchants is the code of shops that sell this and that.
const otherMerchants = 5999

func merchantCode(t *belvo.Transaction) int {
	if t.Subcategory != nil {
		if code, known := merchantCodes[*t.Subcategory]; known {
			return code
		}
	}
	return otherMerchants
}
