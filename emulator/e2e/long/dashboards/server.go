package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// server is an emulator in a process of its own, so that its memory and its CPU time are its own.
type server struct {
	cmd    *exec.Cmd
	url    string
	folder string
}

// start builds the program and starts it.
func start() (*server, error) {
	folder, err := os.MkdirTemp("", "belvo-emulator-dashboards")
	if err != nil {
		return nil, err
	}
	program := filepath.Join(folder, "belvo-emulator")
	if out, err := exec.Command("go", "build", "-o", program, "belvo-emulator").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	cmd := exec.Command(program, "--listen", "127.0.0.1:0", "--log-level", "error")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, errors.Join(err, cmd.Wait())
	}
	_, rest, _ := strings.Cut(line, "url=")
	url, _, _ := strings.Cut(rest, " ")
	return &server{cmd, url, folder}, nil
}

func (s *server) stop() {
	_ = s.cmd.Process.Kill()   // it runs
	_ = s.cmd.Wait()           // it was killed
	_ = os.RemoveAll(s.folder) // left-overs of a temporary folder harm nobody
}

// tick is the unit of CPU time in /proc.
const tick = 10 * time.Millisecond

// cpu is the CPU time that the server has taken, zero where the system does not tell.
func (s *server) cpu() time.Duration {
	_, taken := process(s.cmd.Process.Pid)
	return taken
}

// browserCPU is the CPU time of all other processes that this one has started, of those that still run.
func (s *server) browserCPU() (taken time.Duration) {
	entries, _ := filepath.Glob("/proc/[0-9]*") // the pattern is right
	parents, times := map[int]int{}, map[int]time.Duration{}
	for _, entry := range entries {
		pid, _ := strconv.Atoi(filepath.Base(entry)) // digits, by the pattern
		parents[pid], times[pid] = process(pid)
	}
	for pid, t := range times {
		for p := parents[pid]; p > 1 && pid != s.cmd.Process.Pid; p = parents[p] {
			if p == os.Getpid() {
				taken += t
			}
		}
	}
	return taken
}

// process tells the parent of a process and the CPU time that it has taken, zero where the system does not tell.
func process(pid int) (parent int, taken time.Duration) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, 0
	}
	parent, _ = strconv.Atoi(fields[1]) // a number, by proc(5), as those below
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return parent, time.Duration(user+system) * tick
}

// memory is the server's resident memory in MB, zero where the system does not tell.
func (s *server) memory() float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	kilobytes, _ := strconv.ParseFloat(strings.Fields(rest + " 0")[0], 64) // a number, by proc(5)
	return kilobytes / 1024
}
