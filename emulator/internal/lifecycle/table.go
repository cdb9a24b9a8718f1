package lifecycle

import "belvo-emulator/emulator/internal/belvo"

// Groups of effects that always come together.
var (
	challenge = []Effect{OpenSession}
	offer     = []Effect{StoreCredentials, OpenSession}
	heal      = []Effect{Touch, ResetRefusals, HistoricalUpdate}
	renew     = []Effect{Touch, ResetRefusals, DropSessions, StoreCredentials, HistoricalUpdate}
	collect   = []Effect{Touch, ResetRefusals}
	remove    = []Effect{DropSessions, DeleteData}
	forget    = []Effect{DropSessions}
	refresh   = []Effect{Touch, ResetRefusals, RecurrentUpdate}
	ask       = []Effect{WebhookTokenRequired}
	refuse    = []Effect{DropSessions, WebhookInvalidCredentials}
)

// table has the only rules by which a link changes. A pair that is missing here is impossible;
// a test holds that exactly the admitted operations (see admissions) have rows.
var table = [...]Transition{
	{None, "register_ok", Valid, []Effect{Touch, StoreCredentials, HistoricalUpdate},
		"The institution took the credentials and asked for nothing else."},
	{None, "register_challenged", Unconfirmed, []Effect{StoreCredentials, OpenSession},
		"The link exists from now on, but it is not usable before the MFA token was given."},
	{None, "register_refused", None, nil, "No link is kept of a login that failed."},

	{Unconfirmed, "resume_ok", Valid, heal, "The token completes the creation."},
	{Unconfirmed, "resume_challenged", Unconfirmed, challenge,
		"A wrong token is asked for again, with a new session."},
	{Unconfirmed, "resume_refused", Unconfirmed, nil, "The login failed, the creation may be tried again."},
	{Unconfirmed, "update_ok", Valid, renew, "New credentials that need no token complete the creation."},
	{Unconfirmed, "update_challenged", Unconfirmed, offer, "New credentials still need a token."},
	{Unconfirmed, "update_refused", Unconfirmed, nil, "Wrong credentials change nothing."},
	{Unconfirmed, "modify_ok", Unconfirmed, nil,
		"Access mode and data policies are no matter of the institution."},
	{Unconfirmed, "delete_ok", Deleted, remove, "The link goes with its data."},
	{Unconfirmed, SessionExpired, Unconfirmed, forget, "The creation can only be completed by new credentials."},
	{Unconfirmed, CredentialsExpired, Expired, forget, "The credentials are no longer stored."},

	{Valid, "resume_ok", Valid, heal, "A second session of the link, opened before the first one healed it."},
	{Valid, "resume_challenged", Valid, challenge, "A wrong token does not undo that the link is valid."},
	{Valid, "resume_refused", Valid, nil, "A failed login of a second session changes nothing."},
	{Valid, "retrieve_ok", Valid, collect, "Data was read."},
	{Valid, "retrieve_challenged", TokenRequired, challenge,
		"The institution wants a token before it gives data."},
	{Valid, "retrieve_refused", Valid, []Effect{CountRefusal}, "A refused login counts."},
	{Valid, "retrieve_exhausted", Invalid, forget, "Six refused logins in a row invalidate the link."},
	{Valid, "update_ok", Valid, renew, "The credentials were right, old or new."},
	{Valid, "update_challenged", TokenRequired, offer, "The new credentials need a token as well."},
	{Valid, "update_refused", Valid, nil, "Wrong credentials change nothing: the stored ones stay."},
	{Valid, "refresh_ok", Valid, refresh, "What is new was read."},
	{Valid, "refresh_challenged", TokenRequired, ask, "Nobody is there to type a token during a refresh."},
	{Valid, "refresh_refused", Invalid, refuse, "A refresh found that the credentials no longer work."},
	{Valid, "modify_ok", Valid, nil, "Access mode and data policies are no matter of the institution."},
	{Valid, "delete_ok", Deleted, remove, "The link goes with its data."},
	{Valid, SessionExpired, Valid, forget, "A token of a second session comes too late."},
	{Valid, CredentialsExpired, Expired, forget, "The credentials are no longer stored."},
	{Valid, ConsentExpired, Invalid, forget, "The consent has ended; a new one heals the link."},

	{TokenRequired, "resume_ok", Valid, heal, "The token heals the link, under the same id."},
	{TokenRequired, "resume_challenged", TokenRequired, challenge,
		"A wrong token is asked for again, with a new session."},
	{TokenRequired, "resume_refused", TokenRequired, nil, "The login failed, the link still needs its token."},
	{TokenRequired, "retrieve_ok", Valid, heal,
		"The institution asks no more, or the token came with the request."},
	{TokenRequired, "retrieve_challenged", TokenRequired, challenge, "Each further POST is asked for a token."},
	{TokenRequired, "retrieve_refused", TokenRequired, []Effect{CountRefusal}, "A refused login counts."},
	{TokenRequired, "retrieve_exhausted", Invalid, forget, "Six refused logins in a row invalidate the link."},
	{TokenRequired, "update_ok", Valid, renew, "Right credentials heal the link, under the same id."},
	{TokenRequired, "update_challenged", TokenRequired, offer,
		"The credentials were right, the token is still needed."},
	{TokenRequired, "update_refused", TokenRequired, nil, "Wrong credentials change nothing."},
	{TokenRequired, "refresh_ok", Valid, refresh, "The institution asks no more."},
	{TokenRequired, "refresh_challenged", TokenRequired, ask, "There is still no user to type a token."},
	{TokenRequired, "refresh_refused", Invalid, refuse, "A refresh found that the credentials no longer work."},
	{TokenRequired, "modify_ok", TokenRequired, nil,
		"Access mode and data policies are no matter of the institution."},
	{TokenRequired, "delete_ok", Deleted, remove, "The link goes with its data."},
	{TokenRequired, SessionExpired, TokenRequired, forget,
		"The token comes too late; the next POST asks for another."},
	{TokenRequired, CredentialsExpired, Expired, forget, "The credentials are no longer stored."},
	{TokenRequired, ConsentExpired, Invalid, forget, "The consent has ended; a new one heals the link."},

	{Invalid, "update_ok", Valid, renew, "Right credentials heal the link, under the same id."},
	{Invalid, "update_challenged", TokenRequired, offer, "The credentials are right now, a token is needed."},
	{Invalid, "update_refused", Invalid, nil, "Wrong credentials change nothing."},
	{Invalid, "modify_ok", Invalid, nil, "Access mode and data policies are no matter of the institution."},
	{Invalid, "delete_ok", Deleted, remove, "The link goes with its data."},
	{Invalid, CredentialsExpired, Expired, forget, "The credentials are no longer stored."},

	{Expired, "update_ok", Valid, renew, "The credentials are known again."},
	{Expired, "update_challenged", TokenRequired, offer,
		"The credentials are known again, a token is needed."},
	{Expired, "update_refused", Expired, nil, "Wrong credentials change nothing."},
	{Expired, "modify_ok", Expired, nil, "Data policies are no matter of the institution."},
	{Expired, "delete_ok", Deleted, remove, "The link goes with its data."},
}

// admissions has, for each state in which a link exists, the operations that are refused without
// asking the institution. Registration is never asked of a link that exists.
var admissions = map[State]map[Operation]belvo.Code{
	None: {Resume: belvo.CodeSessionExpired, Retrieve: belvo.CodeDoesNotExist, Update: belvo.CodeNotFound,
		Refresh: belvo.CodeNotFound, Modify: belvo.CodeNotFound, Delete: belvo.CodeNotFound},
	Unconfirmed:   {Register: belvo.CodeDuplicated, Retrieve: belvo.CodeUnconfirmedLink, Refresh: belvo.CodeUnconfirmedLink},
	Valid:         {Register: belvo.CodeDuplicated},
	TokenRequired: {Register: belvo.CodeDuplicated},
	Invalid: {Register: belvo.CodeDuplicated, Resume: belvo.CodeSessionExpired,
		Retrieve: belvo.CodeInvalidLink, Refresh: belvo.CodeInvalidLink},
	Expired: {Register: belvo.CodeDuplicated, Resume: belvo.CodeSessionExpired,
		Retrieve: belvo.CodeExpiredCredentials, Refresh: belvo.CodeExpiredCredentials},
}
