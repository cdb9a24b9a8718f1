package state

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
)

// Reader is told of each record, which is valid until it returns, and where it stands: in the first of the logs that
// count the number of bytes before it, 0 in a base and Behind in any other log.
type Reader func(record []byte, at int64) error

// Behind is behind every record of the first log.
const Behind = math.MaxInt64

// Read reads all records, in their order, and changes nothing. After a kill a last record that is not whole
// is left out: nobody was told that it was done. Any other damage is an error.
func (f *Folder) Read(read Reader) error {
	_, err := f.read(read)
	return err
}

// found is what a folder has.
type found struct {
	inForce
	killed bool // the last process to write did not come to its end
	last   extent
}

// without is a reader of records whose places do not matter.
func (r Reader) without(place int64) Reader {
	return func(record []byte, _ int64) error { return r(record, place) }
}

// read is Read. What it found of the last log is where it is to be gone on.
func (f *Folder) read(read Reader) (found, error) {
	in, err := f.inForce()
	if err != nil {
		return found{}, err
	}
	is := found{inForce: in}
	var unknown error // of a later version it may be, which its files tell better
	is.killed, unknown = f.killed()
	if in.base > 0 {
		if _, err := readFile(f.path(in.base, bases), whole, read.without(0)); err != nil {
			return is, err
		}
	}
	for i, number := range in.chain {
		may := whole
		if i == len(in.chain)-1 && is.killed {
			may = torn
		}
		reads := read
		if i > 0 {
			reads = read.without(Behind)
		}
		if is.last, err = readFile(f.path(number, logs), may, reads); err != nil {
			return is, err
		}
	}
	if unknown != nil || is.killed {
		return is, unknown
	}
	return is, in.single(f.dir)
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
