package registry_test

// The parameters that Belvo's OpenAPI descriptions 1.223.0 and, of declarations, 1.35.0 document for
// the lists of fiscal data.
const (
	plainParams = `
created_at = gt gte lt lte range
id = in
link = in`

	invoiceParams = plainParams + `
invoice_date = gt gte lt lte range
invoice_identification = in
status = in
total_amount = gt gte lt lte range
type = in`

	taxReturnParams = plainParams + `
ejercicio = gt gte lt lte range
tipo_declaracion = in`

	taxRetentionParams = `
created_at = gt gte lt lte range
link = in`

	taxDeclarationParams = `
created_at gt gte lt lte range
id = in
link = in
year = gt gte lt lte range`
)
