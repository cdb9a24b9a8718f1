package main

import "testing"

// TestWhatWasAnsweredSurvivesAKill is a short form of the proof.
func TestWhatWasAnsweredSurvivesAKill(t *testing.T) {
	t.Parallel()
	if err := prove(3); err != nil {
		t.Error(err)
	}
}
