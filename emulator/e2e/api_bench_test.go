package e2e_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/clock"
)

// The benchmarks ask the handler itself: what the network adds is the same for every server.

// sink is an answer's writer that keeps nothing.
type sink struct {
	header http.Header
	status int
}

// Header implements http.ResponseWriter.
func (s *sink) Header() http.Header { return s.header }

// Write implements http.ResponseWriter.
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }

// WriteHeader implements http.ResponseWriter.
func (s *sink) WriteHeader(status int) { s.status = status }

// repeat sends a request again and again and holds that it is answered as it should be.
func (d direct) repeat(b *testing.B, method, path, body string, status int) {
	b.Helper()
	req := httptest.NewRequest(method, path, http.NoBody)
	req.SetBasicAuth(d.id, emulator.DefaultSecretPassword)
	req.Header.Set("Content-Type", "application/json")
	w := &sink{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		clear(w.header)
		if body != "" {
			req.Body = http.NoBody
			reader := strings.NewReader(body)
			req.Body, req.ContentLength = readCloser{reader}, reader.Size()
		}
		d.handler.ServeHTTP(w, req)
		if w.status != status {
			b.Fatalf("status %d, want %d", w.status, status)
		}
	}
}

type readCloser struct{ *strings.Reader }

// Close implements io.Closer.
func (readCloser) Close() error { return nil }

const benchUser = `{"institution":"erebor_mx_retail","username":"user_valid","password":"pass_valid",
	"external_id":"user-1"}`

// idOf is the id of a link that was just made.
func idOf(b testing.TB, w *httptest.ResponseRecorder) string {
	b.Helper()
	if w.Code != http.StatusCreated {
		b.Fatalf("status %d: %s", w.Code, w.Body)
	}
	return w.Body.String()[len(`{"id":"`):][:36]
}

func BenchmarkGetLink(b *testing.B) {
	d := newDirect(b)
	link := idOf(b, d.do(http.MethodPost, "/api/links/", benchUser))
	d.repeat(b, http.MethodGet, "/api/links/"+link+"/", "", http.StatusOK)
}

func BenchmarkPost428(b *testing.B) {
	d := newDirect(b)
	link := idOf(b, d.do(http.MethodPost, "/api/links/", strings.Replace(benchUser, "erebor", "heimdall", 1)))
	d.repeat(b, http.MethodPost, "/api/accounts/", `{"link":"`+link+`"}`, http.StatusPreconditionRequired)
}

func BenchmarkRegister(b *testing.B) {
	newDirect(b).repeat(b, http.MethodPost, "/api/links/", benchUser, http.StatusCreated)
}

func BenchmarkPostAccounts(b *testing.B) {
	d := newDirect(b)
	link := idOf(b, d.do(http.MethodPost, "/api/links/", benchUser))
	d.repeat(b, http.MethodPost, "/api/accounts/", `{"link":"`+link+`"}`, http.StatusCreated)
}

// BenchmarkServed compares, over connections, with a bare handler that sends the same bytes: the
// ratio of the times is what the emulator costs.
func BenchmarkServed(b *testing.B) {
	d := newDirect(b)
	link := idOf(b, d.do(http.MethodPost, "/api/links/", benchUser))
	asking := idOf(b, d.do(http.MethodPost, "/api/links/", strings.Replace(benchUser, "erebor", "heimdall", 1)))
	for _, c := range []struct{ name, method, path, body string }{
		{"link", http.MethodGet, "/api/links/" + link + "/", ""},
		{"428", http.MethodPost, "/api/accounts/", `{"link":"` + asking + `"}`},
		{"registration", http.MethodPost, "/api/links/", benchUser},
	} {
		sample := d.do(c.method, c.path, c.body)
		bare := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(sample.Code)
			_, _ = w.Write(sample.Body.Bytes())
		})
		for name, handler := range map[string]http.Handler{"bare": bare, "emulator": d.handler} {
			b.Run(c.name+"/"+name, func(b *testing.B) {
				server := httptest.NewServer(handler)
				defer server.Close()
				b.RunParallel(func(pb *testing.PB) {
					client := &http.Client{Transport: &http.Transport{}}
					defer client.CloseIdleConnections()
					for pb.Next() {
						req, _ := http.NewRequest(c.method, server.URL+c.path, strings.NewReader(c.body))
						req.SetBasicAuth(d.id, emulator.DefaultSecretPassword)
						req.Header.Set("Content-Type", "application/json")
						res, err := client.Do(req)
						if err != nil || res.StatusCode != sample.Code {
							b.Error(res, err)
							return
						}
						_, _ = io.Copy(io.Discard, res.Body)
						_ = res.Body.Close()
					}
				})
			})
		}
	}
}

// BenchmarkListLinks asks for a page of a filtered list over few links and over many, which should
// make little difference.
func BenchmarkListLinks(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		manual := clock.NewManual(emulatortest.Epoch)
		d := newDirect(b, func(c *emulator.Config) { c.Clock = manual })
		for i := range n {
			bank := []string{"erebor_mx_retail", "gotham_mx_business"}[i%2]
			body := fmt.Sprintf(`{"institution":%q,"username":"user_%d","password":"p","external_id":"user-%d"}`,
				bank, i, i%50)
			_ = idOf(b, d.do(http.MethodPost, "/api/links/", body))
			if i%(n/10) == 0 {
				manual.Advance(24 * time.Hour)
			}
		}
		for name, query := range map[string]string{
			"institution and status": "institution=erebor_mx_retail&status=valid",
			"external id":            "external_id=user-7&page_size=2",
			"days":                   "created_at__gte=2026-03-18&created_at__lt=2026-03-22",
			"last page":              fmt.Sprintf("institution=gotham_mx_business&page_size=10&page=%d", n/20),
		} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				d.repeat(b, http.MethodGet, "/api/links/?"+query, "", http.StatusOK)
			})
		}
	}
}

// BenchmarkListTransactions asks for a page of a link's transactions, of few and of very many: a
// page costs the same, a filter that has no index looks at each of them.
func BenchmarkListTransactions(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		folder := b.TempDir()
		if err := os.MkdirAll(filepath.Join(folder, "datasets", "full"), 0o750); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "datasets", "full", "bank.yaml"), fmt.Appendf(nil, `
# A shop where something is bought all the time.
accounts:
- key: checking
  category: CHECKING_ACCOUNT
  opening: 10000000
  flows:
  - {name: groceries, when: {every: 1}, times: [%[1]d, %[1]d], amount: [10, 90],
     payee: groceries, category: Food & Groceries, subcategory: Groceries}
`, max(1, n/365)), 0o600); err != nil {
			b.Fatal(err)
		}
		d := newDirect(b, func(c *emulator.Config) { c.Fixtures = folder })
		link := idOf(b, d.do(http.MethodPost, "/api/links/", benchUser))
		d.do(http.MethodPost, "/api/transactions/",
			`{"link":"`+link+`","date_from":"2025-03-17","date_to":"2026-03-16"}`)
		for name, query := range map[string]string{
			"first page": "page_size=10", "last page": fmt.Sprintf("page_size=10&page=%d", n/11),
			"a filter without an index": "page_size=10&amount__lt=20",
		} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				d.repeat(b, http.MethodGet, "/api/transactions/?link="+link+"&"+query, "", http.StatusOK)
			})
		}
	}
}
