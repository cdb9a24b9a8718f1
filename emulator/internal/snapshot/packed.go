package snapshot

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
)

// Records have their links packed, behind the JSON of all else: a start reads thousands of links, and reading
// them as JSON takes most of it. A text that was there before is a number. Nothing is compressed or escaped, so
// that what is kept can be looked for in the files.

// errPacked says that packed links end too early, or that something follows them.
var errPacked = errors.New("the links of a record are not whole")

// packedEnd ends packed links: no record ends with a zero.
const packedEnd = '.'

// Encode is the record as it is kept. The record is not changed.
func (r Record) Encode() []byte {
	var links []Link
	switch {
	case r.Begins != nil:
		begins := *r.Begins
		links, begins.World = withoutLinks(begins.World)
		r.Begins = &begins
	case r.Change != nil:
		links, r.Change = withoutLinks(r.Change)
	}
	text, _ := json.Marshal(r) // plain values always encode
	if len(links) == 0 {
		return text
	}
	p := packer{out: append(text, '\n'), places: map[string]uint64{}}
	p.links(&links)
	return append(p.out, packedEnd)
}

func withoutLinks(d *Document) ([]Link, *Document) {
	rest := *d
	rest.Links = nil
	return d.Links, &rest
}

// DecodeRecord reads a record that Encode has made.
func DecodeRecord(data []byte) (r Record, err error) {
	text, packed, is := bytes.Cut(data, []byte{'\n'}) // JSON that was made by Encode has none
	if err := json.Unmarshal(text, &r); err != nil || !is {
		return r, err
	}
	var links []Link
	p := packer{in: packed, reads: true}
	p.links(&links)
	if p.short || !bytes.Equal(p.in, []byte{packedEnd}) {
		return r, errPacked
	}
	switch {
	case r.Begins != nil && r.Begins.World != nil:
		r.Begins.World.Links = links
	case r.Change != nil:
		r.Change.Links = links
	}
	return r, nil
}

// packer writes values behind each other, or reads them into where they are to be: what is written and what is
// read is then said once.
type packer struct {
	reads bool
	short bool // what was to be read is not whole

	out    []byte
	places map[string]uint64 // of the texts that were written

	in    []byte
	texts []string // that were read
}

func (p *packer) links(links *[]Link) {
	for i := range count(p, links) {
		p.link(&(*links)[i])
	}
}

// link packs all of a link. A new field of it has a line here.
func (p *packer) link(l *Link) {
	p.id(&l.ID)
	for _, text := range []*string{&l.Institution, &l.Username, &l.State, &l.Scenario, &l.ScenarioState, &l.ExternalID,
		&l.AccessMode, &l.RefreshRate, &l.CredentialsStorage, &l.StaleIn} {
		p.text(text)
	}
	for i := range count(p, &l.FetchResources) {
		p.text(&l.FetchResources[i])
	}
	if exists(p, &l.Facts) {
		p.facts(l.Facts)
	}
}

func (p *packer) facts(f *Facts) {
	for _, at := range []*time.Time{&f.CreatedAt, &f.LastAccessedAt, &f.CredentialsUntil, &f.RefreshDue, &f.RefreshedAt,
		&f.CollectedAt, &f.StaleAt, &f.Entered} {
		p.instant(at)
	}
	p.int(&f.Refusals)
	p.text(&f.DataSet)
	p.flag(&f.Pinned)
	p.flag(&f.Lost)
	for i := range count(p, &f.Uses) {
		p.int(&f.Uses[i].Rule)
		p.text(&f.Uses[i].Trigger)
		p.int(&f.Uses[i].Times)
	}
	for i := range count(p, &f.Pending) {
		p.text(&f.Pending[i].Resource)
		p.instant(&f.Pending[i].At)
	}
	if exists(p, &f.Demand) {
		p.text(&f.Demand.Code)
		if exists(p, &f.Demand.Challenge) {
			c := f.Demand.Challenge
			for _, text := range []*string{&c.Type, &c.Value, &c.Instructions, &c.Expiry} {
				p.text(text)
			}
		}
	}
	if exists(p, &f.Consent) {
		p.consent(f.Consent)
	}
}

// consent packs what few links have: as JSON.
func (p *packer) consent(c *belvo.ConsentTerms) {
	var text string
	if !p.reads {
		data, _ := json.Marshal(c) // plain values always encode
		text = string(data)
	}
	p.text(&text)
	if p.reads && json.Unmarshal([]byte(text), c) != nil {
		p.short = true
	}
}

// count packs how many items a list has; an empty one is nil when it is read.
func count[T any](p *packer, list *[]T) int {
	n := uint64(len(*list))
	p.number(&n)
	if !p.reads {
		return len(*list)
	}
	if n > uint64(len(p.in)) { // each takes a byte at least
		p.short = true
	}
	if p.short || n == 0 {
		return 0
	}
	*list = make([]T, n)
	return int(n)
}

// exists packs whether there is a value, and makes one to be read.
func exists[T any](p *packer, value **T) bool {
	is := *value != nil
	if p.flag(&is); is && p.reads {
		*value = new(T)
	}
	return is
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

func (p *packer) int(n *int) {
	value := uint64(*n)
	p.number(&value)
	*n = int(value)
}

func (p *packer) flag(is *bool) {
	n := uint64(0)
	if *is {
		n = 1
	}
	p.number(&n)
	*is = n != 0
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

// text packs a text: its place among those before it, from 1, or 0 and the text itself.
func (p *packer) text(text *string) {
	place := p.places[*text]
	p.number(&place)
	switch {
	case p.reads && place > uint64(len(p.texts)):
		p.short = true
	case p.reads && place > 0:
		*text = p.texts[place-1]
	case place > 0:
	case p.reads:
		var length uint64
		p.number(&length)
		*text = string(p.bytes(length))
		p.texts = append(p.texts, *text)
	default:
		length := uint64(len(*text))
		p.number(&length)
		p.out = append(p.out, *text...)
		p.places[*text] = uint64(len(p.places) + 1)
	}
}

// instant packs a time: the nanoseconds from 1 and the seconds since 1970, or 0 for none.
func (p *packer) instant(t *time.Time) {
	var nanos uint64
	var seconds int64
	if !t.IsZero() {
		nanos, seconds = uint64(t.Nanosecond())+1, t.Unix()
	}
	p.number(&nanos)
	if nanos == 0 {
		*t = time.Time{}
		return
	}
	zigzag := uint64(seconds<<1) ^ uint64(seconds>>63)
	p.number(&zigzag)
	seconds = int64(zigzag>>1) ^ -int64(zigzag&1)
	if p.reads {
		*t = time.Unix(seconds, int64(nanos-1)).UTC()
	}
}
