package state

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"strconv"
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
