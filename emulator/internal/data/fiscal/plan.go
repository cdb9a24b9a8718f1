package fiscal

// stream is one kind of business that comes back month after month.
type stream struct {
	key     string
	issued  bool // the taxpayer writes the invoices
	kind    string
	with    string // the pool of parties
	often   [2]int // least and most in a month
	every   int    // months, 0 for each
	amount  [2]int // pesos before taxes, least and most
	goods   []product
	late    int // percent that are paid later than they are invoiced
	undone  int // percent that are cancelled
	reduced int // percent that a credit note follows
	keeps   keeps
	usage   string // of the catalogue c_UsoCFDI
	form    string // of the catalogue c_FormaPago, for what is paid at once
	dollars bool
	cost    bool // what it costs counts as cost of sales
}

// keeps is what the receiver retains, as fractions of rateUnit.
type keeps struct{ isr, vat int64 }

// product is an entry of the catalogues of products and units.
type product struct {
	code, text, unit, unitName string
	vat                        int64 // fraction of rateUnit
	exempt                     bool
	most                       int // of it on one invoice
}

// service is a product that is sold by the job.
func service(code, text string) product {
	return product{code: code, text: text, unit: "E48", unitName: "Unidad de servicio", vat: vatRate, most: 1}
}

// piece is a product that is sold by the piece.
func piece(code, text string, most int) product {
	return product{code: code, text: text, unit: "H87", unitName: "Pieza", vat: vatRate, most: most}
}

// untaxed is a product on which no value added tax is charged: at a rate of nil, or exempt.
func untaxed(p product, exempt bool) product {
	p.vat, p.exempt = 0, exempt
	return p
}

// The kinds of invoices, as the tax authority calls them.
const (
	sale     = "Ingreso"
	credit   = "Egreso"
	paid     = "Pago"
	wages    = "Nómina"
	movement = "Traslado"
)

// plan is what a taxpayer does, by its data set.
func plan(set string, firm bool) []stream {
	switch {
	case set == "none":
		return nil
	case set == "low":
		return littlePlan()
	case set == "negative" && firm:
		return append(shrunk(firmSales()), firmCosts()...)
	case set == "negative":
		return append(shrunk(feesPlan()), personCosts()...)
	case firm:
		return append(firmSales(), firmCosts()...)
	}
	return append(feesPlan(), personCosts()...)
}

// shrunk is a business that has lost most of its clients.
func shrunk(streams []stream) []stream {
	var rest []stream
	for _, s := range streams {
		if s.kind == sale && s.issued && !s.dollars {
			s.often, s.amount = [2]int{1, 1}, [2]int{s.amount[0] / 4, s.amount[1] / 6}
			rest = append(rest, s)
		}
	}
	return rest
}

// littlePlan leaves fewer than ten invoices in any ninety days.
func littlePlan() []stream {
	return []stream{
		{key: "work", issued: true, kind: sale, with: "clients", often: [2]int{1, 1}, amount: [2]int{2200, 3400},
			goods: []product{service("82101600", "Diseño de anuncio")}, keeps: keeps{fullISR, fullVAT},
			usage: "G03", form: "03"},
		{key: "phone", kind: sale, with: "telephone", often: [2]int{1, 1}, amount: [2]int{280, 320},
			goods: []product{service("83111603", "Servicio de telefonía móvil")}, usage: "G03", form: "04"},
	}
}

// feesPlan is the work of a self-employed person.
func feesPlan() []stream {
	return []stream{
		{key: "fees", issued: true, kind: sale, with: "clients", often: [2]int{2, 4}, amount: [2]int{7000, 26000},
			goods: []product{service("80101500", "Asesoría de procesos"),
				service("81111500", "Desarrollo de software a la medida"),
				service("86132000", "Capacitación del personal")},
			late: 40, undone: 6, keeps: keeps{fullISR, fullVAT}, usage: "G03", form: "03"},
		{key: "public", issued: true, kind: sale, with: "public", often: [2]int{1, 2}, amount: [2]int{600, 2400},
			goods:   []product{service("86101700", "Taller de fin de semana")},
			reduced: 12, usage: "S01", form: "01"},
		{key: "abroad", issued: true, kind: sale, with: "foreign", often: [2]int{1, 1}, every: 3,
			amount: [2]int{900, 2100},
			goods:  []product{untaxed(service("81112200", "Mantenimiento de software"), false)},
			usage:  "S01", form: "03", dollars: true},
		{key: "wages", kind: wages, with: "employer", often: [2]int{2, 2}, amount: [2]int{9500, 9500},
			usage: "CN01"},
	}
}

// personCosts is what a self-employed person pays, for the work and, with usage D01, privately.
func personCosts() []stream {
	return []stream{
		{key: "desk", kind: sale, with: "landlord", often: [2]int{1, 1}, amount: [2]int{4200, 4200},
			goods: []product{service("80131500", "Renta de oficina compartida")}, usage: "G03", form: "03"},
		{key: "phone", kind: sale, with: "telephone", often: [2]int{1, 1}, amount: [2]int{620, 680},
			goods: []product{service("83111500", "Línea y enlace de internet")}, usage: "G03", form: "04"},
		{key: "fuel", kind: sale, with: "fuel", often: [2]int{2, 4}, amount: [2]int{450, 1100},
			goods: []product{{code: "15101514", text: "Gasolina regular", unit: "LTR", unitName: "Litro",
				vat: vatRate, most: 40}}, undone: 4, usage: "G03", form: "04"},
		{key: "tools", kind: sale, with: "shops", often: [2]int{0, 2}, amount: [2]int{250, 3800},
			goods: []product{piece("43211706", "Teclado inalámbrico", 2),
				piece("44121700", "Juego de bolígrafos", 6),
				piece("14111507", "Papel para impresora", 10)},
			late: 25, reduced: 8, usage: "G03", form: "03"},
		{key: "books", kind: sale, with: "books", often: [2]int{1, 1}, every: 2, amount: [2]int{300, 900},
			goods: []product{untaxed(piece("55101500", "Libro técnico", 3), false)}, usage: "G03", form: "04"},
		{key: "health", kind: sale, with: "doctors", often: [2]int{1, 1}, every: 2, amount: [2]int{700, 1400},
			goods: []product{untaxed(service("85121600", "Consulta médica"), true)}, usage: "D01", form: "04"},
	}
}

// firmSales is what a trading firm sells.
func firmSales() []stream {
	return []stream{
		{key: "sales", issued: true, kind: sale, with: "clients", often: [2]int{7, 11},
			amount: [2]int{14000, 62000},
			goods: []product{piece("56101700", "Mueble de oficina", 8), piece("52131500", "Cortina de algodón", 20),
				piece("56112100", "Silla de trabajo", 12), piece("39111500", "Luminaria", 25)},
			late: 55, undone: 5, reduced: 7, usage: "G01", form: "03"},
		{key: "fitting", issued: true, kind: sale, with: "clients", often: [2]int{1, 3}, amount: [2]int{3500, 9000},
			goods: []product{service("72152900", "Instalación a domicilio")}, late: 30, usage: "G03", form: "03"},
		{key: "abroad", issued: true, kind: sale, with: "foreign", often: [2]int{1, 1}, every: 2,
			amount: [2]int{1500, 3800}, goods: []product{untaxed(piece("52131500", "Cortina de algodón", 30), false)},
			usage: "S01", form: "03", dollars: true},
		{key: "moved", issued: true, kind: movement, with: "self", often: [2]int{1, 1},
			goods: []product{piece("56101700", "Mueble de oficina", 8)}, usage: "S01"},
	}
}

// firmCosts is what a trading firm buys, and its wages.
func firmCosts() []stream {
	return []stream{
		{key: "stock", kind: sale, with: "makers", often: [2]int{4, 6}, amount: [2]int{16000, 48000},
			goods: []product{piece("56101700", "Mueble por armar", 15), piece("11162100", "Tela de algodón", 60),
				piece("39111500", "Luminaria", 40)},
			late: 60, undone: 4, reduced: 5, usage: "G01", form: "03", cost: true},
		{key: "rent", kind: sale, with: "landlord", often: [2]int{1, 1}, amount: [2]int{24000, 24000},
			goods: []product{service("80131502", "Renta de local comercial")}, usage: "G03", form: "03"},
		{key: "power", kind: sale, with: "power", often: [2]int{1, 1}, amount: [2]int{3200, 5400},
			goods: []product{service("83101800", "Suministro de energía")}, usage: "G03", form: "03"},
		{key: "phone", kind: sale, with: "telephone", often: [2]int{1, 1}, amount: [2]int{1850, 1950},
			goods: []product{service("83111500", "Línea y enlace de internet")}, usage: "G03", form: "04"},
		{key: "advice", kind: sale, with: "professionals", often: [2]int{1, 2}, amount: [2]int{6000, 14000},
			goods: []product{service("84111500", "Servicios de contabilidad"), service("80121600", "Asesoría legal")},
			keeps: keeps{fullISR, fullVAT}, usage: "G03", form: "03"},
		{key: "freight", kind: sale, with: "carriers", often: [2]int{1, 3}, amount: [2]int{2500, 7000},
			goods: []product{service("78101802", "Flete terrestre")}, keeps: keeps{vat: freightVAT},
			usage: "G03", form: "03"},
		{key: "wages", issued: true, kind: wages, with: "staff", often: [2]int{2, 2}, amount: [2]int{7600, 7600},
			usage: "CN01"},
	}
}
