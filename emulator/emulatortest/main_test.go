package emulatortest_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain lets all the tests of TestManyTestsShareAServer run at the same time, however many
// processors there are.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "256"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
