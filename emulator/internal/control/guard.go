package control

import (
	"crypto/subtle"
	"net"
	"net/http"

	"belvo-emulator/emulator/internal/address"
	"belvo-emulator/emulator/internal/belvo"
)

// Access says which clients may use the control calls. Health is open to all.
type Access struct {
	// Open lets other machines in. Without it only clients at a loopback address are.
	Open bool
	// Token, if there is one, has to come with each call, from wherever, and is enough.
	Token string
}

// guard keeps web pages and other machines away from calls that need no password.
type guard struct {
	Access
	origins *http.CrossOriginProtection
}

// check returns the problem with a request that is not to be answered.
func (g guard) check(r *http.Request) error {
	switch {
	// Pages of these hosts run the code of applications and are of this origin for the browser. A call
	// that is addressed to them would also reach the real Belvo, token included, without our proxy.
	case address.NamesBelvo(r):
		return forbidden("the control calls are not on Belvo's hosts; send them to the emulator's own address, " +
			"which exec tells its command in BELVO_API_URL")
	case g.Token != "":
		return g.checkToken(r)
	case !g.Open && !isLocal(r):
		return forbidden("the control calls are for this machine alone; start the emulator with --control open, " +
			"or with --control-token and send it as " + belvo.HeaderControlToken)
	}
	// A foreign page can have a GET sent as well, and make the emulator wait, though not read it.
	asUnsafe := *r
	asUnsafe.Method = http.MethodPost
	if g.origins.Check(&asUnsafe) != nil {
		return forbidden("the control calls are not for web pages of another origin")
	}
	return nil
}

func forbidden(text string) error { return &problem{http.StatusForbidden, text} }

// checkToken takes the same time for every wrong token of the right length. No web page of another
// origin can send the header: its browser would have to be allowed to, and is not.
func (g guard) checkToken(r *http.Request) error {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get(belvo.HeaderControlToken)), []byte(g.Token)) == 1 {
		return nil
	}
	return &problem{http.StatusUnauthorized, "the control calls need the right token in the header " + belvo.HeaderControlToken}
}

// isLocal says whether a request came in by a loopback address, which no other machine reaches;
// one that came by no connection was made in this process.
func isLocal(r *http.Request) bool {
	at, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return !ok || at.IP.IsLoopback()
}
