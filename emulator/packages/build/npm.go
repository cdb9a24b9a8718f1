package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"

	"belvo-emulator/emulator"
)

// npmSources is the folder of the npm packages' sources and tools, below the module's.
const npmSources = "emulator/packages/npm"

// manifest is a package.json, whose keys keep their order.
type manifest struct {
	Name         string            `json:"name"`
	Version      string            `json:"version"`
	Description  string            `json:"description"`
	License      string            `json:"license"`
	Engines      json.RawMessage   `json:"engines,omitempty"`
	OS           []string          `json:"os,omitempty"`
	CPU          []string          `json:"cpu,omitempty"`
	Bin          json.RawMessage   `json:"bin,omitempty"`
	Main         string            `json:"main,omitempty"`
	Types        string            `json:"types,omitempty"`
	Exports      json.RawMessage   `json:"exports,omitempty"`
	Files        []string          `json:"files"`
	Prefer       bool              `json:"preferUnplugged,omitempty"` // a program is run from a file
	Optional     map[string]string `json:"optionalDependencies,omitempty"`
	Repository   json.RawMessage   `json:"repository,omitempty"`
	Contributors json.RawMessage   `json:"contributors,omitempty"`
}

// npm makes the main package and one for each platform, and returns their files.
func (w *workshop) npm(these []platform) ([]string, error) {
	folder := filepath.Join(w.stage, "npm", "main")
	if err := os.CopyFS(folder, os.DirFS(filepath.Join(w.root, npmSources, "belvo-emulator"))); err != nil {
		return nil, err
	}
	var main manifest
	text, err := os.ReadFile(filepath.Join(folder, "package.json"))
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields() // what is not in the struct would be lost
	if err := decoder.Decode(&main); err != nil {
		return nil, fmt.Errorf("package.json: %w", err)
	}
	// Every platform is named, whichever are made now: the list belongs to the version.
	main.Version, main.Optional = w.version, map[string]string{}
	for _, p := range platforms {
		main.Optional[main.platform(p)] = w.version
	}
	if err := w.types(filepath.Join(folder, "lib", "control.d.ts")); err != nil {
		return nil, err
	}
	file, err := w.pack(folder, main)
	if err != nil {
		return nil, err
	}
	files := []string{file}
	for _, p := range these {
		file, err := w.npmPlatform(main, p)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// platform is the name of the package with a platform's program.
func (m manifest) platform(p platform) string { return "@" + m.Name + "/" + p.npmOS + "-" + p.npmArch }

// npmPlatform makes the package with a platform's program.
func (w *workshop) npmPlatform(main manifest, p platform) (string, error) {
	from, err := w.binary(p)
	if err != nil {
		return "", err
	}
	folder := filepath.Join(w.stage, "npm", p.npmOS+"-"+p.npmArch)
	if err := os.MkdirAll(filepath.Join(folder, "bin"), 0o755); err != nil {
		return "", err
	}
	if err := os.Link(from, filepath.Join(folder, "bin", p.program())); err != nil {
		return "", err
	}
	return w.pack(folder, manifest{Name: main.platform(p), Version: w.version, License: main.License,
		Description: "The program of " + main.Name + " for " + p.name() + ".", OS: []string{p.npmOS},
		CPU: []string{p.npmArch}, Files: []string{"bin"}, Prefer: true, Repository: main.Repository,
		Contributors: main.Contributors})
}

// pack writes the manifest and packs the folder.
func (w *workshop) pack(folder string, m manifest) (string, error) {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(folder, "package.json"), append(text, '\n'), 0o644); err != nil {
		return "", err
	}
	cmd := exec.Command("npm", "pack", "--json", "--ignore-scripts", "--pack-destination", w.out)
	cmd.Dir = folder
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("npm pack of %s: %w\n%s%s", m.Name, err, out, stderr.Bytes())
	}
	var packed []struct{ Filename string }
	if err := json.Unmarshal(out, &packed); err != nil || len(packed) != 1 {
		return "", fmt.Errorf("npm pack of %s said %s", m.Name, out)
	}
	return filepath.Join(w.out, filepath.Base(packed[0].Filename)), nil
}

// types writes the TypeScript types of the control calls, made from their OpenAPI description.
func (w *workshop) types(file string) error {
	generator := filepath.Join(w.root, npmSources, "node_modules", "openapi-typescript", "bin", "cli.js")
	if _, err := os.Stat(generator); err != nil {
		return fmt.Errorf("run npm ci --prefix %s first: %w", npmSources, err)
	}
	emu, err := emulator.New(emulator.Config{})
	if err != nil {
		return err
	}
	defer emu.Close()
	answer := httptest.NewRecorder()
	emu.Handler().ServeHTTP(answer, httptest.NewRequest("GET", emulator.ControlPath("openapi.json"), nil))
	description := filepath.Join(w.stage, "openapi.json")
	if err := os.WriteFile(description, answer.Body.Bytes(), 0o600); err != nil {
		return err
	}
	if text, err := exec.Command("node", generator, description, "-o", file).CombinedOutput(); err != nil {
		return fmt.Errorf("openapi-typescript: %w\n%s", err, text)
	}
	return nil
}
