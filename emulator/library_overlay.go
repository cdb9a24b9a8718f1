package emulator

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// overlay is a folder with one file more, or with another text for one of its files.
type overlay struct {
	fs.FS
	name string
	text []byte
}

// Open implements fs.FS.
func (o overlay) Open(name string) (fs.File, error) {
	if name == o.name {
		return &memoryFile{bytes.NewReader(o.text), o.info()}, nil
	}
	return o.FS.Open(name)
}

// ReadDir implements fs.ReadDirFS.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, name)
	if err != nil || name != "." {
		return entries, err
	}
	entries = slices.DeleteFunc(slices.Clone(entries), func(e fs.DirEntry) bool { return e.Name() == o.name })
	entries = append(entries, fs.FileInfoToDirEntry(o.info()))
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

func (o overlay) info() fs.FileInfo { return memoryInfo{o.name, int64(len(o.text))} }

// memoryFile is the overlay's own file.
type memoryFile struct {
	*bytes.Reader
	info fs.FileInfo
}

// Stat implements fs.File.
func (f *memoryFile) Stat() (fs.FileInfo, error) { return f.info, nil }

// Close implements fs.File.
func (f *memoryFile) Close() error { return nil }

// memoryInfo describes the overlay's own file.
type memoryInfo struct {
	name string
	size int64
}

// Name implements fs.FileInfo.
func (i memoryInfo) Name() string { return i.name }

// Size implements fs.FileInfo.
func (i memoryInfo) Size() int64 { return i.size }

// Mode implements fs.FileInfo.
func (i memoryInfo) Mode() fs.FileMode { return 0o444 }

// ModTime implements fs.FileInfo.
func (i memoryInfo) ModTime() time.Time { return time.Time{} }

// IsDir implements fs.FileInfo.
func (i memoryInfo) IsDir() bool { return false }

// Sys implements fs.FileInfo.
func (i memoryInfo) Sys() any { return nil }
