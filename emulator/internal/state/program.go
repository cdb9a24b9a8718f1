package state

import (
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"sync"
)

// Program names the program that runs by what is in its file, "" if that cannot be read. Another build has another
// name.
var Program = sync.OnceValue(func() string {
	file, err := os.Open("/proc/self/exe") // which it is even if another has taken its name
	if err != nil {
		name, _ := os.Executable() // "" is no file
		file, err = os.Open(name)
	}
	if err != nil {
		return ""
	}
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	n, err := io.Copy(sum, file)
	if _ = file.Close(); err != nil { // it was only read
		return ""
	}
	return fmt.Sprintf("%d-%08x", n, sum.Sum32())
})
