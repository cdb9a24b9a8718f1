package main

import "strings"

// planted is an application with a mistake.
type planted struct {
	name string // of the application, and of its file unless it is one of those in Go
	rule string // that the mistake breaks
}

// applications are those of e2e/explore.
var applications = []planted{
	{"registers-again", "second-link"},
	{"registers-anew", "second-link"},
	{"token-refused", "crash"},
	{"kept-token", "crash"},
	{"first-page", "fails"},
	{"retries-all", "asks-in-vain"},
	{"no-session", "crash"},
	{"widget-callback.mjs", "crash"},
	{"duplicate-webhook.mjs", "fails"},
	{"early-webhook.mjs", "receiver"},
	{"polls-on.sh", "storm"},
	{"empty-page.sh", "storm"},
}

// command runs the application. Folder has those for Node and for the shell, and apps is the program that has
// those in Go.
func (p planted) command(folder, apps string) []string {
	switch {
	case strings.HasSuffix(p.name, ".sh"):
		return []string{"sh", folder + "/" + p.name}
	case strings.HasSuffix(p.name, ".mjs"):
		return []string{"node", folder + "/" + p.name}
	}
	return []string{apps, p.name}
}
