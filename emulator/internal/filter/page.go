package filter

// Page is a part of a list: rows Offset to Offset+Limit.
type Page struct{ Offset, Limit int }
