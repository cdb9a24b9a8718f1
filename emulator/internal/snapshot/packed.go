package snapshot

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"sync"
	"time"
	"unsafe"

	"github.com/google/uuid"
)

// What is kept is packed and not JSON, which would take much longer to write at each request, and to read at a start.
// Nothing is compressed or escaped, so that it can be looked for in the files.

// errPacked says that packed values end too early, or that something follows them.
var errPacked = errors.New("what is packed in a record is not whole")

// packedEnd ends packed values: no record ends with a zero.
const packedEnd = '.'

// recordRoom is about how many bytes the record of a registration takes.
const recordRoom = 512

// recordPacking packs records. It is made when the first one is needed: that takes its time.
var recordPacking = sync.OnceValue(NewPacking[Record])

// Encode is the record as it is kept.
func (r Record) Encode() []byte { return r.Append(make([]byte, 0, recordRoom)) }

// Append appends the record as it is kept.
func (r *Record) Append(to []byte) []byte { return recordPacking().Pack(to, r) }

// DecodeRecord reads a record that Encode has made.
func DecodeRecord(data []byte) (r Record, err error) {
	err = recordPacking().Unpack(data, &r)
	return r, err
}

// Packing packs values of a type: the exported fields one behind the other and without their names, except those that
// JSON leaves out too. A new field of a struct goes behind the others; then what was packed without it can still be
// read. Make it with NewPacking. It is safe for concurrent use.
type Packing[T any] struct {
	codec
	readers *sync.Pool // of *packer, since a start unpacks many small records
}

// NewPacking returns the packing of a type, which must not contain itself.
func NewPacking[T any]() Packing[T] {
	return Packing[T]{newCodec(reflect.TypeFor[T]()), &sync.Pool{New: func() any {
		return &packer{reads: true, texts: make([]string, slots)}
	}}}
}

// Pack appends what Unpack reads. The value is not changed, so others may read it meanwhile.
func (k Packing[T]) Pack(out []byte, value *T) []byte {
	p := packer{out: out}
	k.codec(&p, unsafe.Pointer(value))
	return append(p.out, packedEnd)
}

// Unpack reads what Pack has appended into a value that is zero. The error says that it is not whole.
func (k Packing[T]) Unpack(data []byte, value *T) error {
	p := k.readers.Get().(*packer)
	p.in, p.short, p.texts[slotOf("")] = data, false, "" // which no text has to come for
	k.codec(p, unsafe.Pointer(value))
	whole := !p.short && bytes.Equal(p.in, []byte{packedEnd})
	p.in = nil
	k.readers.Put(p)
	if !whole {
		return errPacked
	}
	return nil
}

// codec packs a value of a type, or reads it: what is written and what is read is then said once.
type codec func(p *packer, at unsafe.Pointer)

// newCodec makes the codec of a type.
func newCodec(t reflect.Type) codec {
	switch t {
	case reflect.TypeFor[time.Time]():
		return func(p *packer, at unsafe.Pointer) { p.instant((*time.Time)(at)) }
	case reflect.TypeFor[uuid.UUID]():
		return func(p *packer, at unsafe.Pointer) { p.id((*uuid.UUID)(at)) }
	case reflect.TypeFor[[]byte]():
		return func(p *packer, at unsafe.Pointer) { p.blob((*[]byte)(at)) }
	}
	switch t.Kind() {
	case reflect.String:
		return func(p *packer, at unsafe.Pointer) { p.text((*string)(at)) }
	case reflect.Bool:
		return func(p *packer, at unsafe.Pointer) { p.flag((*bool)(at)) }
	case reflect.Int:
		return func(p *packer, at unsafe.Pointer) { signed(p, (*int)(at)) }
	case reflect.Int64:
		return func(p *packer, at unsafe.Pointer) { signed(p, (*int64)(at)) }
	case reflect.Uint64:
		return func(p *packer, at unsafe.Pointer) { p.number((*uint64)(at)) }
	case reflect.Pointer:
		return pointerCodec(t)
	case reflect.Slice:
		return sliceCodec(t)
	case reflect.Struct:
		return structCodec(t)
	}
	return jsonCodec(t) // of maps
}

func pointerCodec(t reflect.Type) codec {
	value := newCodec(t.Elem())
	return func(p *packer, at unsafe.Pointer) {
		to := (*unsafe.Pointer)(at)
		is := *to != nil
		if p.flag(&is); !is {
			return
		}
		if p.reads {
			*to = reflect.New(t.Elem()).UnsafePointer()
		}
		value(p, *to)
	}
}

// sliceCodec packs one more than the length, 0 for nil.
func sliceCodec(t reflect.Type) codec {
	item, size := newCodec(t.Elem()), t.Elem().Size()
	return func(p *packer, at unsafe.Pointer) {
		list := (*[]struct{})(at) // of whatever: its length and where its items are
		var n uint64
		if *list != nil {
			n = uint64(len(*list)) + 1
		}
		p.number(&n)
		if n == 0 {
			return
		}
		if p.reads {
			if n-1 > uint64(len(p.in)) { // each takes a byte at least
				p.short = true
				return
			}
			reflect.NewAt(t, at).Elem().Set(reflect.MakeSlice(t, int(n-1), int(n-1)))
		}
		first := unsafe.Pointer(unsafe.SliceData(*list))
		for i := uintptr(0); i < uintptr(n-1) && !p.short; i++ {
			item(p, unsafe.Add(first, i*size))
		}
	}
}

// packedField is a field of a struct.
type packedField struct {
	codec
	at   uintptr
	size uintptr
}

// isZero says whether a field has the zero value, or looks so: a text may not, which does no harm.
func (f *packedField) isZero(of unsafe.Pointer) bool {
	at := unsafe.Add(of, f.at)
	if f.size == unsafe.Sizeof(uint64(0)) && f.at%f.size == 0 { // most are: this is done at each request
		return *(*uint64)(at) == 0
	}
	for _, b := range unsafe.Slice((*byte)(at), f.size) {
		if b != 0 {
			return false
		}
	}
	return true
}

// structCodec packs how many fields follow, and them: all up to the last that is not zero.
func structCodec(t reflect.Type) codec {
	var fields []packedField
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && f.Tag.Get("json") != "-" {
			fields = append(fields, packedField{newCodec(f.Type), f.Offset, f.Type.Size()})
		}
	}
	return func(p *packer, at unsafe.Pointer) {
		n := uint64(len(fields))
		for !p.reads && n > 0 && fields[n-1].isZero(at) {
			n--
		}
		p.number(&n)
		if n > uint64(len(fields)) {
			p.short = true
			return
		}
		for i := range fields[:n] {
			fields[i].codec(p, unsafe.Add(at, fields[i].at))
		}
	}
}

// jsonCodec packs a value as JSON, nothing for one that is zero.
func jsonCodec(t reflect.Type) codec {
	return func(p *packer, at unsafe.Pointer) {
		var text []byte
		value := reflect.NewAt(t, at)
		if !p.reads && !value.Elem().IsZero() {
			text, _ = json.Marshal(value.Interface()) // plain values always encode
		}
		p.blob(&text)
		if p.reads && text != nil && json.Unmarshal(text, value.Interface()) != nil {
			p.short = true
		}
	}
}
