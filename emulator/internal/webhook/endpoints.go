package webhook

import (
	"errors"
	"fmt"
	"slices"
)

// SetEndpoints replaces all endpoints. One whose ID stays keeps its queue; deliveries to those
// that are gone are withdrawn. If one cannot be used nothing changes.
func (d *Dispatcher) SetEndpoints(endpoints []Endpoint) error {
	checked, err := checkTogether(endpoints)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.unlock()
	d.noteChange().Endpoints = true
	for _, t := range d.replaceTargets(checked) {
		d.withdraw(t)
	}
	return nil
}

// checkTogether returns endpoints as they are kept, or why they cannot be used together.
func checkTogether(endpoints []Endpoint) ([]Endpoint, error) {
	var errs []error
	given := map[string]bool{}
	kept := make([]Endpoint, len(endpoints))
	for i, e := range endpoints {
		k, err := e.check()
		if e.ID != "" && given[e.ID] {
			err = errors.Join(err, fmt.Errorf("webhook endpoint %q is there twice", e.ID))
		}
		kept[i], given[e.ID] = k, true
		errs = append(errs, err)
	}
	return kept, errors.Join(errs...)
}

// replaceTargets makes targets of checked endpoints, and returns the old ones that go. It is called with
// the lock held.
func (d *Dispatcher) replaceTargets(endpoints []Endpoint) (gone []*target) {
	given := map[string]bool{}
	for _, e := range endpoints {
		given[e.ID] = true
	}
	old := d.targets
	d.targets = make([]*target, len(endpoints))
	for i, e := range endpoints {
		if e.ID == "" {
			e.ID = d.name(given, old)
		}
		if d.targets[i] = find(old, e.ID); d.targets[i] == nil {
			d.targets[i] = d.newTarget(newQueue())
		}
		d.targets[i].Endpoint = e
	}
	for _, t := range old {
		if !slices.Contains(d.targets, t) {
			gone = append(gone, t)
		}
	}
	return gone
}

// AddEndpoint adds an endpoint, or replaces the one of that ID, which keeps its place and its
// queue. It returns it with its ID.
func (d *Dispatcher) AddEndpoint(e Endpoint) (Endpoint, error) {
	e, err := e.check()
	if err != nil {
		return Endpoint{}, err
	}
	d.mu.Lock()
	defer d.unlock()
	if e.ID == "" {
		e.ID = d.name(nil, d.targets)
	}
	t := find(d.targets, e.ID)
	if t == nil {
		t = d.newTarget(newQueue())
		d.targets = append(slices.Clip(d.targets), t)
	}
	t.Endpoint = e
	d.noteChange().Endpoints = true
	return e, nil
}

// name makes up an ID that is neither given nor that of a target. It is called with the lock held.
func (d *Dispatcher) name(given map[string]bool, targets []*target) string {
	for {
		d.named++
		id := fmt.Sprintf("endpoint-%d", d.named)
		if !given[id] && find(targets, id) == nil {
			return id
		}
	}
}

// SetNamed sets how many endpoints were given an ID so far: those that come get other IDs.
func (d *Dispatcher) SetNamed(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.named = n
}

// Named is how many endpoints were given an ID. Those that are gone count, for deliveries have their IDs.
func (i *Image) Named() int { return i.named }

// RemoveEndpoint removes an endpoint and withdraws its deliveries. It says whether it was there.
func (d *Dispatcher) RemoveEndpoint(id string) bool {
	d.mu.Lock()
	defer d.unlock()
	t := find(d.targets, id)
	if t == nil {
		return false
	}
	d.targets = slices.DeleteFunc(slices.Clone(d.targets), func(other *target) bool { return other == t })
	d.noteChange().Endpoints = true
	d.withdraw(t)
	return true
}

// Endpoints lists the endpoints in the order in which they were set and added.
func (d *Dispatcher) Endpoints() []Endpoint {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.endpoints()
}

func (d *Dispatcher) endpoints() []Endpoint {
	all := make([]Endpoint, len(d.targets))
	for i, t := range d.targets {
		all[i] = t.Endpoint
		all[i].Types = slices.Clone(t.Types)
	}
	return all
}

func find(targets []*target, id string) *target {
	if i := slices.IndexFunc(targets, func(t *target) bool { return t.ID == id }); i >= 0 {
		return targets[i]
	}
	return nil
}
