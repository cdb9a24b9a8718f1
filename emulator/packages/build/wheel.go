package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// firstOfZip is the earliest time that a zip file can hold: the same sources give the same bytes.
var firstOfZip = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

// The names of the Python package: of what is installed, and of what is imported.
const (
	pythonProject = "belvo-emulator"
	pythonPackage = "belvo_emulator"
	pythonLicense = "" // of the metadata; "" for none, as long as there is none
)

// wheelFile is one file of a wheel.
type wheelFile struct {
	name string
	mode fs.FileMode
	data []byte
}

// wheels makes a wheel for each platform and returns the files. A wheel is a zip with metadata, so
// nothing is built when it is installed.
// Source: https://packaging.python.org/en/latest/specifications/binary-distribution-format/
func (w *workshop) wheels(these []platform) ([]string, error) {
	sources, err := pythonSources(filepath.Join(w.root, "emulator/packages/python", pythonPackage), w.version)
	if err != nil {
		return nil, err
	}
	var made []string
	for _, p := range these {
		binary, err := w.binary(p)
		if err != nil {
			return nil, err
		}
		program, err := os.ReadFile(filepath.Clean(binary))
		if err != nil {
			return nil, err
		}
		all := append(sources[:len(sources):len(sources)],
			wheelFile{path.Join(pythonPackage, "bin", p.program()), 0o755, program})
		tag := "py3-none-" + p.wheel
		file := filepath.Join(w.out, fmt.Sprintf("%s-%s-%s.whl", pythonPackage, w.version, tag))
		text, err := wheel(append(all, metadata(w.version, tag)...), w.version)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return nil, err
		}
		made = append(made, file)
	}
	return made, nil
}

// pythonSources are the package's modules.
func pythonSources(folder, version string) ([]wheelFile, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.py"))
	if err != nil {
		return nil, err
	}
	var files []wheelFile
	for _, name := range names {
		data, err := os.ReadFile(filepath.Clean(name))
		if err != nil {
			return nil, err
		}
		data = bytes.ReplaceAll(data, []byte(`__version__ = "0"`), []byte(`__version__ = "`+version+`"`))
		files = append(files, wheelFile{path.Join(pythonPackage, filepath.Base(name)), 0o644, data})
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s has no modules", folder)
	}
	return append(files, wheelFile{pythonPackage + "/py.typed", 0o644, nil}), nil
}

// metadata are the files that tell installers and pytest what the wheel has; tags are those of its
// name, one a line.
func metadata(version, tag string) []wheelFile {
	license := ""
	if pythonLicense != "" {
		license = "License: " + pythonLicense + "\n"
	}
	about := "Metadata-Version: 2.1\nName: " + pythonProject + "\nVersion: " + version +
		"\nSummary: A local stand-in for the sandbox of Belvo's open-finance API, with a pytest fixture.\n" +
		license + "Requires-Python: >=3.9\nClassifier: Framework :: Pytest\n"
	var tags strings.Builder
	language, systems := tag[:len("py3-none-")], tag[len("py3-none-"):]
	for system := range strings.SplitSeq(systems, ".") {
		tags.WriteString("Tag: " + language + system + "\n")
	}
	info := distInfo(version)
	return []wheelFile{
		{info + "/METADATA", 0o644, []byte(about)},
		{info + "/WHEEL", 0o644, []byte("Wheel-Version: 1.0\nGenerator: " + pythonProject +
			"\nRoot-Is-Purelib: false\n" + tags.String())},
		{info + "/entry_points.txt", 0o644, []byte("[console_scripts]\n" + pythonProject + " = " + pythonPackage +
			".__main__:main\n\n[pytest11]\nbelvo = " + pythonPackage + ".plugin\n")},
	}
}

func distInfo(version string) string { return pythonPackage + "-" + version + ".dist-info" }

// wheel packs the files and the record of them. All times are zip's first, so that the bytes depend on
// the files alone.
func wheel(files []wheelFile, version string) ([]byte, error) {
	var record strings.Builder
	for _, f := range files {
		sum := sha256.Sum256(f.data)
		fmt.Fprintf(&record, "%s,sha256=%s,%d\n", f.name, base64.RawURLEncoding.EncodeToString(sum[:]), len(f.data))
	}
	name := distInfo(version) + "/RECORD"
	record.WriteString(name + ",,\n")
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, f := range append(files, wheelFile{name, 0o644, []byte(record.String())}) {
		header := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: firstOfZip}
		header.SetMode(f.mode)
		entry, err := archive.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := entry.Write(f.data); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
