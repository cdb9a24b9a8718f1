package webhook

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
)

// Config says how a Dispatcher works. Zero fields have the defaults that are named.
type Config struct {
	// Clock is the sandbox's; the default is the machine's.
	Clock clock.Clock
	// Transport makes the exchanges. The default is one of the dispatcher's own, that keeps
	// connections, asks no proxy and is closed with the dispatcher.
	Transport http.RoundTripper
	// Logger gets what goes wrong; the default is silence.
	Logger *slog.Logger
	// QueueLimit is how many events may wait for one endpoint; the default is 100,000.
	QueueLimit int
	// RecordLimit is how many events, finished deliveries and attempts are kept, of each; the
	// default is 10,000.
	RecordLimit int
	// AttemptLimit is the real time that an attempt may take; the default is the five seconds that
	// Belvo waits for an answer.
	AttemptLimit time.Duration
	// Manual dispatchers attempt nothing but in Deliver. SetManual changes it.
	Manual bool
	// Changed is told what a change of what waits or of the endpoints has come to, while the lock is held:
	// it must not call the dispatcher, but may ask for the endpoints. nil tells nobody.
	Changed func(c *Changes, endpoints func() []Endpoint)
	// Attempted is told of every attempt when it is recorded, one after the other and without any lock
	// held; it may be nil.
	Attempted func(*Attempt)
}

func (c Config) withDefaults() Config {
	if c.Clock == nil {
		c.Clock = clock.Real{}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.QueueLimit <= 0 {
		c.QueueLimit = 100_000
	}
	if c.RecordLimit <= 0 {
		c.RecordLimit = 10_000
	}
	if c.AttemptLimit <= 0 {
		c.AttemptLimit = 5 * time.Second
	}
	return c
}

// ErrClosed is the answer of a dispatcher that was closed.
var ErrClosed = errors.New("the webhook dispatcher is closed")

// Dispatcher delivers the events of one sandbox. Make it with New. It is safe for concurrent use,
// and calls nothing else while it holds its lock, so that it may be called under any other.
type Dispatcher struct {
	config Config
	own    *http.Transport // nil if the transport was given
	ctx    context.Context // of all attempts, ended by cancel
	cancel context.CancelFunc
	turn   chan struct{} // held by the one Deliver that is under way
	idle   chan struct{} // closed when the dispatcher is closed and the last worker is gone

	mu        sync.Mutex
	manual    bool // see SetManual
	closed    bool
	abandoned bool // what is published is not even recorded
	workers   int  // of targets, and of the attempts that they began
	flying    int  // attempts that are under way
	telling   bool
	untold    []*flight // on record, and not reported yet
	manner    Manner
	edition   atomic.Uint64 // see Edition
	open      int           // requests, see SetOpen
	named     int           // endpoints that were given an ID
	targets   []*target
	record
	changes *Changes // that Changed was not told yet, nil for none
	// leaving are deliveries that are neither queued nor on record: over, while attempts at the same
	// endpoint that began before their last one are under way, or attempted when their endpoint was removed.
	leaving map[deliveryKey]*delivery
	changed chan struct{}
}

// New returns a dispatcher without endpoints: what is published goes to its inbox.
func New(c Config) *Dispatcher {
	d := &Dispatcher{
		config: c.withDefaults(), turn: make(chan struct{}, 1), idle: make(chan struct{}),
		record: newRecord(), leaving: map[deliveryKey]*delivery{}, manual: c.Manual,
	}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	if d.config.Transport == nil {
		d.own = newTransport()
		d.config.Transport = d.own
	}
	return d
}

// SetManual makes the dispatcher Manual, or one whose workers make the attempts. No Deliver may be under way.
// Attempts that are under way go on as they began.
func (d *Dispatcher) SetManual(manual bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.manual = manual
	for _, t := range d.targets {
		if t.wake != nil {
			t.wake() // a worker that sleeps looks again, and ends where there is no work for it any more
		}
		d.wakeWorkers(t)
	}
	d.announce()
}

// isManual says which it is.
func (d *Dispatcher) isManual() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.manual
}

// Sends says whether there are endpoints. It may be called while a store's lock is held.
func (d *Dispatcher) Sends() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.targets) > 0
}

// Publish takes events in commit order. It neither blocks nor calls out, so that it may be called
// while a store's lock is held.
func (d *Dispatcher) Publish(events []*notice.Notice) {
	if len(events) == 0 {
		return
	}
	d.mu.Lock()
	defer d.unlock()
	if d.abandoned {
		return
	}
	for _, e := range events {
		d.events.push(e, d.config.RecordLimit)
		if len(d.targets) == 0 {
			d.inbox.push(e, d.config.RecordLimit)
		}
		for _, t := range d.targets {
			if t.wants(e.Type) {
				d.enqueue(t, e, e.At)
			}
		}
	}
	if len(d.targets) > 0 {
		d.noteChange().Published = events[len(events)-1].Seq
	}
	for _, t := range d.targets {
		d.wakeWorkers(t)
	}
	d.announce()
}
