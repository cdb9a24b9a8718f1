package belvo

// TaxForm is a section of a tax return: its lines by their names, null where they are empty. The
// descriptions leave sections open; their lines are those of OpenAPI 1.223.0's examples. Amounts
// are whole pesos, as the tax authority's forms have them.
type TaxForm map[string]any

// TaxReturnInfo is the head of a tax return. People have a name and firms a denomination.
type TaxReturnInfo struct {
	Ejercicio             int     `json:"ejercicio"` // the year
	FechaHoraPresentacion string  `json:"fecha_hora_presentacion"`
	NumeroOperacion       string  `json:"numero_operacion"`
	PeriodoDeclaracion    string  `json:"periodo_declaracion"`
	RFC                   string  `json:"rfc"`
	TipoDeclaracion       string  `json:"tipo_declaracion"`
	TipoComplementaria    *string `json:"tipo_complementaria"`
	Nombre                *string `json:"nombre,omitempty"`
	DenominacionRazon     *string `json:"denominacion_razon_social,omitempty"`
}

// TaxReturnFiles are the documents of a tax return in base64, null unless asked for.
type TaxReturnFiles struct {
	PDF        *string `json:"pdf"`
	ReceiptPDF *string `json:"receipt_pdf"`
}

// TaxReturnPersonal is a person's return for a year: schema TaxReturnPersonal of OpenAPI 1.223.0.
type TaxReturnPersonal struct {
	Base
	InformacionGeneral     TaxReturnInfo `json:"informacion_general"`
	SueldosSalarios        TaxForm       `json:"sueldos_salarios"`
	ServiciosProfesionales TaxForm       `json:"servicios_profesionales"`
	DeduccionesPersonales  TaxForm       `json:"deducciones_personales"`
	DeterminacionImpuesto  TaxForm       `json:"determinacion_impuesto"`
	Retenciones            TaxForm       `json:"retenciones"`
	Dividendos             TaxForm       `json:"dividendos"`
	DatosInformativos      TaxForm       `json:"datos_informativos"`
	TaxReturnFiles
}

// TaxReturnPersonalMonthly is a person's return for a month: schema TaxReturnPersonalMonthly of
// OpenAPI 1.223.0, with the link, which lists are filtered by.
type TaxReturnPersonalMonthly struct {
	Base
	InformacionGeneral TaxReturnInfo `json:"informacion_general"`
	ISR                TaxForm       `json:"isr"`
	IVA                TaxForm       `json:"iva"`
	TaxReturnFiles
	Type string `json:"type" enum:"monthly"`
}

// TaxReturnBusiness is a firm's return for a year: schema TaxReturnBusiness of OpenAPI 1.223.0, with
// the link. Three sections are null, as they are for every year from 2022 on. Deviation: they are
// null for earlier years too, and the lines of ingressos and determinacion, which no example shows,
// follow those of the other sections.
type TaxReturnBusiness struct {
	Base
	InformacionGeneral                   TaxReturnInfo `json:"informacion_general"`
	DatosAdicionales                     TaxForm       `json:"datos_adicionales"`
	EstadoResultados                     *TaxForm      `json:"estado_resultados"`
	EstadoPosicionFinancieraBalance      *TaxForm      `json:"estado_posicion_financiera_balance"`
	ConciliacionEntreResultados          *TaxForm      `json:"conciliacion_entre_resultado_contable_fiscal"`
	DeduccionesAutorizadas               TaxForm       `json:"deducciones_autorizadas"`
	CifrasCierreEjercicio                TaxForm       `json:"cifras_cierre_ejercicio"`
	DeterminacionDelImpuestoSobreLaRenta TaxForm       `json:"determinacion_del_impuesto_sobre_la_renta"`
	DividendosOUtilidadesDistribuidos    TaxForm       `json:"dividendos_o_utilidades_distribuidos"`
	DetallePagoR1ISRPersonasMorales      TaxForm       `json:"detalle_pago_r1_isr_personas_morales"`
	Ingressos                            TaxForm       `json:"ingressos"`
	Determinacion                        TaxForm       `json:"determinacion"`
	TaxReturnFiles
}

// TaxReturnBusinessMonthly is a firm's return for a month: schema TaxReturnBusinessMonthly of
// OpenAPI 1.223.0, with the link.
type TaxReturnBusinessMonthly struct {
	Base
	InformacionGeneral TaxReturnInfo `json:"informacion_general"`
	DeterminacionISR   TaxForm       `json:"determinacion_isr"`
	DetallePagoISR     TaxForm       `json:"detalle_pago_isr"`
	DeterminacionIVA   TaxForm       `json:"determinacion_iva"`
	DetallePagoIVA     TaxForm       `json:"detalle_pago_iva"`
	TaxReturnFiles
	Type string `json:"type" enum:"monthly"`
}
