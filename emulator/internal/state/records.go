package state

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
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
	put := func(text []byte) error {
		_, err := file.Write(frame(nil, text))
		return err
	}
	_, err = file.WriteString(magic())
	if err == nil {
		err = write(put)
	}
	if err == nil {
		err = put([]byte(lastRecord))
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

// readFile reads the records of a file.
func readFile(path string, may ending, read func([]byte) error) (extent, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return extent{}, err
	}
	damaged := func(at int, why string) error {
		return fmt.Errorf("%s is damaged at byte %d: %s; nothing was changed", path, at, why)
	}
	at, err := readMagic(path, data, may)
	if err != nil || at == 0 {
		return extent{}, err
	}
	for at < len(data) {
		text, why, rest := cutRecord(data[at:])
		switch {
		case why == incomplete && may == torn:
			return extent{int64(at), int64(len(data) - at)}, nil
		case why != "":
			return extent{}, damaged(at, why)
		case string(text) == lastRecord && rest == 0:
			return extent{end: int64(at)}, nil
		}
		if err := read(text); err != nil {
			return extent{}, fmt.Errorf("%s has a record at byte %d that cannot be read: %w", path, at, err)
		}
		at = len(data) - rest
	}
	if may == whole {
		return extent{}, damaged(at, "its end is missing")
	}
	return extent{end: int64(at)}, nil
}

// readMagic returns where the first record begins, 0 for a file that was only just begun.
func readMagic(path string, data []byte, may ending) (int, error) {
	if m := magic(); bytes.HasPrefix(data, []byte(m)) {
		return len(m), nil
	} else if may == torn && strings.HasPrefix(m, string(data)) {
		return 0, nil
	}
	line, _, _ := bytes.Cut(data[:min(len(data), 100)], []byte("\n"))
	text, is := strings.CutPrefix(string(line), firstWords)
	if n, err := strconv.Atoi(text); is && err == nil && n != Version {
		return 0, fmt.Errorf("%s is of version %d, and this emulator reads version %d; nothing was changed", path, n, Version)
	}
	return 0, fmt.Errorf("%s is damaged at byte 0: it does not begin as a state does; nothing was changed", path)
}

// incomplete is why a record is bad that was not written to its end.
const incomplete = "its last record is not whole"

// cutRecord returns the text of the first record, or why it is bad, and how many bytes follow it.
func cutRecord(data []byte) (text []byte, why string, rest int) {
	if len(data) < headLen || allZero(data) {
		return nil, incomplete, 0
	}
	length := binary.LittleEndian.Uint32(data)
	if binary.LittleEndian.Uint32(data[4:]) != sum(data[:4]) || length > maxRecord {
		return nil, "there is no record", 0
	}
	text = data[headLen:]
	if len(text) < int(length) {
		return nil, incomplete, 0
	}
	text, rest = text[:length], len(text)-int(length)
	if binary.LittleEndian.Uint32(data[8:]) != sum(text) {
		if rest == 0 && length > 0 && text[length-1] == 0 { // no text ends so: the file grew before it was written
			return nil, incomplete, 0
		}
		return nil, "the checksum of a record is wrong", 0
	}
	return text, "", rest
}

func allZero(data []byte) bool { return len(bytes.TrimLeft(data, "\x00")) == 0 }
