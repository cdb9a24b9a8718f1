package belvo

import (
	"net/http"
	"slices"
)

// Code is the machine-readable name of an error, as in the field "code" of Belvo's error bodies.
type Code string

// The error codes that the emulator can answer with.
// Source: https://developers.belvo.com/developer_resources/resources-belvo-api-errors
const (
	CodeRequired                  Code = "required"
	CodeNull                      Code = "null"
	CodeBlank                     Code = "blank"
	CodeDoesNotExist              Code = "does_not_exist"
	CodeInvalid                   Code = "invalid"
	CodeInvalidChoice             Code = "invalid_choice"
	CodeMinLength                 Code = "min_length"
	CodeMaxLength                 Code = "max_length"
	CodeNotAList                  Code = "not_a_list"
	CodeParseError                Code = "parse_error"
	CodeValidationError           Code = "validation_error"
	CodeInvalidPeriod             Code = "invalid_period"
	CodeLoginError                Code = "login_error"
	CodeTooManySessions           Code = "too_many_sessions"
	CodeSessionExpired            Code = "session_expired"
	CodeUnconfirmedLink           Code = "unconfirmed_link"
	CodeInvalidLink               Code = "invalid_link"
	CodeDuplicated                Code = "duplicated"
	CodeUnsupportedOperation      Code = "unsupported_operation"
	CodeInvalidCredentialsStorage Code = "invalid_credentials_storage"
	CodeInvalidFetchResources     Code = "invalid_fetch_resources"
	CodeInvalidAccessModeSwitch   Code = "invalid_access_mode_switch"
	CodeInstitutionDown           Code = "institution_down"
	CodeInstitutionUnavailable    Code = "institution_unavailable"
	CodeInstitutionInactive       Code = "institution_inactive"
	CodeUnavailableData           Code = "unavailable_data"
	CodeActivationFailed          Code = "activation_failed"
	CodeOperationalLimits         Code = "operational_limits_reached"
	CodeAuthenticationFailed      Code = "authentication_failed"
	CodeConsentWithoutAccounts    Code = "consent_without_accounts"
	CodeAccessToResourceDenied    Code = "access_to_resource_denied"
	CodePermissionDenied          Code = "permission_denied"
	CodeQuotaLimitReached         Code = "quota_limit_reached"
	CodeNotFound                  Code = "not_found"
	CodeExpiredCredentials        Code = "expired_credentials"
	CodeMethodNotAllowed          Code = "method_not_allowed"
	CodeRequestTimeout            Code = "request_timeout"
	CodeLinkRefreshed             Code = "link_refreshed"
	CodeTokenRequired             Code = "token_required"
	CodeActivationRequired        Code = "activation_required"
	CodeUnexpectedError           Code = "unexpected_error"
	CodeServiceUnavailable        Code = "service_unavailable"

	// CodeTokenNotValid is Simple JWT's code for a token that is wrong, late or used up.
	// Deviation: Belvo does not document what REST answers to a bad access token.
	CodeTokenNotValid Code = "token_not_valid"
	// CodeUnsupportedMediaType answers a body of a type that is not read. Deviation: Belvo documents none;
	// it is Django REST framework's.
	CodeUnsupportedMediaType Code = "unsupported_media_type"
	// CodePayloadTooLarge answers a body over the limit. Deviation: Belvo documents none.
	CodePayloadTooLarge Code = "payload_too_large"
	// CodeNotEmulated answers what Belvo has and the emulator lacks. Deviation: ours alone.
	CodeNotEmulated Code = "not_emulated"
	// CodeUnknownScenario answers a request header that names no scenario. Deviation: ours alone.
	CodeUnknownScenario Code = "unknown_scenario"
	// CodeEmulatorStopping answers what waits when the emulator stops. Deviation: ours alone.
	CodeEmulatorStopping Code = "emulator_stopping"
)

// undocumented are the codes that Belvo does not document: the emulator answers them where Belvo says nothing,
// or where it lacks what Belvo has.
var undocumented = [...]Code{CodeUnsupportedMediaType, CodePayloadTooLarge, CodeNotEmulated, CodeUnknownScenario,
	CodeEmulatorStopping}

// Undocumented says whether the code is none of Belvo's, so that a client needs no handling of it.
func (c Code) Undocumented() bool { return slices.Contains(undocumented[:], c) }

// Entry is one row of the error catalogue.
type Entry struct {
	Code     Code
	Status   int      // the HTTP status that carries it
	Messages []string // the documented messages; the first is the default
	// Scriptable says that an institution can answer so, which lets a scenario use the code.
	Scriptable bool
}

// unexpected is the message that Belvo gives to both of its 500 codes.
const unexpected = "Belvo is unable to process the request due to an internal system issue " +
	"or to an unsupported response from an institution"

// Catalogue returns every error the emulator knows, in the order of their HTTP statuses.
// Messages of login_error come without a full stop, as in Belvo's OpenAPI description (the page
// ends four of them with one). Codes min_length and max_length are those of Django REST
// Framework, which Belvo's other validation messages belong to.
func Catalogue() []Entry { return catalogue[:] }

// Codes are the codes of the catalogue, in its order.
func Codes() []string {
	codes := make([]string, len(catalogue))
	for i, entry := range catalogue {
		codes[i] = string(entry.Code)
	}
	return codes
}

var catalogue = [...]Entry{
	{CodeRequired, http.StatusBadRequest, []string{"This field is required."}, false},
	{CodeNull, http.StatusBadRequest, []string{"This field may not be null."}, false},
	{CodeBlank, http.StatusBadRequest, []string{"This field may not be blank."}, false},
	{CodeDoesNotExist, http.StatusBadRequest, []string{"Object does not exist."}, false},
	{CodeInvalid, http.StatusBadRequest, []string{"Invalid value."}, false},
	{CodeInvalidChoice, http.StatusBadRequest, []string{"Not a valid choice."}, false},
	{CodeMinLength, http.StatusBadRequest, []string{"Ensure this field has more characters."}, false},
	{CodeMaxLength, http.StatusBadRequest, []string{"Ensure this field has fewer characters."}, false},
	{CodeNotAList, http.StatusBadRequest, []string{`Expected a list but got type "str".`}, false},
	{CodeParseError, http.StatusBadRequest, []string{"JSON parse error"}, false},
	{CodeValidationError, http.StatusBadRequest, []string{"Bad request"}, true},
	{CodeInvalidPeriod, http.StatusBadRequest, []string{
		"The number of days between date_from and date_to must be at least 90 days"}, false},
	{CodeLoginError, http.StatusBadRequest, []string{
		"Invalid credentials provided to login to the institution",
		"A MFA token is required by the institution, but it's not supported yet by Belvo.",
		"Impossible to login, something unexpected happened while logging into the institution. Try again later.",
		"Login not attempted due to invalid credentials",
		"Missing credentials to login to the institution",
		"The user account access was forbidden by the institution",
		"The user account is locked, user needs to contact the institution to unlock it",
	}, true},
	{CodeTooManySessions, http.StatusBadRequest, []string{
		"Impossible to login, a session is already opened with the institution for these credentials"}, true},
	{CodeSessionExpired, http.StatusBadRequest, []string{"The session you are trying to resume has expired, " +
		"please start again from register/retrieve endpoint"}, true},
	{CodeUnconfirmedLink, http.StatusBadRequest, []string{"The link creation has not been completed yet"}, false},
	{CodeInvalidLink, http.StatusBadRequest, []string{
		"The link has been invalidated. You may need to update link credentials"}, false},
	{CodeDuplicated, http.StatusBadRequest, []string{"Link already exists"}, true},
	{CodeUnsupportedOperation, http.StatusBadRequest, []string{
		"The resource you are trying to access is not supported by this institution"}, true},
	{CodeInvalidCredentialsStorage, http.StatusBadRequest, []string{
		"Recurrent links must store the credentials"}, false},
	{CodeInvalidFetchResources, http.StatusBadRequest, []string{
		"Single links without stored credentials must fetch resources"}, false},
	{CodeInvalidAccessModeSwitch, http.StatusBadRequest, []string{
		"This link doesn't have stored credentials hence it can't be switched to recurrent mode"}, false},
	{CodeInstitutionDown, http.StatusBadRequest, []string{
		"The financial institution is down, try again later"}, true},
	{CodeInstitutionUnavailable, http.StatusBadRequest, []string{"The financial institution is unavailable"}, true},
	{CodeInstitutionInactive, http.StatusBadRequest, []string{
		"The institution has been temporarily deactivated"}, true},
	{CodeUnavailableData, http.StatusBadRequest, []string{
		"The institution did not return any data for the request."}, true},
	{CodeActivationFailed, http.StatusBadRequest, []string{
		"The credentials provided were not accepted by the institution."}, true},
	{CodeOperationalLimits, http.StatusBadRequest, []string{
		"The institution has reached its operational limits"}, true},
	{CodeAuthenticationFailed, http.StatusUnauthorized, []string{"Invalid Secret Keys"}, false},
	{CodeTokenNotValid, http.StatusUnauthorized, []string{"Token is invalid or expired"}, false},
	{CodeConsentWithoutAccounts, http.StatusUnauthorized, []string{
		"Information cannot be retrieved as the consent has no associated accounts"}, true},
	{CodeAccessToResourceDenied, http.StatusForbidden, []string{"You don't have access to this resource."}, true},
	{CodePermissionDenied, http.StatusForbidden, []string{
		"You do not have permission to perform this action."}, true},
	{CodeQuotaLimitReached, http.StatusForbidden, []string{"The quota limit has been reached."}, true},
	{CodeNotFound, http.StatusNotFound, []string{"Not found."}, false},
	{CodeExpiredCredentials, http.StatusNotFound, []string{"The credentials of this link have expired"}, false},
	{CodeMethodNotAllowed, http.StatusMethodNotAllowed, []string{"Method not allowed."}, false},
	{CodeRequestTimeout, http.StatusRequestTimeout, []string{"The request timed out, you can retry asking for " +
		"less data by changing your query parameters"}, true},
	{CodeLinkRefreshed, http.StatusConflict, []string{
		"The link has already been refreshed. Please wait 10 minutes before trying again."}, false},
	{CodeUnsupportedMediaType, http.StatusUnsupportedMediaType, []string{
		`Unsupported media type "" in request.`}, false},
	{CodePayloadTooLarge, http.StatusRequestEntityTooLarge, []string{"The request body is too large."}, false},
	{CodeTokenRequired, http.StatusPreconditionRequired, []string{
		"A MFA token is required by the institution to login"}, true},
	{CodeActivationRequired, http.StatusPreconditionRequired, []string{
		"This user doesn't have web access activated yet."}, true},
	{CodeUnexpectedError, http.StatusInternalServerError, []string{unexpected}, true},
	{CodeServiceUnavailable, http.StatusInternalServerError, []string{unexpected}, true},
	{CodeNotEmulated, http.StatusNotImplemented, []string{"Not emulated."}, false},
	{CodeUnknownScenario, http.StatusBadRequest, []string{"No such scenario."}, false},
	{CodeEmulatorStopping, http.StatusServiceUnavailable, []string{"The emulator is stopping."}, false},
}

// Lookup returns the catalogue's row for a code and whether there is one.
func Lookup(code Code) (Entry, bool) {
	for i := range catalogue { // which copies no row
		if catalogue[i].Code == code {
			return catalogue[i], true
		}
	}
	return Entry{}, false
}
