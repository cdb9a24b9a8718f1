package guide

import (
	"sort"
	"strconv"
	"strings"
)

// Limits of a search.
const (
	mostLetters = 100 // of what is searched for
	mostFound   = 25  // sections that are listed
	aroundFound = 90  // bytes before and after the first word that was found
)

// search returns the sections that have every word, the best first: a word in a heading counts for ten in
// the text.
func (b *book) search(words []string) []section {
	var found []section
	scores := map[string]int{} // by page and heading
	for _, s := range b.sections {
		score, all := 0, len(words) > 0
		for _, w := range words {
			all = all && strings.Contains(s.searchable, w)
			score += 10*strings.Count(strings.ToLower(s.title), w) + min(strings.Count(s.searchable, w), 5)
		}
		if all {
			found, scores[s.key()] = append(found, s), score
		}
	}
	// Not slices.SortStableFunc, whose code for this type is as large as all other code of the package.
	sort.SliceStable(found, func(i, j int) bool { return scores[found[i].key()] > scores[found[j].key()] })
	return found
}

// found is the page that answers a search.
func (b *book) found(query string) string {
	if letters := []rune(query); len(letters) > mostLetters {
		query = string(letters[:mostLetters])
	}
	words := strings.Fields(strings.ToLower(query))
	hits := b.search(words)
	var out strings.Builder
	out.WriteString(`<h1>` + strconv.Itoa(len(hits)) + " found</h1>\n")
	if len(hits) == 0 {
		out.WriteString("<p>No section has all of these words. A part of a word is enough; try fewer.</p>\n")
	}
	for _, s := range hits[:min(len(hits), mostFound)] {
		address := Path + s.key()
		title := s.page.Short
		if s.title != title {
			title += " › " + s.title
		}
		out.WriteString(`<p class="hit"><a href="` + escape(address) + `">` + escape(title) + "</a><br>" +
			excerpt(s.text, words) + "</p>\n")
	}
	return b.layout("?", "Search", query, out.String())
}

// excerpt is the text around the first of the words, which is marked, as HTML.
func excerpt(text string, words []string) string {
	lower := strings.ToLower(text)
	if len(lower) != len(text) { // a letter whose lower case has another length: places would not agree
		text = lower
	}
	at, length := 0, 0
	for _, w := range words {
		if i := strings.Index(lower, w); i >= 0 {
			at, length = i, len(w)
			break
		}
	}
	from, to := max(0, at-aroundFound), min(len(text), at+length+aroundFound)
	return escape(strings.ToValidUTF8(text[from:at], "")) +
		"<mark>" + escape(text[at:at+length]) + "</mark>" +
		escape(strings.ToValidUTF8(text[at+length:to], ""))
}
