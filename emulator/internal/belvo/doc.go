// Package belvo holds the words of Belvo's API: its error catalogue, statuses, scopes and the
// objects it answers with, each with the exact names that travel on the wire. It is pure data
// and imports nothing of this project, so every other package can speak the same language.
//
// Sources are named beside each item: Belvo's OpenAPI descriptions 1.35.0 (April 2023, the
// newest that describes credential banks) and 1.223.0 (2026), and the pages of
// https://developers.belvo.com. What no source tells is marked "Deviation: ...".
package belvo
