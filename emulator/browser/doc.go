// Package browser has no code but its tests: they drive the Connect Widget in a real browser.
package browser
