package control

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/notice"
)

// eventsQuery says what a stream of events begins with and when it ends.
type eventsQuery struct {
	Since  int64 `json:"since" minimum:"0" doc:"an event's id, as Last-Event-ID; 0: all; none: what is new"`
	Follow bool  `json:"follow" doc:"false: only what is on record, from the beginning without since"`
}

// kinds are the events of a stream, but for "lost".
func kinds() []streamEvent {
	return []streamEvent{{journal.KindRequest, journal.Request{}}, {journal.KindTransition, journal.Transition{}},
		{journal.KindWebhook, notice.Notice{}}, {journal.KindAttempt, journal.AttemptShown{}},
		{journal.KindWorld, journal.WorldChange{}}}
}

// Limits of a stream, in real time.
const (
	keepAlive = 15 * time.Second // between two signs of life
	patience  = 30 * time.Second // with a reader that takes nothing
	// gather is how long events are gathered after some were sent: at hundreds of requests a second each of
	// them would wake all readers, which costs more than the requests do.
	gather = 40 * time.Millisecond
)

// feed is one stream of events on its way.
type feed struct {
	c        *call
	w        http.ResponseWriter
	view     journal.View
	position uint64 // of the last event that was sent
	lost     uint64 // position of the last event that the reader knows to have missed
}

// events sends what happens as server-sent events: the kind of a record as the event's name, its
// position as the id. What is no longer on record is told by an event "lost"; a reader that is too
// slow for the record is told so, and its stream ends.
func events(c *call) (any, error) {
	f := &feed{c: c, view: c.journals()}
	q := eventsQuery{Since: int64(f.view.Last()), Follow: true}
	if c.URL.Query().Get("follow") == "false" {
		q.Since = 0
	}
	if last := c.Header.Get("Last-Event-ID"); last != "" {
		n, err := strconv.ParseInt(last, 10, 64)
		if err != nil || n < 0 {
			return nil, bad("Last-Event-ID: %q is no id of an event", last)
		}
		q.Since = n
	}
	if err := c.query(&q); err != nil {
		return nil, err
	}
	if f.position = uint64(q.Since); f.position > f.view.Last() {
		f.position = 0 // an id of another run, as after a restart: nothing of this one is known to the reader
	}
	return stream(func(w http.ResponseWriter) {
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusOK)
		f.w = w
		if f.write(": events follow\n\n") != nil || c.Method == http.MethodHead {
			return
		}
		ctx, cancel := context.WithCancel(c.Context())
		defer cancel()
		defer context.AfterFunc(c.cfg.Closing, cancel)()
		f.run(ctx, q.Follow)
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // the connection may serve more
	}), nil
}

// run sends events until ctx ends, the reader goes or, without follow, there are no more.
func (f *feed) run(ctx context.Context, follow bool) {
	wake, stop := f.view.Watch()
	defer stop()
	gone := f.c.box.Journal().Gone() // a world that goes back has the same journal
	ticks := clock.Ticks(ctx, clock.Real{}, keepAlive)
	for first := true; f.send(first) && follow; first = false {
		_ = clock.Real{}.Sleep(ctx, gather, gone) // both ends are seen below
		select {
		case <-wake:
		case <-ticks:
			if f.write(": still here\n\n") != nil {
				return
			}
		case <-gone:
			return
		case <-ctx.Done():
			return
		}
	}
}

// send sends what is on record and not sent yet, and returns whether the stream goes on.
func (f *feed) send(first bool) bool {
	for {
		items, lost := f.view.Next(f.position)
		if lost > f.lost {
			f.lost = lost
			err := f.write(fmt.Sprintf("event: lost\ndata: {\"until\": %d}\n\n", lost))
			if err != nil || !first {
				f.c.cfg.Logger.Warn("a reader of events was too slow and is sent away", "lost_until", lost)
				return false
			}
		}
		if len(items) == 0 {
			return f.write("") == nil
		}
		var text []byte
		for _, item := range items {
			text = append(text, sent(item)...)
			f.position = item.Position
		}
		if f.write(string(text)) != nil {
			return false
		}
	}
}

// sent is an item as the stream writes it, "" for one that there is nothing to tell of.
func sent(item journal.Item) string {
	shown := item.Show()
	if shown == nil {
		return ""
	}
	var data bytes.Buffer
	encoder := json.NewEncoder(&data)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(shown) // plain values always encode
	return fmt.Sprintf("id: %d\nevent: %s\ndata: %s\n", item.Position, item.Kind, data.Bytes())
}

// write sends a text at once. The error is a reader that has gone, or that takes nothing.
func (f *feed) write(text string) error {
	out := http.NewResponseController(f.w)
	_ = out.SetWriteDeadline(clock.Real{}.Now().Add(patience)) // a writer without deadlines never blocks
	if _, err := f.w.Write([]byte(text)); err != nil {
		return err
	}
	return out.Flush()
}
