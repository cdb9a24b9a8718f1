//go:build unix

package cli

import (
	"os/exec"
	"syscall"
)

// ownGroup gives a command a process group of its own, so that the keys of the terminal do not reach it and its
// children can be ended with it.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// endGroup ends the command and all that it has left behind.
func endGroup(cmd *exec.Cmd) {
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // it may have ended
}

// endedBy is the signal that ended the command, "" for none.
func endedBy(cmd *exec.Cmd) string {
	if status, is := cmd.ProcessState.Sys().(syscall.WaitStatus); is && status.Signaled() {
		return status.Signal().String()
	}
	return ""
}
