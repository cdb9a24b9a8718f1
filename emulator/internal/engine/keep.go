package engine

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/token"
	"belvo-emulator/emulator/internal/world"
)

// A log is folded that has at least so many bytes, and so many times what the base had: as soon as little is written,
// or at the latest when it has foldBusy times as many, since folding takes from those who write.
const (
	foldBytes = 32 << 20
	foldTimes = 2
	foldBusy  = 4
	foldEvery = time.Second // how often its size is looked at, and journals are written down, in real time
	foldIdle  = 64 << 10    // bytes that are written meanwhile at most when little is
)

// append writes a record of a sandbox. A commit that cannot be written is undone, and the emulator stops:
// what it would answer from then on could not be kept either.
func (e *Engine) append(record []byte) error {
	err := e.cfg.State.Append(record)
	if err == nil {
		return nil
	}
	e.fail(fmt.Errorf("the state cannot be written: %w", err))
	return e.Failure()
}

// fail stops the emulator.
func (e *Engine) fail(err error) {
	e.failOnce.Do(func() {
		e.failure = err
		close(e.failed)
		e.close(belvo.NewError(belvo.CodeEmulatorStopping))
	})
}

// Failed is closed when the emulator has to stop.
func (e *Engine) Failed() <-chan struct{} { return e.failed }

// Cause is why it has to, nil if it has not.
func (e *Engine) Cause() error {
	select {
	case <-e.failed:
		return e.failure
	default:
		return nil
	}
}

// Failure is what a request is answered with when the emulator has to stop, nil if it has not.
func (e *Engine) Failure() error {
	cause := e.Cause()
	if cause == nil {
		return nil
	}
	return belvo.NewError(belvo.CodeEmulatorStopping).Explain(cause.Error() + "; the emulator stops")
}

// keep makes the keeper of a sandbox that is not in use yet, and its first record; both nil without a state.
func (e *Engine) keep(b *sandbox.Sandbox) (*world.Keeper, []byte) {
	if e.cfg.State == nil {
		return nil, nil
	}
	k := world.Keep(b, e.numbers.Add(1), e.log())
	return k, k.Whole()
}

// log is where the keepers write.
func (e *Engine) log() world.Log {
	return world.Log{Append: e.append, Size: e.cfg.State.Size, Failed: e.fail, Later: e.cfg.Background}
}

// begin writes a sandbox's first record, and has what changes in it written from then on. The engine's lock
// is held.
func (e *Engine) begin(b *sandbox.Sandbox, k *world.Keeper, first []byte) error {
	if k == nil {
		return nil
	}
	if err := e.append(first); err != nil {
		return err
	}
	k.Start()
	e.keepers[b.SecretID] = k
	return nil
}

// useSeed goes on with the seed of a state, which access tokens were signed with.
func (e *Engine) useSeed(seed uint64) {
	if seed != e.cfg.Seed && e.cfg.SeedGiven {
		e.cfg.Logger.Warn("the seed of the state goes on, not the given one", "state", seed, "given", e.cfg.Seed)
	}
	e.cfg.Seed, e.shared.Seed = seed, seed
	e.shared.Signer = token.Signer{Key: ident.Key(seed, "access tokens"), TTL: e.cfg.AccessTokenTTL}
	e.ids = ident.NewSource(seed, "engine")
}

// Seed is where all ids come from.
func (e *Engine) Seed() uint64 { return e.cfg.Seed }

// Fold writes what there is into the base of the state, and forgets how it came about.
func (e *Engine) Fold() error {
	if e.cfg.Idle { // it is not ready to be written yet
		if _, err := e.cfg.State.Load(func([]byte, int64) error { return nil }); err != nil {
			return err
		}
	}
	return e.cfg.State.Fold(e.base)
}

// base writes records of all that there is.
func (e *Engine) base(put func([]byte) error) error {
	if err := put(snapshot.Record{Seed: &e.cfg.Seed}.Encode()); err != nil {
		return err
	}
	for _, k := range e.allKeepers() {
		if err := k.Base(put); err != nil {
			return err
		}
	}
	return nil
}

// allKeepers are the keepers of the sandboxes that are there, in the order of their numbers.
func (e *Engine) allKeepers() []*world.Keeper {
	e.mu.RLock()
	defer e.mu.RUnlock()
	all := make([]*world.Keeper, 0, len(e.keepers))
	for _, k := range e.keepers {
		all = append(all, k)
	}
	slices.SortFunc(all, func(a, b *world.Keeper) int { return int(a.Number()) - int(b.Number()) })
	return all
}

// foldInTime folds the log when it has become long, and at first if it is outdated.
func (e *Engine) foldInTime(outdated bool) {
	f := Folding{}
	for e.cfg.Clock.Sleep(e.closing, foldEvery) == nil {
		for _, k := range e.allKeepers() {
			if k.Flush() != nil { // the emulator stops
				return
			}
		}
		if due := f.Due(e.cfg.State.Size()); !due && !outdated {
			continue
		}
		if err := e.Fold(); err != nil {
			e.fail(fmt.Errorf("the state cannot be written: %w", err))
			return
		}
		f, outdated = Folding{Base: e.cfg.State.BaseSize()}, false
	}
}

// Folding decides when a log is folded.
type Folding struct {
	Base int64 // bytes that the last fold has written
	last int64
}

// Due says whether the log is to be folded that has so many bytes now.
func (f *Folding) Due(log int64) bool {
	limit := max(foldBytes, foldTimes*f.Base)
	idle := log-f.last <= foldIdle
	f.last = log
	return log >= limit && (idle || log >= foldBusy*limit)
}

// closeState writes down what no commit has, and ends the use of the folder.
func (e *Engine) closeState() error {
	if e.cfg.State == nil {
		return nil
	}
	if e.Cause() != nil {
		_ = e.cfg.State.Close() // why it cannot be written was told
		return nil
	}
	e.folds.Wait() // it writes no more from then on
	var errs []error
	if !e.cfg.Idle {
		for _, k := range e.allKeepers() {
			errs = append(errs, k.Rest())
		}
	}
	return errors.Join(append(errs, e.cfg.State.Close())...)
}
