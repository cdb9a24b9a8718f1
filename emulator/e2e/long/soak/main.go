// Command soak lets the tests that could take long do many times what they do among the others: games whose
// snapshot or folder of states must give the same world, walks that go astray and come back, resets among
// requests, a flood of events, every filter of every list; and in the browser every look of the widget and of
// the dashboard and every way in which a page may attack. It is run from
// anywhere in the module:
//
//	go run ./emulator/e2e/long/soak            ten times as much, some minutes on two cores
//	go run ./emulator/e2e/long/soak -times 100
//
// The exit code is 1 when a proof fails.
package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// proofs are the tests that take the flag -long, by the folder of their package below emulator.
var proofs = map[string][]string{
	"browser": {"TestDashboardLooks", "TestForeignPagesHaveNoEffect", "TestLooks"},
	"e2e": {"TestADisturbedWorldGoesOnAsBefore", "TestASnapshotIsTheWorld", "TestAStateIsTheWorld",
		"TestEveryFilterAgreesWithANaiveScan", "TestResetsAmongRequests", "TestTenThousandEventsFromEndToEnd"},
}

func main() {
	times := flag.Int("times", 10, "do `N` times as much as the tests")
	flag.Parse()
	if *times < 1 || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	code := 0
	for _, folder := range slices.Sorted(maps.Keys(proofs)) {
		test := exec.Command("go", "test", "-count=1", "-timeout=6h",
			"-run", "^("+strings.Join(proofs[folder], "|")+")$",
			"belvo-emulator/emulator/"+folder, fmt.Sprint("-long=", *times))
		test.Stdout, test.Stderr = os.Stdout, os.Stderr
		if err := test.Run(); err != nil {
			fmt.Fprintln(os.Stderr, "soak:", err)
			code = 1
		}
	}
	os.Exit(code)
}
