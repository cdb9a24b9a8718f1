package catalog

import "testing"

// BenchmarkLoad is what the fixtures cost a start that asks for nothing.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		builtin()
	}
}

// BenchmarkInstitutions is what the first request for an institution costs.
func BenchmarkInstitutions(b *testing.B) {
	for b.Loop() {
		builtin().Institutions()
	}
}

// BenchmarkFirstSet is the extra cost of the first request for data: a set and a country.
func BenchmarkFirstSet(b *testing.B) {
	for b.Loop() {
		files := builtin().files()
		if _, err := files.chain("full"); err != nil {
			b.Fatal(err)
		}
		files.sets["full"][bankPart].read()
		files.countries["mx"]()
	}
}
