package api

import (
	"net/http"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/sandbox"

	"github.com/google/uuid"
)

func listObjects(r *request) (response, error) {
	return paginate(r, func(p filter.Page) ([]any, int, error) { return r.Box.List(r.route.Row, r.parameters(), p) })
}

// kindOf is how the body's reader calls the kinds of the registry.
func kindOf(k registry.Kind) kind {
	return map[registry.Kind]kind{registry.Day: date, registry.Year: year, registry.Month: month, registry.ID: id, registry.Flag: flag,
		registry.Choice: text, registry.Choices: list}[k]
}

// bodyOf is what a POST for a resource takes.
func bodyOf(row *registry.Row) []param {
	params := []param{{name: "link", kind: id, required: true}, {name: "save_data", kind: flag}}
	if row.Operations.Patch != "" { // others never ask for a token
		params = append(params, param{name: "token", kind: secret})
	}
	for _, f := range row.Fields {
		params = append(params, param{name: f.Name, kind: kindOf(f.Kind), required: f.Required, choices: f.Choices,
			when: f.When})
	}
	return params
}

func retrieveObjects(r *request) (response, error) {
	row := r.route.Row
	body, err := r.read(r.route.body)
	if err != nil {
		return response{}, err
	}
	asked := sandbox.Retrieval{Link: body.id("link"), Token: body.text("token"), SaveData: body.flag("save_data", true)}
	for _, f := range row.Fields {
		if _, blank := body[f.Name].(belvo.Code); !blank && body[f.Name] != nil {
			f.Set(&asked.Params, body[f.Name])
			asked.Given = append(asked.Given, f.Name)
		}
	}
	got, err := r.Box.Retrieve(&r.Call, row, asked)
	return r.retrieved(row, row.Single, got, err)
}

// resumeObjects answers with a list whatever the resource. Source: PatchIncomes and PatchRiskInsights
// of OpenAPI 1.35.0 and 1.223.0.
func resumeObjects(r *request) (response, error) {
	row := r.route.Row
	resumption, err := r.readResumption()
	if err != nil {
		return response{}, err
	}
	got, err := r.Box.ResumeRetrieve(&r.Call, row, resumption)
	return r.retrieved(row, false, got, err)
}

// retrieved answers 201 for data that was stored, 200 for data that was not, and 202 where the
// client asked not to wait. A resource with one object for each link answers with that, and
// unavailable_data where the institution has nothing.
func (r *request) retrieved(row *registry.Row, single bool, got sandbox.Retrieved, err error) (response, error) {
	switch {
	case err != nil:
		return response{}, err
	case r.Call.Request.Async && row.Async:
		return response{http.StatusAccepted, accepted{r.RequestID()}}, nil
	case single && len(got.Objects) == 0:
		return response{}, belvo.NewError(belvo.CodeUnavailableData)
	}
	status, body := http.StatusOK, any(got.Objects)
	if got.Saved {
		status = http.StatusCreated
	}
	if single {
		body = got.Objects[0]
	}
	return response{status, body}, nil
}

func detailObject(r *request, id uuid.UUID) (response, error) {
	object, err := r.Box.Object(r.route.Row, id)
	return response{http.StatusOK, object}, err
}

// listBelow lists what belongs to an object.
func listBelow(r *request, id uuid.UUID) (response, error) {
	return paginate(r, func(p filter.Page) ([]any, int, error) { return r.Box.ListBelow(r.route.Row, id, p) })
}

func deleteObject(r *request, id uuid.UUID) (response, error) {
	return response{}, r.Box.DeleteObject(r.route.Row, id)
}
