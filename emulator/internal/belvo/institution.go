package belvo

// Institution is an institution object, its keys in the order of a real sandbox answer: those of
// schema InstitutionPublicApi of OpenAPI 1.223.0, with country_code added. The type gig is older.
type Institution struct {
	ID              int              `json:"id" yaml:"id"`
	Name            string           `json:"name" yaml:"name"`
	Type            string           `json:"type" yaml:"type" enum:"bank|fiscal|employment|gig"`
	Code            *string          `json:"code" yaml:"code"`
	Website         *string          `json:"website" yaml:"website"`
	DisplayName     string           `json:"display_name" yaml:"display_name"`
	CountryCode     string           `json:"country_code" yaml:"country_code"`
	CountryCodes    []string         `json:"country_codes" yaml:"country_codes"`
	PrimaryColor    string           `json:"primary_color" yaml:"primary_color"`
	Logo            *string          `json:"logo" yaml:"logo"`
	IconLogo        *string          `json:"icon_logo" yaml:"icon_logo"`
	TextLogo        *string          `json:"text_logo" yaml:"text_logo"`
	FormFields      []FormField      `json:"form_fields" yaml:"form_fields"`
	Features        []Feature        `json:"features" yaml:"features"`
	IntegrationType string           `json:"integration_type" yaml:"integration_type"`
	Status          string           `json:"status" yaml:"status" enum:"healthy|down"`
	Resources       []string         `json:"resources" yaml:"resources"`
	OpenBanking     *OpenBankingInfo `json:"openbanking_information" yaml:"openbanking_information"`
}

// FormField is one input of an institution's login form. Keys that do not apply are left out, as
// the sandbox does.
type FormField struct {
	Name              string        `json:"name" yaml:"name"`
	Type              string        `json:"type" yaml:"type"` // text, password, number, select, hidden
	Label             string        `json:"label,omitempty" yaml:"label"`
	Length            string        `json:"length,omitempty" yaml:"length"`
	Optional          bool          `json:"optional,omitempty" yaml:"optional"`
	Validation        string        `json:"validation,omitempty" yaml:"validation"` // a regular expression
	Placeholder       string        `json:"placeholder,omitempty" yaml:"placeholder"`
	ValidationMessage string        `json:"validation_message,omitempty" yaml:"validation_message"`
	Values            []FieldChoice `json:"values,omitempty" yaml:"values"`
	PreSelected       *int          `json:"pre_selected,omitempty" yaml:"pre_selected"`
	Value             string        `json:"value,omitempty" yaml:"value"` // of a hidden field
}

// FieldChoice is one entry of a select field.
type FieldChoice struct {
	Code              string `json:"code" yaml:"code"`
	Label             string `json:"label" yaml:"label"`
	Validation        string `json:"validation" yaml:"validation"`
	ValidationMessage string `json:"validation_message" yaml:"validation_message"`
	Placeholder       string `json:"placeholder" yaml:"placeholder"`
}

// Feature is a property of an institution that its users should know.
type Feature struct {
	Name        string `json:"name" yaml:"name"`
	Description string `json:"description" yaml:"description"`
}

// OpenBankingInfo describes an institution of Brazil's open finance network.
type OpenBankingInfo struct {
	Description           *string  `json:"description" yaml:"description"`
	Participants          []string `json:"participants" yaml:"participants"`
	AuthorizationServerID *string  `json:"authorization_server_id,omitempty" yaml:"authorization_server_id"`
}
