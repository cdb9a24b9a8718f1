package e2e_test

import "flag"

// long is how many times as much the proofs by chance and under load do as they do among the other
// tests. The command long/soak sets it.
var long = flag.Int("long", 1, "let proofs by chance and under load do `N` times as much")
