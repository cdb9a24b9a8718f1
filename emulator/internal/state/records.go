package state

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strconv"
	"strings"
)

// A record has a head of three numbers, little endian: the length of its text, the checksum of that number,
// the checksum of the text. A length that is damaged is noticed, so it cannot make what follows it look like
// the end of a record that was not written whole.
const headLen = 12

// maxBuffer is how long a record may be for its room to be used again.
const maxBuffer = 64 << 10

// maxRecord is how long the text of a record may be: more can only be damage.
const maxRecord = 1 << 30

// errTooLong refuses what could not be read again.
var errTooLong = fmt.Errorf("a record would have more than %d bytes", maxRecord)

// sum is a checksum.
func sum(data []byte) uint32 { return crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)) }

// What files begin with, and what they end with unless they are in use.
const (
	firstWords = "belvo-emulator state, version "
	lastRecord = "end"
)

func magic() string { return firstWords + strconv.Itoa(Version) + "\n" }

// frame appends a text and its head.
func frame(out, text []byte) []byte {
	var head [headLen]byte
	binary.LittleEndian.PutUint32(head[:], uint32(len(text)))
	binary.LittleEndian.PutUint32(head[4:], sum(head[:4]))
	binary.LittleEndian.PutUint32(head[8:], sum(text))
	return append(append(out, head[:]...), text...)
}

// Append writes a record. When it returns without an error the record is in the file, in the order of
// the calls; with one, nothing of it is.
func (f *Folder) Append(text []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.broken != nil {
		return f.broken
	}
	if len(text) > maxRecord {
		return errTooLong
	}
	record := frame(f.buffer[:0], text)
	if len(record) <= maxBuffer {
		f.buffer = record
	}
	return f.write(record)
}

// write writes at the end of the log: all of it, or nothing. The lock is held.
func (f *Folder) write(record []byte) error {
	n, err := f.log.Write(record)
	if err == nil && f.sync {
		err = f.log.Sync()
	}
	if err == nil {
		f.size += int64(n)
		return nil
	}
	f.cut(f.size)
	if f.sync { // after a sync that failed nobody knows what is on the disk
		f.broken = err
	}
	return err
}

// cut cuts the log off behind a record. The lock is held.
func (f *Folder) cut(size int64) {
	err := f.log.Truncate(size)
	if err == nil {
		_, err = f.log.Seek(size, 0)
	}
	if f.size = size; err != nil {
		f.broken = err
	}
}

// Fold writes a base with records that say all there is, and forgets the logs before it. Records are
// appended meanwhile. Write is called after that has begun, so what was appended before is part of what
// it says.
func (f *Folder) Fold(write func(put func(record []byte) error) error) error {
	f.folding.Lock()
	defer f.folding.Unlock()
	f.mu.Lock()
	if f.broken != nil {
		defer f.mu.Unlock()
		return f.broken
	}
	err := f.next()
	number := f.number
	f.mu.Unlock()
	if err != nil {
		return err
	}
	if err := f.writeBase(number, write); err != nil {
		return err
	}
	return f.forget(number)
}

// writeBase writes a base under another name and then gives it its own.
func (f *Folder) writeBase(number int, write func(put func([]byte) error) error) (err error) {
	temporary := f.path(number, unfinished)
	file, err := os.OpenFile(temporary, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temporary) // the next one takes its name
		}
	}()
	out, framed := bufio.NewWriterSize(file, fileRoom), []byte(nil)
	put := func(text []byte) error {
		if len(text) > maxRecord {
			return errTooLong
		}
		framed = frame(framed[:0], text)
		_, err := out.Write(framed)
		return err
	}
	_, err = out.WriteString(magic())
	if err == nil {
		err = write(put)
	}
	if err == nil {
		err = put([]byte(lastRecord))
	}
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = file.Sync() // it takes the place of what was there
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err = os.Rename(temporary, f.path(number, bases)); err != nil {
		return err
	}
	return f.syncFolder()
}

// ending is how a file may end.
type ending bool

const (
	whole ending = false // with its last record
	torn  ending = true  // or in the middle of one
)

// extent is how far a file is whole.
type extent struct {
	end  int64 // of the last whole record, but for the one that closes the file; 0 if even the first line is missing
	torn int64 // how many bytes follow that are no whole record
}

// fileRoom is how much of a file is in memory at a time, and the longest record that takes no room of its own.
const fileRoom = 256 << 10

// reading is a file that is being read.
type reading struct {
	path string
	may  ending
	in   *bufio.Reader
	left int64 // bytes that are not read yet
}

// readFile reads the records of a file.
func readFile(path string, may ending, read Reader) (extent, error) {
	file, err := os.Open(path)
	if err != nil {
		return extent{}, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return extent{}, err
	}
	size := info.Size()
	r := &reading{path, may, bufio.NewReaderSize(file, int(min(size, fileRoom))), size}
	if begun, err := r.magic(); err != nil || !begun {
		return extent{}, err
	}
	for r.left > 0 {
		at := size - r.left
		text, why, err := r.record()
		switch {
		case err != nil:
			return extent{}, err
		case why == incomplete && may == torn:
			return extent{at, size - at}, nil
		case why != "":
			return extent{}, r.damaged(at, why)
		case string(text) == lastRecord && r.left == 0:
			return extent{end: at}, nil
		}
		if err := read(text, at); err != nil {
			return extent{}, fmt.Errorf("%s has a record at byte %d that cannot be read: %w", path, at, err)
		}
	}
	if may == whole {
		return extent{}, r.damaged(size, "its end is missing")
	}
	return extent{end: size}, nil
}

// damaged is what is said of a file that cannot be read.
func (r *reading) damaged(at int64, why string) error {
	return fmt.Errorf("%s is damaged at byte %d: %s; nothing was changed", r.path, at, why)
}

// take returns the next bytes, of which there are so many at least. They are valid until more is read.
func (r *reading) take(n int) (data []byte, err error) {
	r.left -= int64(n)
	if n <= r.in.Size() {
		if data, err = r.in.Peek(n); err == nil {
			_, err = r.in.Discard(n)
		}
		return data, err
	}
	data = make([]byte, n)
	_, err = io.ReadFull(r.in, data)
	return data, err
}

// magic reads the first line. Begun is false for a file of which not even that was written to its end.
func (r *reading) magic() (begun bool, err error) {
	m := magic()
	start, err := r.in.Peek(int(min(r.left, 100)))
	switch {
	case err != nil:
		return false, err
	case bytes.HasPrefix(start, []byte(m)):
		_, err = r.take(len(m))
		return true, err
	case r.may == torn && strings.HasPrefix(m, string(start)):
		return false, nil
	}
	line, _, _ := bytes.Cut(start, []byte("\n"))
	text, is := strings.CutPrefix(string(line), firstWords)
	if n, err := strconv.Atoi(text); is && err == nil && n != Version {
		return false, fmt.Errorf("%s is of version %d, and this emulator reads version %d; nothing was changed", r.path, n, Version)
	}
	return false, r.damaged(0, "it does not begin as a state does")
}

// incomplete is why a record is bad that was not written to its end.
const incomplete = "its last record is not whole"

// record returns the text of the next record, or why it is bad.
func (r *reading) record() (text []byte, why string, err error) {
	if r.left < headLen {
		return nil, incomplete, nil
	}
	next, err := r.take(headLen)
	if err != nil {
		return nil, "", err
	}
	head := [headLen]byte(next)
	length := binary.LittleEndian.Uint32(head[:])
	switch {
	case head == [headLen]byte{}: // the file grew before it was written, if nothing else follows
		zero, err := r.zeros()
		if zero || err != nil {
			return nil, incomplete, err
		}
		return nil, noRecord, nil
	case binary.LittleEndian.Uint32(head[4:]) != sum(head[:4]) || length > maxRecord:
		return nil, noRecord, nil
	case int64(length) > r.left:
		return nil, incomplete, nil
	}
	if text, err = r.take(int(length)); err != nil || binary.LittleEndian.Uint32(head[8:]) == sum(text) {
		return text, "", err
	}
	if r.left == 0 && length > 0 && text[length-1] == 0 { // no text ends so: the file grew before it was written
		return nil, incomplete, nil
	}
	return nil, "the checksum of a record is wrong", nil
}

// noRecord is why something is bad that is no record.
const noRecord = "there is no record"

// zeros says whether only zeros follow.
func (r *reading) zeros() (bool, error) {
	for r.left > 0 {
		data, err := r.take(int(min(r.left, int64(r.in.Size()))))
		if err != nil || len(bytes.TrimLeft(data, "\x00")) > 0 {
			return false, err
		}
	}
	return true, nil
}
