package scenario

import (
	"strings"

	"belvo-emulator/emulator/internal/lifecycle"
)

// stateNote is what a schema cannot check: it sees one place at a time.
const stateNote = " It is the name of a state of this file, which only check verifies."

// usualStates are names of states that the built-in scenarios have, for editors to propose. A JSON schema
// cannot propose those of the file.
func usualStates() []string { return []string{"registering", "linked", "locked", "healed"} }

// triggerDoc says when a key of "on" is looked at.
func triggerDoc(key string) string {
	operation, resource, one := strings.Cut(key, ".")
	if one {
		return "A request for the data of " + resource + "; these rules stand in the place of those of retrieve."
	}
	switch lifecycle.Operation(operation) {
	case lifecycle.Register:
		return "A new user: POST /api/links/ or the widget."
	case lifecycle.Resume:
		return "The MFA token of an open session: PATCH /api/links/ or PATCH of the resource that was asked for."
	case lifecycle.Retrieve:
		return "A request for data: POST /api/accounts/ and the like. retrieve.accounts is for one resource."
	case lifecycle.Update:
		return "New credentials of a link: PUT /api/links/{id}/ or the widget in its update mode."
	case lifecycle.Refresh:
		return "A scheduled refresh of a recurrent link, or one by request."
	case lifecycle.Modify:
		return "A change of a link's settings: PATCH /api/links/{id}/."
	case lifecycle.Delete:
		return "The deletion of a link: DELETE /api/links/{id}/."
	}
	return ""
}
