package bank

import (
	"container/list"
	"sync"
	"unsafe"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/people"
)

// ledgersBytes is about how much memory the ledgers of an emulator may take that were not used last.
// It holds the ledgers of some hundred customers with two years of history each; that of another
// customer is computed again when it is needed, in about two milliseconds.
const ledgersBytes = 16 << 20

// ledgerKey is what a ledger follows from. The pointers stand for one version of the fixtures: what is
// read again from changed files has others.
type ledgerKey struct {
	set      *catalog.Bank
	country  *people.Country
	bank     *belvo.Institution
	username string
	start    belvo.Date // the first day of the history
}

// ledgers keeps the ledgers that were used last, so that they are computed once for all links of a
// customer and all requests. It is safe for concurrent use.
type ledgers struct {
	limit int // in bytes; the ledger that was used last is kept whatever its size

	mu    sync.Mutex
	byKey map[ledgerKey]*list.Element
	order list.List // of *keptLedger, the one that was used last in front
	bytes int       // of all of them
}

type keptLedger struct {
	key    ledgerKey
	ledger *ledger
	bytes  int
}

func newLedgers(limit int) *ledgers {
	return &ledgers{limit: limit, byKey: map[ledgerKey]*list.Element{}}
}

// get returns the ledger of a key, which is opened if it is not kept. Open must not use the ledgers.
func (k *ledgers) get(key ledgerKey, open func() *ledger) *ledger {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e := k.byKey[key]; e != nil {
		k.order.MoveToFront(e)
		return e.Value.(*keptLedger).ledger
	}
	kept := &keptLedger{key: key, ledger: open()}
	kept.ledger.grown = func(bytes int) { k.count(kept, bytes) }
	k.byKey[key] = k.order.PushFront(kept)
	k.countLocked(kept, kept.ledger.opened())
	return kept.ledger
}

// count notes that a ledger has grown by some bytes, and gives up those that were used long ago.
func (k *ledgers) count(kept *keptLedger, bytes int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.countLocked(kept, bytes)
}

func (k *ledgers) countLocked(kept *keptLedger, bytes int) {
	if e := k.byKey[kept.key]; e == nil || e.Value != kept {
		return // it was given up before, and lives only as long as a reader has it
	}
	kept.bytes += bytes
	k.bytes += bytes
	for k.bytes > k.limit && k.order.Len() > 1 {
		last := k.order.Remove(k.order.Back()).(*keptLedger)
		delete(k.byKey, last.key)
		k.bytes -= last.bytes
	}
}

// opened is about how many bytes a ledger takes without its lines.
func (l *ledger) opened() int {
	return len(l.accounts)*int(unsafe.Sizeof(account{})+unsafe.Sizeof(card{})) +
		len(l.flows)*int(unsafe.Sizeof(flow{})) + int(unsafe.Sizeof(people.Profile{}))
}

// lines is how many bytes there are for the ledger's lines. The ledger's lock must be held.
func (l *ledger) lines() int {
	room := cap(l.today)
	for _, a := range l.accounts {
		room += cap(a.moves)
	}
	return room * int(unsafe.Sizeof(movement{}))
}
