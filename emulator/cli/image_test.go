package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"belvo-emulator/emulator/cli"
)

// nobody is the user that the container image runs as.
const nobody = 65534

// read returns a file of the project's top folder.
func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestOneGoVersion holds that what builds the image and what runs the gate is the Go of go.mod.
func TestOneGoVersion(t *testing.T) {
	t.Parallel()
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, "go.mod"))
	if version == nil {
		t.Fatal("go.mod has no Go version")
	}
	for file, want := range map[string]string{
		"Dockerfile":               "FROM golang:" + version[1] + " AS ",
		".github/workflows/ci.yml": `go-version: "` + version[1] + `"`,
	} {
		if !strings.Contains(read(t, file), want) {
			t.Errorf("%s does not say %q", file, want)
		}
	}
}

// TestTheWorkflowOutlastsItsTests: where a test hangs, the go command ends it and says where; a workflow that
// is ended first says nothing.
func TestTheWorkflowOutlastsItsTests(t *testing.T) {
	t.Parallel()
	minutes := func(file, pattern string) int {
		found := regexp.MustCompile(pattern).FindStringSubmatch(read(t, file))
		if found == nil {
			t.Fatalf("%s has no %s", file, pattern)
		}
		n, err := strconv.Atoi(found[1])
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	tests := minutes(".ci/run", `go test .*-timeout (\d+)m`)
	if whole := minutes(".github/workflows/ci.yml", `timeout-minutes: (\d+)`); whole < 2*tests {
		t.Errorf("the workflow is ended after %d minutes, a test after %d; twice as long is the least", whole, tests)
	}
}

// TestImage holds the Dockerfile to what TestAlone tries: an empty root folder, the user without
// a name, variables that the program knows.
func TestImage(t *testing.T) {
	t.Parallel()
	_, image, ok := strings.Cut(read(t, "Dockerfile"), "\nFROM scratch\n")
	if !ok {
		t.Fatal("the image does not begin from scratch")
	}
	id := strconv.Itoa(nobody)
	for _, want := range []string{
		"\nUSER " + id + ":" + id + "\n",
		` CMD ["/belvo-emulator", "health"]` + "\n",
		"\n" + `ENTRYPOINT ["/belvo-emulator"]` + "\n",
	} {
		if !strings.Contains(image, want) {
			t.Errorf("the image's part of the Dockerfile lacks %q", want)
		}
	}
	variables := regexp.MustCompile(`(?m)^ENV ([A-Z_]+)=(.*)$`).FindAllStringSubmatch(image, -1)
	if len(variables) == 0 {
		t.Error("the image sets no variable")
	}
	for _, v := range variables {
		if !strings.Contains(cli.ConfigTable(), "| `"+v[1]+"` |") {
			t.Errorf("the program knows no %s", v[1])
		}
	}
}
