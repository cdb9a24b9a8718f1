package insight

// meaning is what a transaction was for, in the words of EnumCategorizationTransactionCategory and
// EnumCategorizationTransactionSubcategory of OpenAPI 1.35.0.
type meaning struct{ category, subcategory string }

// merchant is a shop or service that descriptions name.
type merchant struct {
	words   string // phrases in capitals without accents, separated by bars
	name    string
	website string
	meaning
}

// merchants are well-known in Latin America; of two names in one text the first of the table counts.
var merchants = [...]merchant{
	{"UBER EATS|UBEREATS", "Uber Eats", "ubereats.com", meaning{food, "Delivery"}},
	{"RAPPI*", "Rappi", "rappi.com", meaning{food, "Delivery"}},
	{"IFOOD*|IFD", "iFood", "ifood.com.br", meaning{food, "Delivery"}},
	{"DIDI FOOD", "DiDi Food", "didi-food.com", meaning{food, "Delivery"}},
	{"STARBUCKS*", "Starbucks", "starbucks.com", meaning{food, "Bakery & Coffee"}},
	{"MCDONALD*", "McDonald's", "mcdonalds.com", meaning{food, "Restaurants"}},
	{"BURGER KING", "Burger King", "bk.com", meaning{food, "Restaurants"}},
	{"OXXO*", "OXXO", "oxxo.com", meaning{food, "Convenience Store"}},
	{"7 ELEVEN|SEVEN ELEVEN", "7-Eleven", "7-eleven.com", meaning{food, "Convenience Store"}},
	{"WALMART*|WAL MART", "Walmart", "walmart.com", meaning{food, "Groceries"}},
	{"SORIANA*", "Soriana", "soriana.com", meaning{food, "Groceries"}},
	{"CHEDRAUI*", "Chedraui", "chedraui.com.mx", meaning{food, "Groceries"}},
	{"CARREFOUR*", "Carrefour", "carrefour.com", meaning{food, "Groceries"}},
	{"PAO DE ACUCAR", "Pão de Açúcar", "paodeacucar.com", meaning{food, "Groceries"}},
	{"UBER*", "Uber", "uber.com", meaning{travel, "Taxis & Rideshares"}},
	{"CABIFY*", "Cabify", "cabify.com", meaning{travel, "Taxis & Rideshares"}},
	{"DIDI*", "DiDi", "didiglobal.com", meaning{travel, "Taxis & Rideshares"}},
	{"PEMEX", "Pemex", "pemex.com", meaning{travel, "Gas"}},
	{"SHELL", "Shell", "shell.com", meaning{travel, "Gas"}},
	{"IPIRANGA", "Ipiranga", "ipiranga.com.br", meaning{travel, "Gas"}},
	{"AIRBNB*", "Airbnb", "airbnb.com", meaning{travel, "Accommodation"}},
	{"BOOKING COM|BOOKINGCOM", "Booking.com", "booking.com", meaning{travel, "Accommodation"}},
	{"LATAM AIR*|LATAM", "LATAM Airlines", "latamairlines.com", meaning{travel, "Flights"}},
	{"AVIANCA", "Avianca", "avianca.com", meaning{travel, "Flights"}},
	{"AEROMEXICO", "Aeroméxico", "aeromexico.com", meaning{travel, "Flights"}},
	{"NETFLIX*", "Netflix", "netflix.com", meaning{leisure, "Movie & Audio"}},
	{"SPOTIFY*", "Spotify", "spotify.com", meaning{leisure, "Movie & Audio"}},
	{"DISNEY*", "Disney+", "disneyplus.com", meaning{leisure, "Movie & Audio"}},
	{"HBO*", "HBO", "hbomax.com", meaning{leisure, "Movie & Audio"}},
	{"CINEPOLIS", "Cinépolis", "cinepolis.com", meaning{leisure, "Events, Parks and Museums"}},
	{"STEAM|STEAMGAMES*", "Steam", "steampowered.com", meaning{leisure, "Gaming"}},
	{"PLAYSTATION*", "PlayStation", "playstation.com", meaning{leisure, "Gaming"}},
	{"APPLE*|APPL3STORE|ITUNES*", "Apple", "apple.com", meaning{leisure, cloud}},
	{"GOOGLE*", "Google", "google.com", meaning{leisure, cloud}},
	{"MICROSOFT*", "Microsoft", "microsoft.com", meaning{leisure, cloud}},
	{"AMAZON*|AMZN*", "Amazon", "amazon.com", meaning{shopping, "E-commerce"}},
	{"MERCADOLIBRE*|MERCADO LIBRE", "Mercado Libre", "mercadolibre.com", meaning{shopping, "E-commerce"}},
	{"MERCADOLIVRE*|MERCADO LIVRE", "Mercado Livre", "mercadolivre.com.br", meaning{shopping, "E-commerce"}},
	{"SHOPEE*", "Shopee", "shopee.com", meaning{shopping, "E-commerce"}},
	{"LIVERPOOL", "Liverpool", "liverpool.com.mx", meaning{shopping, "Department Store"}},
	{"FALABELLA", "Falabella", "falabella.com", meaning{shopping, "Department Store"}},
	{"ZARA", "Zara", "zara.com", meaning{shopping, "Clothing & Accessories"}},
	{"TELCEL", "Telcel", "telcel.com", meaning{bills, "Telecommunications"}},
	{"TELMEX", "Telmex", "telmex.com", meaning{bills, "Telecommunications"}},
	{"MOVISTAR", "Movistar", "movistar.com", meaning{bills, "Telecommunications"}},
	{"CLARO", "Claro", "claro.com", meaning{bills, "Telecommunications"}},
	{"CFE", "CFE", "cfe.mx", meaning{bills, "Electricity & Energy"}},
	{"ENEL", "Enel", "enel.com", meaning{bills, "Electricity & Energy"}},
	{"SABESP", "Sabesp", "sabesp.com.br", meaning{bills, "Water"}},
	{"SMART FIT|SMARTFIT*", "Smart Fit", "smartfit.com", meaning{home, "Gyms & Fitness"}},
	{"DROGASIL", "Drogasil", "drogasil.com.br", meaning{home, "Pharmacies"}},
	{"BINANCE*", "Binance", "binance.com", meaning{invest, "Cryptocurrencies"}},
	{"BITSO*", "Bitso", "bitso.com", meaning{invest, "Cryptocurrencies"}},
}

// The categories, and the longest subcategory.
const (
	bills     = "Bills & Utilities"
	credits   = "Credits & Loans"
	fees      = "Fees & Charges"
	food      = "Food & Groceries"
	home      = "Home & Life"
	income    = "Income & Payments"
	insurance = "Insurance"
	invest    = "Investments & Savings"
	leisure   = "Online Platforms & Leisure"
	shopping  = "Personal Shopping"
	taxes     = "Taxes"
	travel    = "Transport & Travel"
	cloud     = "Apps, Software and Cloud Services"
)

// rule gives a meaning to phrases of descriptions.
type rule struct {
	only  string // INFLOW or OUTFLOW, "" for both
	words string // as a merchant's
	meaning
}

// rules are in Spanish, Portuguese and English, whatever the language of the request; the first
// whose phrase is in a description counts, so what is special comes before what is general.
var rules = [...]rule{
	{"", "ESTORNO*|REEMBOLSO*|REFUND*|DEVOLUCION*|DEVOLUCAO*", meaning{fees, "Refund"}},
	{"", "CONTRACARGO*|CHARGEBACK*", meaning{fees, "Chargeback"}},
	{inflow, "NOMINA|SALARIO*|SUELDO*|PAYROLL|SALARY|WAGES|ORDENADO|AGUINALDO|DECIMO TERCEIRO|REMUNERACAO*",
		meaning{income, "Salary"}},
	{inflow, "PENSION*|JUBILACION|APOSENTADORIA|INSS|RETIREMENT|PREVIDENCIA", meaning{income, "Retirement"}},
	{inflow, "BOLSA FAMILIA|BIENESTAR|SUBSIDIO*|AUXILIO*|SEGURO DESEMPREGO|BENEFIT*|GOBIERNO|GOVERNO",
		meaning{income, "Government"}},
	{inflow, "HONORARIO*|FREELANCE*", meaning{income, "Freelance"}},
	{inflow, "INTERES*|RENDIMIENTO*|RENDIMENTO*|JUROS|INTEREST|DIVIDENDO*|DIVIDEND*",
		meaning{income, "Interest"}},
	{inflow, "PRESTAMO*|EMPRESTIMO*|CREDITO PERSONAL|LOAN*", meaning{credits, "Personal"}},
	{"", "HIPOTECA*|MORTGAGE*|FINANCIAMENTO IMOBILIARIO|CREDITO HIPOTECARIO", meaning{credits, "Mortgage"}},
	{outflow, "CREDITO AUTOMOTRIZ|FINANCIAMENTO VEICULO|CAR LOAN", meaning{credits, "Auto"}},
	{outflow, "PAGO TARJETA|PAGAMENTO FATURA|FATURA CARTAO|CREDIT CARD PAYMENT|PAGO TDC",
		meaning{credits, "Credit Card"}},
	{outflow, "PRESTAMO*|EMPRESTIMO*|LOAN*|PAGO CREDITO|CUOTA CREDITO|PARCELA*", meaning{credits, "Instalment"}},
	{outflow, "INTERES*|JUROS|INTEREST|IOF", meaning{credits, "Interest & Charges"}},
	{"", "COMISION*|TARIFA*|CUOTA DE MANEJO|ANUALIDAD|ANUIDADE|BANK FEE|SERVICE FEE|CESTA DE SERVICOS",
		meaning{fees, "Bank Fees"}},
	{"", "AJUSTE*|ADJUSTMENT*", meaning{fees, "Adjustments"}},
	{"", "RETIRO*|SAQUE*|CAJERO*|ATM|WITHDRAWAL", meaning{"Withdrawal & ATM", "Other"}},
	{"", "SEGURO AUTO|SEGURO DE AUTO|SEGURO AUTOMOVEL|CAR INSURANCE", meaning{insurance, "Auto Insurance"}},
	{"", "SEGURO HOGAR|SEGURO RESIDENCIAL|HOME INSURANCE", meaning{insurance, "Home Insurance"}},
	{"", "SEGURO VIDA|SEGURO DE VIDA|GASTOS MEDICOS|PLANO DE SAUDE|HEALTH INSURANCE|LIFE INSURANCE",
		meaning{insurance, "Health & Life Insurance"}},
	{"", "SEGURO*|INSURANCE", meaning{insurance, "Other"}},
	{"", "DEVOLUCION SAT|RESTITUICAO*|TAX REFUND|TAX RETURN", meaning{taxes, "Tax Return"}},
	{"", "TENENCIA|IPVA|REFRENDO", meaning{taxes, "Auto Tax & Fees"}},
	{"", "PREDIAL|IPTU|PROPERTY TAX", meaning{taxes, "Real Estate Tax & Fees"}},
	{"", "SAT|ISR|IRPF|DARF|IMPUESTO*|IMPOSTO*|INCOME TAX|DIAN", meaning{taxes, "Income Tax"}},
	{"", "DONACION*|DOACAO*|DONATION*|DONATIVO*", meaning{taxes, "Donation"}},
	{"", "RENTA|ALUGUEL|ARRIENDO|ALQUILER|RENT|ARRENDAMIENTO", meaning{bills, "Rent"}},
	{"", "LUZ|ENERGIA|ELECTRIC*|ELETRICA|ELETROPAULO", meaning{bills, "Electricity & Energy"}},
	{"", "AGUA|AGUAS|WATER|SANEAMENTO|ACUEDUCTO", meaning{bills, "Water"}},
	{"", "INTERNET|TELEFON*|TELECOM*|CELULAR|RECARGA*|RECHARGE", meaning{bills, "Telecommunications"}},
	{"", "CDB|CETES|TESORERIA|TESOURO DIRETO|BONO*|BOND*", meaning{invest, "Fixed income"}},
	{"", "ACCIONES|ACOES|STOCKS|EQUITY", meaning{invest, "Equity"}},
	{"", "BITCOIN|CRIPTO*|CRYPTO*", meaning{invest, "Cryptocurrencies"}},
	{"", "FONDO*|FUNDO*|INVESTMENT FUND*", meaning{invest, "Investment Funds"}},
	{"", "AHORRO*|POUPANCA|SAVINGS|INVERSION*|INVESTIMENTO*|APLICACAO", meaning{invest, "Savings"}},
	{"", "FARMACIA*|DROGARIA*|PHARMACY|DROGUERIA*", meaning{home, "Pharmacies"}},
	{"", "HOSPITAL*|CLINICA*|DENTISTA*|LABORATORIO*|MEDIC*|DOCTOR", meaning{home, "Health"}},
	{"", "COLEGIO*|ESCUELA*|ESCOLA*|UNIVERSIDAD*|FACULDADE*|SCHOOL|TUITION|COLEGIATURA",
		meaning{home, "Education"}},
	{"", "GIMNASIO*|ACADEMIA*|GYM|FITNESS", meaning{home, "Gyms & Fitness"}},
	{"", "PELUQUERIA*|ESTETICA|CABELEIREIRO*|BARBERIA*|BARBEARIA*|SALON", meaning{home, "Hair & Beauty"}},
	{"", "VETERINARI*|PET SHOP|PETSHOP", meaning{home, "Veterinary Services"}},
	{"", "LAVANDERIA*|TINTORERIA*|LAUNDRY", meaning{home, "Laundry & Dry Cleaning"}},
	{"", "MUEBLES|MOVEIS|FERRETERIA*|FURNITURE", meaning{home, "Home Decor & Appliances"}},
	{"", "SUPERMERCADO*|SUPER|MERCADO|ABARROTES|GROCERY|GROCERIES|HORTIFRUTI", meaning{food, "Groceries"}},
	{"", "MINISUPER|CONVENIENCIA*|CONVENIENCE|TIENDA LA ESQUINA", meaning{food, "Convenience Store"}},
	{"", "PANADERIA*|PADARIA*|CAFE|CAFETERIA*|COFFEE|BAKERY", meaning{food, "Bakery & Coffee"}},
	{"", "RESTAURANT*|TAQUERIA*|PIZZERIA*|PIZZARIA*|CHURRASCARIA*|FONDA|LANCHONETE|MARISCOS",
		meaning{food, "Restaurants"}},
	{"", "BAR|PUB|CANTINA|NIGHTCLUB|BOATE", meaning{food, "Bars & Nightclubs"}},
	{"", "LICORERIA*|VINOS|TABAC*|CERVEJA*|LIQUOR", meaning{food, "Alcohol & Tobacco"}},
	{"", "GASOLINERA*|GASOLINERIA*|GASOLINA|COMBUSTIVEL|POSTO|FUEL|GAS STATION", meaning{travel, "Gas"}},
	{"", "ESTACIONAMIENTO*|ESTACIONAMENTO*|PARKING|PEAJE*|PEDAGIO*|CASETA|TOLL",
		meaning{travel, "Parking & Tolls"}},
	{"", "METRO|METROBUS|AUTOBUS*|ONIBUS|BILHETE UNICO|BUS|TRANSMILENIO", meaning{travel, "Public Transit"}},
	{"", "TAXI*", meaning{travel, "Taxis & Rideshares"}},
	{"", "HOTEL*|HOSTAL|POUSADA|HOSTEL", meaning{travel, "Accommodation"}},
	{"", "AEROLINEA*|AIRLINE*|VUELO*|PASSAGEM AEREA", meaning{travel, "Flights"}},
	{"", "LOTERIA*|LOTTERY|MELATE", meaning{leisure, "Lottery"}},
	{"", "CASINO*|APUESTA*|APOSTA*", meaning{leisure, "Gambling"}},
	{"", "CINE|CINEMA|TEATRO|MUSEO|MUSEU|CONCIERTO", meaning{leisure, "Events, Parks and Museums"}},
	{"", "LIBRERIA*|LIVRARIA*|BOOKSTORE", meaning{shopping, "Books & News"}},
	{"", "ZAPATERIA*|ROPA|ROUPAS|CALCADOS|CLOTHING|SHOES", meaning{shopping, "Clothing & Accessories"}},
	{"", "PAPELERIA*|PAPELARIA*|OFFICE SUPPLIES", meaning{shopping, "Office Supplies"}},
	{"", "ELECTRONICA*|ELETRONICOS|ELECTRONICS", meaning{shopping, "Electronics"}},
	{inflow, "DEPOSITO*|DEPOSIT|CONSIGNACION*", meaning{"Deposits", "Other"}},
	{"", "PIX|SPEI|TED|DOC|PSE|TRANSFER*|TRASPASO*|TRASLADO*|ENVIO|ZELLE", meaning{"Transfers", "Other"}},
}

// trade gives a meaning to merchant category codes from one to another.
type trade struct {
	from, to int
	meaning
}

// trades are of ISO 18245; the first that has a code counts.
var trades = [...]trade{
	{742, 742, meaning{home, "Veterinary Services"}},
	{3000, 3350, meaning{travel, "Flights"}}, {4511, 4511, meaning{travel, "Flights"}},
	{3351, 3500, meaning{travel, "Auto Rental"}}, {7512, 7512, meaning{travel, "Auto Rental"}},
	{3501, 3999, meaning{travel, "Accommodation"}}, {7011, 7011, meaning{travel, "Accommodation"}},
	{4111, 4112, meaning{travel, "Public Transit"}}, {4131, 4131, meaning{travel, "Public Transit"}},
	{4121, 4121, meaning{travel, "Taxis & Rideshares"}},
	{4784, 4784, meaning{travel, "Parking & Tolls"}}, {7523, 7523, meaning{travel, "Parking & Tolls"}},
	{4812, 4816, meaning{bills, "Telecommunications"}}, {4899, 4899, meaning{bills, "Telecommunications"}},
	{4900, 4900, meaning{bills, "Electricity & Energy"}},
	{5311, 5311, meaning{shopping, "Department Store"}},
	{5411, 5411, meaning{food, "Groceries"}}, {5462, 5462, meaning{food, "Bakery & Coffee"}},
	{5499, 5499, meaning{food, "Convenience Store"}},
	{5541, 5542, meaning{travel, "Gas"}}, {7531, 7549, meaning{travel, "Auto Expenses"}},
	{5611, 5699, meaning{shopping, "Clothing & Accessories"}},
	{5712, 5722, meaning{home, "Home Decor & Appliances"}}, {5732, 5734, meaning{shopping, "Electronics"}},
	{5811, 5812, meaning{food, "Restaurants"}}, {5814, 5814, meaning{food, "Restaurants"}},
	{5813, 5813, meaning{food, "Bars & Nightclubs"}}, {5816, 5816, meaning{leisure, "Gaming"}},
	{5815, 5818, meaning{leisure, cloud}}, {5912, 5912, meaning{home, "Pharmacies"}},
	{5921, 5921, meaning{food, "Alcohol & Tobacco"}}, {5942, 5942, meaning{shopping, "Books & News"}},
	{5943, 5943, meaning{shopping, "Office Supplies"}}, {5947, 5947, meaning{shopping, "Gifts"}},
	{5995, 5995, meaning{shopping, "Pet Supplies"}},
	{6010, 6011, meaning{"Withdrawal & ATM", "Other"}}, {6300, 6300, meaning{insurance, "Other"}},
	{7210, 7216, meaning{home, "Laundry & Dry Cleaning"}}, {7230, 7230, meaning{home, "Hair & Beauty"}},
	{7829, 7841, meaning{leisure, "Movie & Audio"}}, {7800, 7800, meaning{leisure, "Lottery"}},
	{7995, 7995, meaning{leisure, "Gambling"}}, {7996, 7996, meaning{leisure, "Events, Parks and Museums"}},
	{7997, 7997, meaning{home, "Gyms & Fitness"}}, {8011, 8099, meaning{home, "Health"}},
	{8211, 8299, meaning{home, "Education"}}, {8398, 8398, meaning{taxes, "Donation"}},
	{9311, 9311, meaning{taxes, "Income Tax"}}, {9399, 9399, meaning{taxes, "Government Fees"}},
}
