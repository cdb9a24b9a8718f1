package snapshot

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/google/uuid"
)

// packer writes values behind each other, or reads them into where they are to be. What is written is only read.
type packer struct {
	reads bool
	short bool // what was to be read is not whole

	out, in []byte

	// recent is where the last short text of each slot is in out: no pointers, since a packer is made at each request.
	recent [slots]span
	// texts are those that were read, also from values before these: records have many in common.
	texts []string
}

// span is a part of what is packed.
type span struct{ from, to uint32 }

// A text that comes again is a number: that of a slot, of which each has the last text that belongs to it. So packing
// takes no more room for many texts. Those of more bytes than maxPlaced seldom come again.
const (
	slots     = 127 // a number of one byte names each
	maxPlaced = 64
)

// signed packs a number that may be negative.
func signed[T int | int64](p *packer, n *T) {
	zigzag := uint64(*n)<<1 ^ uint64(int64(*n)>>63)
	if p.number(&zigzag); p.reads {
		*n = T(int64(zigzag>>1) ^ -int64(zigzag&1))
	}
}

// blob packs one more than the length of some bytes, 0 for nil, and them.
func (p *packer) blob(data *[]byte) {
	var n uint64
	if *data != nil {
		n = uint64(len(*data)) + 1
	}
	switch p.number(&n); {
	case !p.reads:
		p.out = append(p.out, *data...)
	case n > 0:
		*data = append([]byte{}, p.bytes(n-1)...)
	}
}

func (p *packer) number(n *uint64) {
	if !p.reads {
		p.out = binary.AppendUvarint(p.out, *n)
		return
	}
	value, size := binary.Uvarint(p.in)
	if size <= 0 {
		p.short, value, size = true, 0, 0
	}
	*n, p.in = value, p.in[size:]
}

func (p *packer) flag(is *bool) {
	n := uint64(0)
	if *is {
		n = 1
	}
	if p.number(&n); p.reads {
		*is = n != 0
	}
}

// bytes reads some bytes.
func (p *packer) bytes(n uint64) []byte {
	if p.short = p.short || n > uint64(len(p.in)); p.short {
		return nil
	}
	data := p.in[:n]
	p.in = p.in[n:]
	return data
}

func (p *packer) id(id *uuid.UUID) {
	if p.reads {
		copy(id[:], p.bytes(uint64(len(id))))
		return
	}
	p.out = append(p.out, id[:]...)
}

// text packs a text: its slot, from 1, if the last short text of that slot is the same, or 0 and the text itself.
func (p *packer) text(text *string) {
	var place uint64
	if !p.reads && len(*text) <= maxPlaced {
		slot := slotOf(*text)
		if last := p.recent[slot]; string(p.out[last.from:last.to]) == *text {
			place = slot + 1
		}
	}
	p.number(&place)
	switch {
	case place > slots:
		p.short = true
	case place == 0:
		p.plain(text)
	case p.reads:
		*text = p.texts[place-1]
	}
}

// plain packs the text itself.
func (p *packer) plain(text *string) {
	length := uint64(len(*text))
	p.number(&length)
	if p.reads {
		*text = p.shared(p.bytes(length))
		return
	}
	from := len(p.out)
	if p.out = append(p.out, *text...); length <= maxPlaced && len(p.out) <= math.MaxUint32 {
		p.recent[slotOf(*text)] = span{uint32(from), uint32(len(p.out))}
	}
}

// shared is a text that was read: the one of its slot if that is the same.
func (p *packer) shared(text []byte) string {
	if len(text) > maxPlaced {
		return string(text)
	}
	last := &p.texts[slotOf(text)]
	if *last != string(text) {
		*last = string(text)
	}
	return *last
}

// slotOf is the slot of a text, by its length and its end. It must stay as it is: what was packed depends on it.
func slotOf[T string | []byte](text T) uint64 {
	hash := uint32(len(text))
	for i := max(0, len(text)-8); i < len(text); i++ {
		hash = hash*31 + uint32(text[i])
	}
	return uint64((hash ^ hash>>15) % slots)
}

// instant packs a time: the nanoseconds from 1 and the seconds since 1970, or 0 for none.
func (p *packer) instant(t *time.Time) {
	var nanos uint64
	var seconds int64
	if !t.IsZero() {
		nanos, seconds = uint64(t.Nanosecond())+1, t.Unix()
	}
	if p.number(&nanos); nanos == 0 {
		return
	}
	if signed(p, &seconds); p.reads {
		*t = time.Unix(seconds, int64(nanos-1)).UTC()
	}
}
