package store

// dict is a map that copies share until they change it. Its zero value is empty.
type dict[K comparable, V any] struct {
	entries pages[entry[K, V]] // in no order
	index   numbers
}

type entry[K comparable, V any] struct {
	k     K
	value V
}

func (d *dict[K, V]) key(row uint32) K { return d.entries.at(row).k }

func (d *dict[K, V]) len() int { return d.entries.n }

// get returns the value of a key, nil if there is none. It must not be changed.
func (d *dict[K, V]) get(k K) *V {
	if row, ok := number(&d.index, d, k); ok {
		return &d.entries.at(row).value
	}
	return nil
}

// own returns the value of a key, to be changed; of a new key it is the zero value.
func (d *dict[K, V]) own(w *writer, k K) *V {
	row, ok := number(&d.index, d, k)
	if !ok {
		row = uint32(d.entries.n)
		d.entries.push(w, entry[K, V]{k: k})
		addNumber(w, &d.index, d, k, row)
	}
	return &d.entries.own(w, row).value
}

// remove forgets a key. The last entry takes the place of its own.
func (d *dict[K, V]) remove(w *writer, k K) {
	row, ok := number(&d.index, d, k)
	if !ok {
		return
	}
	removeNumber(w, &d.index, d, k)
	if last := uint32(d.entries.n - 1); row != last {
		moved := *d.entries.at(last)
		moveNumber(w, &d.index, d, moved.k, row)
		*d.entries.own(w, row) = moved
	}
	d.entries.pop(w)
}

// each visits the entries in no order; it must not change them.
func (d *dict[K, V]) each(visit func(k K, v *V)) {
	for row := range uint32(d.entries.n) {
		e := d.entries.at(row)
		visit(e.k, &e.value)
	}
}
