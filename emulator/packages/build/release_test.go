package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// TestReleaseBuildsTheSamePrograms: a release has the platforms of the packages, built with the same flags,
// so that the program in a package has the sum of the one in the archive.
func TestReleaseBuildsTheSamePrograms(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../.goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Builds []struct {
			Env, Flags, Ldflags, Goos, Goarch []string
		}
	}
	if err := yaml.Unmarshal(text, &config); err != nil || len(config.Builds) != 1 {
		t.Fatalf("%v: %+v", err, config)
	}
	build := config.Builds[0]
	for _, system := range build.Goos {
		for _, arch := range build.Goarch {
			if !slices.ContainsFunc(platforms, func(p platform) bool { return p.os == system && p.arch == arch }) {
				t.Errorf("there are no packages for %s/%s", system, arch)
			}
		}
	}
	if n := len(build.Goos) * len(build.Goarch); n != len(platforms) {
		t.Errorf("a release has %d platforms, the packages have %d", n, len(platforms))
	}
	flags := append(slices.Clone(build.Flags), "-ldflags="+strings.Join(build.Ldflags, " "))
	if !slices.Equal(flags, buildFlags) || !slices.Equal(build.Env, []string{"CGO_ENABLED=0"}) {
		t.Errorf("a release is built with %q, the packages with %q", flags, buildFlags)
	}
}
