// Belvo-emulator is a local stand-in for the sandbox of Belvo's open-finance API: one static
// program to point a client at, on a laptop or in CI, with no network and no account. Run it
// with --help to see what it can do.
package main

import (
	"os"

	"belvo-emulator/emulator/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}
