package webhook

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
)

// Outcome is what came of an attempt.
type Outcome string

// The outcomes. Only OK is a success; all others, 410 and redirects too, are tried again as the
// profile says. Deviation: Belvo does not say whether any answer makes it stop.
const (
	OK          Outcome = "ok"          // 2xx
	BadStatus   Outcome = "bad_status"  // any other status but a redirect
	Redirect    Outcome = "redirect"    // 3xx; not followed
	Timeout     Outcome = "timeout"     // no complete answer within the time limit
	Refused     Outcome = "refused"     // nothing listens
	Unreachable Outcome = "unreachable" // no connection for another reason, an unknown host say
	Reset       Outcome = "reset"       // the connection was reset
	Closed      Outcome = "closed"      // the connection was closed before the end of the answer
	TLS         Outcome = "tls"         // no secure connection
	Garbage     Outcome = "garbage"     // the answer is not HTTP
	Other       Outcome = "other"       // see the error
	Canceled    Outcome = "canceled"    // by the emulator; does not count as a try
)

func judge(status int) (Outcome, string) {
	switch {
	case status >= 200 && status < 300:
		return OK, ""
	case status >= 300 && status < 400:
		return Redirect, fmt.Sprintf("it answered %d, and redirects are not followed", status)
	default:
		return BadStatus, fmt.Sprintf("it answered %d", status)
	}
}

// classify names an error of a transport. The texts are ours where they can be, for those of the
// transport quote what the receiver sent.
func classify(err error) (Outcome, string) {
	says := func(parts ...string) bool {
		for _, part := range parts {
			if strings.Contains(err.Error(), part) {
				return true
			}
		}
		return false
	}
	is := func(errs ...error) bool {
		for _, e := range errs {
			if errors.Is(err, e) {
				return true
			}
		}
		return false
	}
	for _, c := range []struct {
		holds   bool
		outcome Outcome
		text    string
	}{
		{is(context.DeadlineExceeded) || isTimeout(err), Timeout, "no complete answer in time"},
		{is(syscall.ECONNREFUSED), Refused, "the connection was refused"},
		{is(syscall.ECONNRESET, syscall.EPIPE), Reset, "the connection was reset"},
		{isTLS(err) || says("to HTTPS client"), TLS, ""},
		{isDial(err), Unreachable, ""},
		{is(io.EOF, io.ErrUnexpectedEOF) || says("server closed"), Closed, "it closed the connection"},
		// Package http has no names for these, only texts.
		{says("malformed", "connection broken", "invalid byte", "headers exceeded"), Garbage, notHTTP},
	} {
		if c.holds {
			return c.outcome, cmp.Or(c.text, err.Error())
		}
	}
	return Other, err.Error()
}

const notHTTP = "the answer is not HTTP"

func isTimeout(err error) bool {
	e, is := errors.AsType[net.Error](err)
	return is && e.Timeout()
}

func isDial(err error) bool {
	e, is := errors.AsType[*net.OpError](err)
	return is && e.Op == "dial"
}

func isTLS(err error) bool {
	_, record := errors.AsType[tls.RecordHeaderError](err)
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	_, alert := errors.AsType[tls.AlertError](err)
	return record || certificate || alert
}
