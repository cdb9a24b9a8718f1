package control

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/suggest"
)

// unknownOperation is the answer to what is below the path of the calls and none of them: a 405 that tells
// the methods of the path, or a 404 with the path that was probably meant.
func unknownOperation(header http.Header, r *http.Request) error {
	var methods, paths []string
	for _, op := range Operations() {
		if !slices.Contains(paths, op.Path) {
			paths = append(paths, op.Path)
		}
		if !isAt(op.Path, r.URL.Path) {
			continue
		}
		if methods = append(methods, op.Method); op.Method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
	}
	if methods != nil {
		allowed := strings.Join(methods, ", ")
		header.Set("Allow", allowed)
		return &problem{http.StatusMethodNotAllowed, fmt.Sprintf("%s takes no %s, but %s", r.URL.Path, r.Method,
			allowed)}
	}
	meant := ""
	if near := suggest.Nearest(r.URL.Path, paths); near != "" {
		meant = fmt.Sprintf(", did you mean %q?", near)
	}
	return &problem{http.StatusNotFound, fmt.Sprintf("there is no call %q%s (GET %sopenapi.json describes all)",
		r.URL.Path, meant, v1)}
}

// isAt says whether a path is that of a call, whose parts in braces stand for any text.
func isAt(template, path string) bool {
	parts := strings.Split(path, "/")
	for i, part := range strings.Split(template, "/") {
		variable := strings.HasPrefix(part, "{")
		if i == len(parts) || variable && parts[i] == "" || !variable && part != parts[i] {
			return false
		}
	}
	return len(parts) == strings.Count(template, "/")+1
}
