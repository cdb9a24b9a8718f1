package belvo

// Headers of requests and answers that Belvo or the emulator has besides HTTP's own. Those that begin with
// X-Belvo-Emulator are the emulator's: Belvo ignores them in requests and sends none.
const (
	// HeaderMode of a request is Belvo's: async asks for a 202.
	HeaderMode = "X-Belvo-Request-Mode"
	// HeaderHint explains an answer whose cause may puzzle.
	HeaderHint = "X-Belvo-Emulator-Hint"
	// HeaderRequest names the request's entry in the journal.
	HeaderRequest = "X-Belvo-Emulator-Request"
	// HeaderScenario of a request chooses the scenario of the link that it is about.
	HeaderScenario = "X-Belvo-Emulator-Scenario"
	// HeaderAt of a GET names an earlier request: the answer is of the world as that left it.
	HeaderAt = "X-Belvo-Emulator-At"
	// HeaderControlToken carries the token of the control calls, where there is one. It is a header of its
	// own because Authorization chooses the sandbox. Clients may send it with everything.
	HeaderControlToken = "X-Belvo-Emulator-Control-Token"
	// HeaderIssued of a refusal says that the access token is not valid now, but was signed by this server:
	// the hosted page may follow the addresses in it. Those of any other token can be forged.
	HeaderIssued = "X-Belvo-Emulator-Issued"
)
