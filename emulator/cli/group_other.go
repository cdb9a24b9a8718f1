//go:build !unix

package cli

import "os/exec"

// ownGroup does nothing where there are no process groups.
func ownGroup(*exec.Cmd) {}

// endGroup ends the command.
func endGroup(cmd *exec.Cmd) {
	_ = cmd.Process.Kill() // it may have ended
}

// endedBy is the signal that ended the command: there are none here.
func endedBy(*exec.Cmd) string { return "" }
