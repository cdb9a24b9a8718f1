package belvo_test

import (
	"testing"

	"belvo-emulator/emulator/internal/belvo"
)

func TestParseID(t *testing.T) {
	t.Parallel()
	const canonical = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
	for text, want := range map[string]bool{
		canonical: true, "7C9E6679-7425-40DE-944B-E07FC1F90AE7": true,
		"7c9e6679742540de944be07fc1f90ae7": true, "7C9E6679742540DE944BE07FC1F90AE7": true,
		"": false, "7": false, "null": false, "----": false,
		"7c9e6679742540de944be07fc1f90ae": false, "7c9e6679742540de944be07fc1f90ae70": false,
		"7c9e6679742540de944be07fc1f90aeg": false, "{" + canonical + "}": false,
		"urn:uuid:" + canonical: false, " " + canonical: false, canonical + "\n": false,
	} {
		id, is := belvo.ParseID(text)
		if is != want || is && id.String() != canonical {
			t.Errorf("ParseID(%q) is %s, %v, want %v", text, id, is, want)
		}
	}
}

func TestNormalPath(t *testing.T) {
	t.Parallel()
	const link = "api/links/7c9e6679-7425-40de-944b-e07fc1f90ae7"
	for path, want := range map[string]string{
		"": "", "/": "", "//": "", "/api/links/": "api/links", "//api//links": "api/links", "api/links": "api/links",
		"/" + link + "/": link, "/api/links/7C9E6679742540DE944BE07FC1F90AE7": link,
		"/api/links*": "api/links*", "/api/links/*/": "api/links/*", "*links*": "*links*",
		"/api/Links/": "api/Links", "/api/institutions/12/": "api/institutions/12",
	} {
		if got := belvo.NormalPath(path); got != want {
			t.Errorf("NormalPath(%q) is %q, want %q", path, got, want)
		}
	}
}
