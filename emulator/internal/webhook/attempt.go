package webhook

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
)

const (
	userAgent    = "belvo-emulator-webhook/1" // Deviation: Belvo's is not documented
	answerLimit  = 1 << 10                    // bytes of an answer that are read and kept
	headersLimit = 64 << 10                   // bytes of an answer's head that are put up with
)

// newTransport returns a transport that keeps connections, and neither asks proxies nor unpacks.
func newTransport() *http.Transport {
	return &http.Transport{
		DisableCompression:     true,
		MaxIdleConnsPerHost:    sideBySide,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: headersLimit,
		DialContext:            (&net.Dialer{}).DialContext,
	}
}

// job is an attempt to be made.
type job struct {
	target   *target
	delivery *delivery
	endpoint Endpoint // as it was when the attempt began
	event    *notice.Notice
	number   int
	tries    int
	copy     bool
	started  time.Time
	rank     int    // of the endpoint among the others, when a Manual dispatcher began the attempt
	place    uint64 // of the delivery in its target
	manual   bool   // the dispatcher was Manual when the attempt began
}

// exchange makes one attempt within the time limit. It does not change the dispatcher.
func (d *Dispatcher) exchange(ctx context.Context, j job, body []byte) *Attempt {
	a := &Attempt{
		Delivery: j.delivery.key.String(), Endpoint: j.endpoint.ID, URL: j.endpoint.Shown(), Event: j.event,
		Number: j.number, Copy: j.copy, Started: j.started, authorized: j.endpoint.Authorization != "",
		manual: j.manual,
	}
	limited, cancel := context.WithTimeout(ctx, d.config.AttemptLimit)
	defer cancel()
	began := clock.Real{}.Now()
	err := d.post(limited, j.endpoint, body, a)
	a.Took = clock.Real{}.Now().Sub(began)
	switch {
	case err == nil:
		a.Outcome, a.Error = judge(a.Status)
	case ctx.Err() != nil:
		a.Outcome, a.Error = Canceled, "the emulator broke it off"
	default:
		a.Outcome, a.Error = classify(err)
		a.Error = cut(j.endpoint.redact(a.Error, false))
	}
	return a
}

// post sends a body and puts the answer into a. It uses the transport without a client, which
// would follow redirects, keep cookies or complain about a Location.
func (d *Dispatcher) post(ctx context.Context, to Endpoint, body []byte, a *Attempt) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, to.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header = header(string(to.Authorization))
	response, err := d.config.Transport.RoundTrip(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	a.Status = response.StatusCode
	a.ContentType = cut(to.redact(response.Header.Get("Content-Type"), false))
	a.Location = cut(to.redact(response.Header.Get("Location"), false))
	if a.Status == http.StatusSwitchingProtocols { // what follows is no body, and has no end
		return nil
	}
	answer, err := io.ReadAll(io.LimitReader(response.Body, answerLimit))
	a.Response = cut(to.redact(string(answer), err != nil || len(answer) == answerLimit))
	return err
}

func cut(text string) string { return text[:min(len(text), answerLimit)] }

func header(authorization string) http.Header {
	h := http.Header{"Content-Type": {"application/json"}, "User-Agent": {userAgent}}
	if authorization != "" {
		h.Set("Authorization", authorization)
	}
	return h
}

// RequestHeader returns the headers that were sent, with "[redacted]" for the Authorization.
func (a *Attempt) RequestHeader() http.Header {
	secret := ""
	if a.authorized {
		secret = redacted
	}
	h := header(secret)
	h.Set("Content-Length", strconv.Itoa(len(a.Event.Body())))
	return h
}

// TookMS is how long the attempt took on the sandbox's clock, in milliseconds: nothing on a manual one,
// which stands still meanwhile.
func (a *Attempt) TookMS() float64 {
	if a.manual {
		return 0
	}
	return float64(a.Took.Microseconds()) / 1000
}
