package journal

import "time"

// WorldKind says what happened to a sandbox's world as a whole.
type WorldKind string

// The changes of a world.
const (
	WorldRewind           WorldKind = "rewind"            // it went back to a request, or over some steps
	WorldRestore          WorldKind = "restore"           // it went back to a named checkpoint
	WorldCheckpoint       WorldKind = "checkpoint"        // it got a name
	WorldDeleteCheckpoint WorldKind = "delete_checkpoint" // a name was forgotten
	WorldFork             WorldKind = "fork"              // another sandbox began as it was
)

// WorldKinds returns all changes of a world.
func WorldKinds() []WorldKind {
	return []WorldKind{WorldRewind, WorldRestore, WorldCheckpoint, WorldDeleteCheckpoint, WorldFork}
}

// WorldChange is a change of a sandbox's world as a whole, made by a control call.
type WorldChange struct {
	What       WorldKind `json:"what"`
	At         time.Time `json:"at" doc:"the sandbox's time from here on"`
	From       time.Time `json:"from,omitzero" doc:"the sandbox's time until here, of rewind and restore"`
	Before     string    `json:"before,omitempty" doc:"rewind: the request, or call, that it went back to before"`
	After      string    `json:"after,omitempty" doc:"the request that it went back to after, or that a fork begins after"`
	Steps      int       `json:"steps,omitempty" doc:"how many, if the rewind named steps"`
	Checkpoint string    `json:"checkpoint,omitempty" doc:"its name"`
	Requests   *int      `json:"undone_requests,omitempty" doc:"how many, of rewind and restore"`
	SecretID   string    `json:"secret_id,omitempty" doc:"of the fork"`
}

func (c WorldChange) takes() int { return textBytes(c.Before, c.After, c.Checkpoint, c.SecretID) + 8 }

// WorldChanged adds a change of the world as a whole.
func (j *Journal) WorldChanged(c WorldChange) {
	j.change(func() { j.changes.push(j.next(), c) })
}

// Gone is closed when the sandbox of the journal has ended. One that goes back goes on.
func (j *Journal) Gone() <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.gone == nil {
		j.gone = make(chan struct{})
		if j.ended {
			close(j.gone)
		}
	}
	return j.gone
}

// end closes what Gone returned.
func (j *Journal) end() {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.gone != nil && !j.ended {
		close(j.gone)
	}
	j.ended = true
}
