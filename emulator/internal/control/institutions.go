package control

import "net/http"

func institutionOperations() []Operation {
	return []Operation{{Method: http.MethodGet, Path: v1 + "institutions", Answer: []institutionShown{}, NoSandbox: true,
		handle: listInstitutions, What: "the institutions with the fields of their forms and the scenario of each"}}
}

// institutionShown is an institution as the control surface shows it.
type institutionShown struct {
	Name        string   `json:"name"`
	DisplayName string   `json:"display_name"`
	Country     string   `json:"country"`
	Type        string   `json:"type" doc:"such as bank"`
	Integration string   `json:"integration_type" doc:"credentials, or openfinance where a consent takes their place"`
	Fields      []string `json:"fields" doc:"of the form that its users fill in"`
	Scenario    string   `json:"scenario" doc:"of its users whom no other scenario claims by their names"`
}

func listInstitutions(c *call) (any, error) {
	list := []institutionShown{}
	for _, name := range c.cfg.Engine.InstitutionNames() {
		i, found := c.cfg.Engine.InstitutionNamed(name)
		if !found {
			continue
		}
		shown := institutionShown{Name: name, DisplayName: i.DisplayName, Country: i.CountryCode, Type: i.Type,
			Integration: i.IntegrationType, Fields: []string{}, Scenario: c.cfg.Engine.ScenarioFor(name, "").Name}
		for _, f := range i.FormFields {
			shown.Fields = append(shown.Fields, f.Name)
		}
		list = append(list, shown)
	}
	return list, nil
}
