package e2e_test

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator"
)

// served serves an emulator of a configuration and returns the address.
func served(t *testing.T, cfg emulator.Config) string {
	t.Helper()
	e, err := emulator.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(nil)
	server.Config = e.Server()
	server.Start()
	t.Cleanup(func() {
		e.Close()
		server.Close()
	})
	return server.Listener.Addr().String()
}

// half sends text, the beginning of a request, and reads until the server ends the connection.
func half(t *testing.T, address, text string) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, text); err != nil { // it was faster
		return err.Error()
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return err.Error()
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Error(err)
	}
	_ = response.Body.Close() // it is read already
	_, err = conn.Read(make([]byte, 1))
	same(t, "the end of the connection", err, io.EOF)
	return fmt.Sprint(response.StatusCode, " ", strings.TrimSpace(string(body)))
}

// TestABodyHasToArrive in time, on every surface; what needs none of it is answered all the same.
func TestABodyHasToArrive(t *testing.T) {
	t.Parallel()
	const late = "The request body did not arrive within 1ms."
	address := served(t, emulator.Config{BodyTimeout: time.Millisecond})
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("SECRET_ID:SECRET_PASSWORD"))
	for path, c := range map[string]struct{ authorization, want string }{
		"/api/links/":                     {basic, `408 [{"code":"request_timeout","message":"` + late + `","request_id":"`},
		"/api/":                           {"", `401 [{"code":"authentication_failed"`},
		"/__emulator/v1/clock/advance":    {"", `408 {"error":"` + late + `"}`},
		"/__emulator/v1/clock/step":       {"", `408 {"error":"` + late + `"}`},
		"/__emulator/v1/snapshot":         {"", `4`},
		"/__emulator/v1/requests/verify/": {"", `4`},
	} {
		text := "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
		if c.authorization != "" {
			text += "Authorization: " + c.authorization + "\r\n"
		}
		if got := half(t, address, text+"Content-Length: 100\r\n\r\n{"); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s is answered %s, want %s", path, got, c.want)
		}
	}
}

// TestAHeadHasToArrive in time; there is nobody to answer else.
func TestAHeadHasToArrive(t *testing.T) {
	t.Parallel()
	address := served(t, emulator.Config{HeaderTimeout: time.Millisecond})
	for _, text := range []string{"", "GET /api/ HTTP/1.1\r\nHost: loc"} {
		if got := half(t, address, text); got[0] >= '0' && got[0] <= '9' { // no error, but a status
			t.Errorf("%q is answered %s", text, got)
		}
	}
}

// TestADebuggerHasTime: the limits leave somebody who looks at the client the time to do so.
func TestADebuggerHasTime(t *testing.T) {
	t.Parallel()
	e, err := emulator.New(emulator.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	same(t, "that a head may take a minute", e.Server().ReadHeaderTimeout >= time.Minute, true)
	same(t, "that a body may take two", emulator.DefaultBodyTimeout >= 2*time.Minute, true)
}
