package api

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"belvo-emulator/emulator/internal/address"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/filter"
)

// maxPageSize is the most that a page can hold; a larger page_size is cut to it.
// Source: parameter page_size of OpenAPI 1.223.0.
const maxPageSize = 1000

// envelope is one page of a list.
type envelope[T any] struct {
	Count    int     `json:"count"`
	Next     *string `json:"next"`
	Previous *string `json:"previous"`
	Results  []T     `json:"results"`
}

// paginate answers a list operation. Deviation: Belvo does not document what a bad page is
// answered; here it is Django REST Framework's 404 "Invalid page.", and a bad page_size is a 400.
func paginate[T any](r *request, list func(filter.Page) ([]T, int, error)) (response, error) {
	size, err := r.pageSize()
	if err != nil {
		return response{}, err
	}
	number, err := r.pageNumber()
	if err != nil {
		return response{}, err
	}
	results, total, err := list(filter.Page{Offset: (number - 1) * size, Limit: size})
	r.listed, r.found = true, total > 0
	if err != nil {
		return response{}, err
	}
	if number > 1 && (number-1)*size >= total {
		return response{}, invalidPage()
	}
	page := envelope[T]{Count: total, Results: results}
	if page.Results == nil {
		page.Results = []T{}
	}
	if number*size < total {
		page.Next = r.pageURL(number + 1)
	}
	if number > 1 {
		page.Previous = r.pageURL(number - 1)
	}
	return response{http.StatusOK, page}, nil
}

func invalidPage() error { return belvo.NewError(belvo.CodeNotFound).With("Invalid page.") }

func (r *request) pageNumber() (int, error) {
	text := r.query("page")
	if text == "" {
		return 1, nil
	}
	number, err := strconv.Atoi(text)
	if err != nil || number < 1 || number > 1<<31 {
		return 0, invalidPage()
	}
	return number, nil
}

func (r *request) pageSize() (int, error) {
	text := r.query("page_size")
	if text == "" {
		return cmp.Or(r.settings().PageSize, r.api.cfg.PageSize), nil
	}
	size, err := strconv.Atoi(text)
	tooLarge := errors.Is(err, strconv.ErrRange) // for an int, which then is the largest or the least
	if err != nil && !tooLarge || size < 1 {
		return 0, belvo.FieldError(belvo.CodeInvalid, "page_size").
			With("A valid integer of at least 1 is required.")
	}
	return min(size, maxPageSize), nil
}

// pageURL is the absolute address of another page: it keeps the client's parameters as they were and
// has the page last.
func (r *request) pageURL(number int) *string {
	var kept []string
	for part := range strings.SplitSeq(r.URL.RawQuery, "&") {
		if name, _, _ := strings.Cut(part, "="); part != "" && name != "page" {
			kept = append(kept, part)
		}
	}
	kept = append(kept, "page="+strconv.Itoa(number))
	page := r.links().String() + "/" + strings.Join(r.path, "/") + "/?" + strings.Join(kept, "&")
	return &page
}

// links is the address that the links of the answer begin with.
func (r *request) links() address.Base {
	if r.base == nil {
		b := r.api.cfg.Address.Base(r.Request)
		r.base = &b
		if b.Hint != "" {
			r.Hint(b.Hint)
		}
	}
	return *r.base
}
