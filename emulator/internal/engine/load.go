package engine

import (
	"fmt"
	"maps"
	"slices"

	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/world"
)

// load makes the sandboxes of a state. What could not be restored as it was is logged.
func (e *Engine) load() error {
	l := &loading{engine: e, worlds: map[uint64]*world.Loader{}, numbers: map[string]uint64{}}
	var warning string
	var err error
	if e.cfg.Idle {
		err = e.cfg.State.Read(l.read)
	} else {
		warning, err = e.cfg.State.Load(l.read)
	}
	if err != nil {
		l.abandon()
		return err
	}
	if warning != "" {
		e.cfg.Logger.Warn(warning)
	}
	if err := l.check(); err != nil {
		l.abandon()
		return fmt.Errorf("the state cannot be restored: %w", err)
	}
	if !l.seeded && !e.cfg.Idle {
		if err := e.append(snapshot.Record{Seed: &e.cfg.Seed}.Encode()); err != nil {
			return e.Cause()
		}
	}
	l.finish()
	if e.cfg.Background {
		e.folds.Go(func() { e.foldInTime(l.outdated) })
	}
	return nil
}

// loading is the sandboxes that records have come to so far.
type loading struct {
	engine   *Engine
	seeded   bool
	outdated bool // see world.Loader
	worlds   map[uint64]*world.Loader
	numbers  map[string]uint64 // of the sandbox of each secret id
}

// read does what a record says.
func (l *loading) read(text []byte, at int64) error {
	if number, is := world.HistoryOf(text); is {
		if w := l.worlds[number]; w != nil {
			return w.History(text)
		}
		return nil // of one that another has replaced
	}
	rec, err := snapshot.DecodeRecord(text)
	if err != nil {
		return err
	}
	e := l.engine
	if rec.Sandbox > e.numbers.Load() {
		e.numbers.Store(rec.Sandbox)
	}
	switch {
	case rec.Seed != nil:
		l.seeded = true
		e.useSeed(*rec.Seed)
		return nil
	case rec.Begins != nil:
		w, err := world.Load(e.closing, e.shared, &rec)
		if err != nil {
			return fmt.Errorf("the sandbox %s: %w", rec.Begins.SecretID, err)
		}
		l.end(l.numbers[rec.Begins.SecretID])
		l.worlds[rec.Sandbox], l.numbers[rec.Begins.SecretID] = w, rec.Sandbox
		return nil
	case rec.Ends:
		l.end(rec.Sandbox)
		return nil
	}
	w := l.worlds[rec.Sandbox]
	if w == nil {
		return nil // of one that another has replaced
	}
	return w.Change(&rec, at)
}

// end ends a sandbox that another replaces, or that was deleted.
func (l *loading) end(number uint64) {
	if w := l.worlds[number]; w != nil {
		w.Abandon()
		delete(l.worlds, number)
	}
}

func (l *loading) abandon() {
	for n := range l.worlds {
		l.end(n)
	}
}

// check returns what no later record has replaced or removed of what could not be read.
func (l *loading) check() error {
	for _, number := range slices.Sorted(maps.Keys(l.worlds)) {
		if err := l.worlds[number].Check(); err != nil {
			return err
		}
	}
	return nil
}

// finish makes the sandboxes those of their keys.
func (l *loading) finish() {
	e := l.engine
	e.mu.Lock()
	defer e.mu.Unlock()
	for number, w := range l.worlds {
		l.outdated = l.outdated || w.Outdated()
		b, warnings := w.Finish()
		for _, text := range warnings {
			e.cfg.Logger.Warn("the state of a sandbox could not be restored as it was", "sandbox", b.SecretID, "what", text)
		}
		if b.IsDefault() {
			b.Keys = sandbox.NewKeys(e.cfg.SecretID, e.cfg.SecretPassword) // the configured ones hold
		}
		k := w.Keep(number, e.log())
		if !e.cfg.Idle {
			k.Start()
		}
		e.keepers[b.SecretID] = k
		e.put(b)
	}
}
