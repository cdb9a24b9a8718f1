// Package suggest finds the known word that a misspelt one most likely means.
package suggest

import (
	"fmt"
	"slices"
	"strings"
)

// Tail is the tail of a message about an unknown word: ", did you mean ...?" or, when none of the known
// words is near, the list of them, or the ten nearest if there are more.
func Tail(word string, known []string) string {
	if best := Nearest(word, known); best != "" {
		return fmt.Sprintf(", did you mean %q?", best)
	}
	if len(known) == 0 {
		return ""
	}
	sorted := slices.Sorted(slices.Values(known))
	if len(sorted) <= maxListed {
		return ", expected one of " + strings.Join(sorted, ", ")
	}
	word = word[:min(len(word), maxWord)]
	slices.SortStableFunc(sorted, func(a, b string) int { return distance(word, a) - distance(word, b) })
	some := slices.Sorted(slices.Values(sorted[:maxListed]))
	return fmt.Sprintf(", expected one of %d words such as %s", len(sorted), strings.Join(some, ", "))
}

// maxListed is how many of the words that may be written a message lists.
const maxListed = 10

// maxWord is how long a word can be that is compared with others, in bytes: what it takes to compare two
// grows with the product of their lengths.
const maxWord = 200

// Nearest returns the known word that differs least from word, or "" when none is near enough to
// be meant.
func Nearest(word string, known []string) string {
	best, least := "", len(word)/3+2
	for _, k := range known {
		if len(k) > maxWord || len(word) > maxWord { // too long to be a misspelling
			continue
		}
		if d := distance(strings.ToLower(word), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance counts the single-letter edits (Levenshtein) between two words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// Similar is Nearest for words that may also be cut off: where none is near, it is the shortest known
// word that begins with the word, in the order of the alphabet.
func Similar(word string, known []string) string {
	best := Nearest(word, known)
	if best != "" || len(word) < 3 {
		return best
	}
	lower := strings.ToLower(word)
	for _, k := range known {
		if strings.HasPrefix(strings.ToLower(k), lower) &&
			(best == "" || len(k) < len(best) || len(k) == len(best) && k < best) {
			best = k
		}
	}
	return best
}
