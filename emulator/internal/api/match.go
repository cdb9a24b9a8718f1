package api

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
)

// node is one place in the tree of paths.
type node struct {
	children map[string]*node
	wild     *node  // the child for a part in braces
	name     string // of that part
	deep     bool   // everything below has the methods of this node
	methods  map[string]*Route
}

// allBelow at the end of a route's path stands for everything below.
const allBelow = "{rest...}"

// addRoute makes the tree of a route table. A path that ends in {rest...} stands for all below it.
func addRoute(routes []*Route) *node {
	root := &node{children: map[string]*node{}}
	for _, r := range routes {
		at := root
		for _, part := range belvo.Segments(r.Path) {
			if part == allBelow {
				at.deep = true
				break
			}
			at = at.child(part)
		}
		if at.methods == nil {
			at.methods = map[string]*Route{}
		}
		at.methods[r.Method] = r
	}
	return root
}

func (n *node) child(part string) *node {
	if strings.HasPrefix(part, "{") {
		if n.wild == nil {
			n.wild = &node{children: map[string]*node{}, name: strings.Trim(part, "{}")}
		}
		return n.wild
	}
	if n.children[part] == nil {
		n.children[part] = &node{children: map[string]*node{}}
	}
	return n.children[part]
}

// find looks the request's path up. It returns the routes by method, nil for an unknown path.
func (a *API) find(r *request) map[string]*Route {
	r.path = belvo.Segments(r.URL.Path)
	at := a.tree
	for _, part := range r.path {
		next := at.children[part]
		if next == nil {
			if at.deep {
				return at.methods
			}
			if next = at.wild; next == nil {
				return nil
			}
			if r.vars == nil {
				r.vars = map[string]string{}
			}
			r.vars[next.name] = part
		}
		at = next
	}
	return at.methods
}

// allowed is the value of the Allow header.
func allowed(methods map[string]*Route) string {
	names := slices.Collect(maps.Keys(methods))
	if methods[http.MethodGet] != nil {
		names = append(names, http.MethodHead)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// firstSegment is the part of a path before its second slash.
func firstSegment(path string) string {
	path = strings.TrimLeft(path, "/")
	if end := strings.IndexByte(path, '/'); end >= 0 {
		return path[:end]
	}
	return path
}
