package registry_test

// The parameters of lists that OpenAPI 1.223.0 documents for Brazil's Open Finance, in the form of the others.
const (
	openAccountParams = `
balance__available = gt gte lt lte range
balance__current = gt gte lt lte range
category = in
created_at = gt gte lt lte range
currency = in
id = in
institution = in
link = in
name = icontains
number = in
public_identification_name =
public_identification_value =
type =`

	openTransactionParams = `
account = in
account__balance__available = gt gte lt lte range
account__balance__current = gt gte lt lte range
account_type = in
accounting_date = gt gte lt lte range
amount = gt gte lt lte range
collected_at = gt gte lt lte range
created_at = gt gte lt lte range
credit_card_data__bill_name in
currency = in
link = in
reference = in
status = in
type = in
value_date = gt gte lt lte range`

	brazilBalanceParams = `
account = in
collected_at = gt gte lt lte range
created_at = gt gte lt lte range
id = in
link = in`

	billParams = `
account = in
collected_at gt gte lt lte range
created_at = gt gte lt lte range
due_date = gt gte lt lte range
id = in
link =`

	investmentParams = `
created_at = gt gte lt lte range
id = in
link = in
type = in`

	exchangeParams = `
collected_at = gt gte lt lte range
created_at = gt gte lt lte range
id = in
link = in`
)
