// Command soak lets the proofs by chance and under load do many times what they do in the tests: games
// whose snapshot must give the same world, and resets among requests. It is run from anywhere in the
// module:
//
//	go run ./emulator/e2e/long/soak            ten times as much, some minutes on two cores
//	go run ./emulator/e2e/long/soak -times 100
//
// The exit code is 1 when a proof fails.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// proofs are the tests of package e2e that take the flag -long.
var proofs = []string{"TestASnapshotIsTheWorld", "TestResetsAmongRequests"}

func main() {
	times := flag.Int("times", 10, "do `N` times as much as the tests")
	flag.Parse()
	if *times < 1 || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	test := exec.Command("go", "test", "-count=1", "-timeout=6h", "-run", "^("+strings.Join(proofs, "|")+")$",
		"belvo-emulator/emulator/e2e", fmt.Sprint("-long=", *times))
	test.Stdout, test.Stderr = os.Stdout, os.Stderr
	if err := test.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}
