package emulator_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	gotypes "go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// reference is one file of a package that uses something that another file of it declares.
type reference struct{ from, to string }

// exported has the file of compiled export data of each package that the emulator imports. The go
// command makes it where it is not in the build cache already, as it nearly always is.
var exported = sync.OnceValues(func() (map[string]string, error) {
	list := exec.Command("go", "list", "-export", "-deps",
		"-f", "{{if .Export}}{{.ImportPath}}={{.Export}}{{end}}", "./internal/...")
	var problems bytes.Buffer
	list.Stderr = &problems
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, problems.String())
	}
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		name, file, _ := strings.Cut(strings.TrimSpace(line), "=")
		files[name] = file
	}
	return files, nil
})

// fileReferences type-checks an internal package without its tests. It returns its files, and for
// each reference between two of them one name that is used. Files are named as in their folder.
func fileReferences(t *testing.T, name string) (files []string, found map[reference]string) {
	t.Helper()
	exports, err := exported()
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	var parsed []*ast.File
	paths, err := filepath.Glob(filepath.Join("internal", filepath.FromSlash(name), "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed, files = append(parsed, file), append(files, filepath.Base(path))
	}
	info := &gotypes.Info{Uses: map[*ast.Ident]gotypes.Object{}}
	open := func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) }
	config := gotypes.Config{Importer: importer.ForCompiler(fset, "gc", open)}
	pkg, err := config.Check(module+internalFolder+name, fset, parsed, info)
	if err != nil {
		t.Fatal(err)
	}
	found = map[reference]string{}
	for ident, object := range info.Uses {
		if object.Pkg() != pkg || !object.Pos().IsValid() {
			continue
		}
		r := reference{filepath.Base(fset.File(ident.Pos()).Name()), filepath.Base(fset.File(object.Pos()).Name())}
		if r.from != r.to && (found[r] == "" || ident.Name < found[r]) {
			found[r] = ident.Name
		}
	}
	return files, found
}
