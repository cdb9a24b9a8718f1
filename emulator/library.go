package emulator

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/control"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/yamlfile"
)

// library is the fixtures and scenarios in force. The user's folders are read again when what is in
// them has changed, which is found out now and then and when a request comes: their files are few and small, so
// their very content is compared. Times and sizes would miss quick edits, and neither they nor
// notices of the system can be relied on in a folder that a container shares with its host.
type library struct {
	folders folders
	log     *slog.Logger

	books   *bank.Books // always of the fixtures in force
	replace func(*catalog.Catalog)
	loaded  atomic.Pointer[func() (*scenario.Set, error)]
	known   atomic.Int64 // how many scenarios are in force, 0 until they were first needed

	pause    time.Duration // between two looks
	due      atomic.Int64  // when to look again, in nanoseconds
	looking  sync.Mutex
	seen     contents // what was in the folders; guarded by looking
	inForce  contents // what of it is used, guarded as well
	problems atomic.Pointer[[]string]
}

// folders are the user's; "" for none.
type folders struct{ fixtures, scenarios string }

// lookPause is the least time between two looks, unless a control call wants to know.
const lookPause = 100 * time.Millisecond

// watchPause is the least time between two looks that no request asks for.
const watchPause = 500 * time.Millisecond

// openLibrary reads the user's folders and checks them; what is built in is only read when it is
// first needed. The error lists every problem.
func openLibrary(f folders, log *slog.Logger) (*library, error) {
	l := &library{folders: f, log: log, pause: lookPause, seen: f.contents()}
	l.inForce = l.seen
	files, err := openFixtures(f.fixtures)
	if err != nil {
		return nil, err
	}
	if f.fixtures == "" {
		l.books = builtInBooks()
	} else {
		inForce, replace := catalog.Replaceable(files)
		l.books, l.replace = bank.NewBooks(inForce), replace
	}
	loaded := sync.OnceValues(func() (*scenario.Set, error) {
		set, err := loadScenarios(files, f.scenarios)
		if err == nil {
			l.known.Store(int64(len(set.All())))
		}
		return set, err
	})
	if f.scenarios != "" {
		if _, err := loaded(); err != nil {
			return nil, err
		}
	}
	l.loaded.Store(&loaded)
	return l, nil
}

// set is the scenarios in force.
func (l *library) set() *scenario.Set {
	set, err := (*l.loaded.Load())()
	if err != nil { // only the built-in files can fail here, and a test holds them
		panic(err)
	}
	return set
}

// Known is how many scenarios are in force, 0 as long as no request needed the built-in ones.
func (l *library) Known() int { return int(l.known.Load()) }

// Problems are those of the folders as they are now, if they are not what is in force.
func (l *library) Problems() []string {
	if list := l.problems.Load(); list != nil {
		return *list
	}
	return []string{}
}

// serve looks into the folders before a request is answered; without any there is nothing to do.
func (l *library) serve(h http.Handler) http.Handler {
	if l.folders == (folders{}) {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.look(strings.HasPrefix("/"+belvo.NormalPath(r.URL.Path)+"/", control.Prefix))
		h.ServeHTTP(w, r)
	})
}

// watch looks into the folders now and then until ctx ends, so that mistakes are in the log when a file
// is saved and not when the next request comes. Looking takes a fiftieth of the time at most.
func (l *library) watch(ctx context.Context) {
	if l.folders == (folders{}) {
		return
	}
	for pause := watchPause; (clock.Real{}).Sleep(ctx, pause) == nil; {
		began := clock.Real{}.Now()
		l.look(true)
		pause = max(watchPause, 50*clock.Real{}.Now().Sub(began))
	}
}

// look reads the folders again if they have changed. It does so now and then, and at once if it has
// to; others go on meanwhile with what is in force.
func (l *library) look(atOnce bool) {
	now := clock.Real{}.Now().UnixNano()
	due := l.due.Load()
	if !atOnce && (now < due || !l.due.CompareAndSwap(due, now+l.pause.Nanoseconds())) {
		return
	}
	l.looking.Lock()
	defer l.looking.Unlock()
	contents := l.folders.contents()
	if contents == l.seen {
		return
	}
	l.seen = contents
	if err := l.read(); err != nil {
		problems := strings.Split(err.Error(), "\n")
		l.problems.Store(&problems)
		l.log.Error("the changed folders cannot be used: what was read before stays in force", "problems", problems)
		return
	}
	l.problems.Store(nil)
	l.log.Info("the changed folders were read again", "scenarios", len(l.set().All()))
}

// read replaces what is in force by what is in the folders, unless there is a problem.
func (l *library) read() error {
	files := l.books.Catalog
	if l.seen.fixtures != l.inForce.fixtures {
		var err error
		if files, err = openFixtures(l.folders.fixtures); err != nil {
			return err
		}
	}
	set, err := loadScenarios(files, l.folders.scenarios)
	if err != nil {
		return err
	}
	if files != l.books.Catalog {
		l.replace(files)
	}
	loaded := func() (*scenario.Set, error) { return set, nil }
	l.loaded.Store(&loaded)
	l.known.Store(int64(len(set.All())))
	l.inForce = l.seen
	return nil
}

// contents stand for all that the folders hold.
type contents struct{ fixtures, scenarios [sha256.Size]byte }

func (f folders) contents() contents { return contents{contentOf(f.fixtures), contentOf(f.scenarios)} }

// contentOf stands for the files of a folder. What cannot be read counts by its error.
func contentOf(dir string) [sha256.Size]byte {
	sum := sha256.New()
	if dir != "" {
		folder := os.DirFS(dir)
		err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !yamlfile.IsName(path.Base(name)) {
				return err
			}
			data, err := fs.ReadFile(folder, name)
			fmt.Fprintf(sum, "%q %d %v\n", name, len(data), err)
			_, _ = sum.Write(data) // a hash takes everything
			return nil
		})
		fmt.Fprintf(sum, "%v\n", err)
	}
	return [sha256.Size]byte(sum.Sum(nil))
}
