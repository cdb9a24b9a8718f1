package catalog

import (
	"regexp"

	"belvo-emulator/emulator/internal/yamlfile"
)

// institutionsShape is the format of institutions.yaml.
func institutionsShape() *yamlfile.Shape {
	fields := listOf(fieldShape(), "The inputs of a login form.")
	words := texts("")
	shared := []yamlfile.Field{
		may("type", oneOf("Its type.", "bank", "fiscal", "employment", "gig")),
		may("display_name", text("What people see.")), may("primary_color", text("#rrggbb.")),
		may("logo", text("")), may("icon_logo", text("")),
		may("features", listOf(object("", need("name", text("")), need("description", text(""))), "")),
	}
	entry := object("An institution, by Belvo's names.", append([]yamlfile.Field{
		need("name", text("Its unique name.")), need("id", whole(1, "Its unique id.")),
		may("family", text("One of \"families\", for the keys that are left out.")),
		may("code", text("Its id as a text.")), may("website", text("")),
		need("country_code", &yamlfile.Shape{Kind: yamlfile.Text, Pattern: regexp.MustCompile(`^[A-Z]{2}$`)}),
		may("country_codes", words), may("text_logo", text("")),
		may("form", text("One of \"forms\" instead of form_fields.")), may("form_fields", fields),
		may("integration_type", oneOf("", "credentials", "openfinance", "openbanking")),
		may("status", oneOf("", "healthy", "down")),
		need("resources", words),
		may("openbanking_information", object("", may("description", text("")),
			may("participants", words), may("authorization_server_id", text("")))),
	}, shared...)...)
	return object("Institutions.",
		may("forms", &yamlfile.Shape{Kind: yamlfile.Map, Elem: fields, Doc: "Login forms, by name."}),
		may("families", &yamlfile.Shape{Kind: yamlfile.Map, Elem: object("", shared...),
			Doc: "What institutions share, by name."}),
		need("institutions", listOf(entry, "Institutions.")))
}

func fieldShape() *yamlfile.Shape {
	return object("One input of a login form.",
		need("name", text("")), need("type", oneOf("", "text", "password", "number", "select", "hidden")),
		may("label", text("")), may("length", text("")), may("optional", boolean("")),
		may("validation", text("A regular expression.")), may("placeholder", text("")),
		may("validation_message", text("")),
		may("values", listOf(object("A choice.", need("code", text("")), need("label", text("")),
			may("validation", text("")), may("validation_message", text("")),
			may("placeholder", text(""))), "The choices of a select.")),
		may("pre_selected", whole(0, "")), may("value", text("The value of a hidden field.")))
}
