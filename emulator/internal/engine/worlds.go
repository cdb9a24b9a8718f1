package engine

import (
	"errors"

	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/timeline"
	"belvo-emulator/emulator/internal/webhook"
)

// GoBack brings back the world of a place. Requests that are under way end in the world that is left. It
// returns sandbox.ErrTooOld, or timeline.ErrGone for a sandbox that was reset or deleted meanwhile.
func (e *Engine) GoBack(b *sandbox.Sandbox, p *sandbox.Place) (sandbox.Back, error) {
	next, back, err := b.GoBack(e.closing, p)
	if err != nil {
		return back, err
	}
	keeper, first := e.keep(next)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.byID[b.SecretID] != b {
		next.Abandon()
		return back, timeline.ErrGone
	}
	if err := e.begin(next, keeper, first); err != nil {
		next.Abandon()
		return back, err
	}
	e.put(next)
	if keeper != nil { // the journal goes on in the new world, with what was before the process began
		next.Recall()
		return back, keeper.Flush()
	}
	return back, nil
}

// Look shows the world of a place without going back. The sandbox must be abandoned. It returns
// sandbox.ErrTooOld.
func (e *Engine) Look(b *sandbox.Sandbox, p *sandbox.Place) (*sandbox.Sandbox, error) {
	return b.Look(e.closing, p)
}

// The mistakes with forks.
var (
	ErrForkID       = errors.New("secret_id must be a UUID: it opens a sandbox of its own")
	ErrForkPassword = errors.New("secret_password is missing")
	ErrForkKeys     = errors.New("only the configured keys are admitted (--strict-keys)")
	ErrForkOpen     = errors.New("a sandbox of this secret_id is open already; delete it first")
	ErrForkOwn      = errors.New("the seed file has a sandbox of this secret_id")
)

// Fork opens the sandbox of a pair of keys as another is now. The error is one of the mistakes with forks,
// or an endpoint that cannot be used.
func (e *Engine) Fork(b *sandbox.Sandbox, id, password string, endpoints []webhook.Endpoint) (*sandbox.Sandbox, error) {
	id = sandbox.SameID(id)
	switch {
	case e.cfg.StrictKeys:
		return nil, ErrForkKeys
	case !sandbox.IsUUID(id):
		return nil, ErrForkID
	case password == "":
		return nil, ErrForkPassword
	case id == e.cfg.SecretID || e.find(id) != nil:
		return nil, ErrForkOpen
	case e.own(id) != nil:
		return nil, ErrForkOwn
	}
	fork, err := b.Fork(e.closing, sandbox.NewKeys(id, password), endpoints)
	if err != nil {
		return nil, err
	}
	keeper, first := e.keep(fork)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.byID[id] != nil {
		fork.Abandon()
		return nil, ErrForkOpen
	}
	if err := e.begin(fork, keeper, first); err != nil {
		fork.Abandon()
		return nil, err
	}
	e.put(fork)
	return fork, nil
}
