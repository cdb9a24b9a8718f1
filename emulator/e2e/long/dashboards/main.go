// Command dashboards proves that open dashboards cost the server little and stay small themselves: it starts an
// emulator, has clients make 500 requests a second for some minutes, first without and then with three pages
// open in a headless Chromium, and measures. It is run from anywhere in the module:
//
//	go run ./emulator/e2e/long/dashboards              12 minutes, on two cores at least
//	go run ./emulator/e2e/long/dashboards -time 1m
//
// The exit code is 1 when the server does fewer than 0.9 of the requests that it does without pages, or when the
// memory of the server or of a page still grows in the last third of the time.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"belvo-emulator/emulator/internal/clock"
)

// What is measured.
const (
	leastRate   = 0.9              // of the requests, compared to those without pages
	growth      = 1.15             // of memory, from the second third of the time to the last
	sampleEvery = 10 * time.Second // memory
	peakTime    = 20 * time.Second // of as many requests as there is room for
	journal     = 50_000           // requests on record: before these are there, all memory grows
)

// options are those of the command.
type options struct {
	rate  int
	pages int
	time  time.Duration
}

func main() {
	var o options
	flag.IntVar(&o.rate, "rate", 500, "make `N` requests a second")
	flag.IntVar(&o.pages, "pages", 3, "open `N` dashboards")
	flag.DurationVar(&o.time, "time", 10*time.Minute, "measure for so long with the pages open")
	flag.Parse()
	if err := prove(o); err != nil {
		fmt.Fprintln(os.Stderr, "dashboards:", err)
		os.Exit(1)
	}
}

// prove measures and prints. The error is what is not as it should be.
func prove(o options) error {
	s, err := start()
	if err != nil {
		return err
	}
	defer s.stop()
	l, err := newLoad(s.url)
	if err != nil {
		return err
	}
	fill := l.run(0, time.Hour, journal)
	fmt.Println("the journal was filled:", fill)
	alone := s.measured(l, o.rate, max(o.time/5, 10*time.Second), nil)
	fmt.Println("without pages:", alone)
	peakAlone := s.measured(l, 0, peakTime, nil)
	fmt.Println("without pages, as fast as it goes:", peakAlone)
	b, err := open(s.url, o.pages)
	if err != nil {
		return err
	}
	defer b.close()
	_ = clock.Real{}.Sleep(context.Background(), sampleEvery) // the pages read what is on record
	idle := s.browserCPU()
	_ = clock.Real{}.Sleep(context.Background(), sampleEvery)
	fmt.Printf("pages without requests take %.2f cores\n", (s.browserCPU()-idle).Seconds()/sampleEvery.Seconds())
	with := s.measured(l, o.rate, o.time, b)
	fmt.Println("with pages:", with)
	peak := s.measured(l, 0, peakTime, nil)
	fmt.Println("with pages, as fast as it goes:", peak)
	fmt.Printf("with pages the server does %.2f of the requests and takes %.2f of the CPU time for each; "+
		"as fast as it goes, on cores that the browser takes too, it does %.2f of them\n", with.rate()/alone.rate(),
		with.cpuEach()/alone.cpuEach(), peak.rate()/peakAlone.rate())
	problems := []error{b.err, flat("the server", with.memory)}
	if with.rate() < leastRate*alone.rate() {
		problems = append(problems, fmt.Errorf("the server does %.0f requests a second with pages, %.0f without",
			with.rate(), alone.rate()))
	}
	for i, heap := range b.heaps {
		problems = append(problems, flat(fmt.Sprint("page ", i+1), heap))
	}
	return errors.Join(problems...)
}

// measure is what one run of the load came to.
type measure struct {
	result
	cpu    time.Duration // of the server
	pages  time.Duration // CPU time of the browser
	memory []float64     // of the server in MB, at each sample
}

func (m measure) cpuEach() float64 { return m.cpu.Seconds() / float64(m.done) }

func (m measure) String() string {
	text := fmt.Sprintf("%s, %.0f µs of the server's CPU time for each", m.result, 1e6*m.cpuEach())
	if m.pages > 0 {
		text += fmt.Sprintf(", the browser takes %.2f cores", m.pages.Seconds()/m.took.Seconds())
	}
	if n := len(m.memory); n > 0 {
		text += fmt.Sprintf(", the server has %.0f MB at first and %.0f MB at last", m.memory[0], m.memory[n-1])
	}
	return text
}

// measured runs the load, and looks at the memory of the server and of the pages meanwhile.
func (s *server) measured(l *load, rate int, d time.Duration, b *browser) measure {
	m, before, pages, done := measure{}, s.cpu(), s.browserCPU(), make(chan struct{})
	go func() {
		defer close(done)
		m.result = l.run(rate, d, 0)
	}()
	for sampling := true; sampling; {
		sampling = clock.Real{}.Sleep(context.Background(), sampleEvery, done) == nil
		m.memory = append(m.memory, s.memory())
		if b != nil {
			b.sample()
		}
	}
	<-done
	m.cpu, m.pages = s.cpu()-before, s.browserCPU()-pages
	return m
}

// flat is an error if samples still grow in their last third.
func flat(what string, samples []float64) error {
	third := len(samples) / 3
	if third == 0 {
		return nil
	}
	second, last := mean(samples[len(samples)-2*third:len(samples)-third]), mean(samples[len(samples)-third:])
	fmt.Printf("%s has %.1f MB in the second third and %.1f MB in the last\n", what, second, last)
	if last > growth*second {
		return fmt.Errorf("the memory of %s grows from %.1f to %.1f MB", what, second, last)
	}
	return nil
}

func mean(samples []float64) (m float64) {
	for _, s := range samples {
		m += s / float64(len(samples))
	}
	return m
}
