package e2e_test

import "flag"

// long is how many times as much the proofs by chance and under load do as they do among the other
// tests; with more than 1, those that try some of many cases try all. The command long/soak sets it.
var long = flag.Int("long", 1, "let proofs by chance and under load do `N` times as much")
