// Package ident makes identities: UUIDs, hexadecimal ids and the numbers derived from names. All
// randomness of the program comes from here and starts from one seed, so that the same seed and
// the same requests give the same bytes.
package ident

import (
	"crypto/hmac"
	crand "crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash"
	"math/rand/v2"
	"sync"

	"github.com/google/uuid"
)

// RandomSeed returns an unpredictable seed, for runs that need not be repeated.
func RandomSeed() uint64 {
	var b [8]byte
	_, _ = crand.Read(b[:]) // never fails: see crypto/rand
	return binary.LittleEndian.Uint64(b[:])
}

// Salt returns unpredictable bytes to hash a secret with.
func Salt() (salt [16]byte) {
	_, _ = crand.Read(salt[:]) // never fails: see crypto/rand
	return salt
}

// Source is a stream of fresh identities. It is safe for concurrent use; the order in which
// callers ask decides which caller gets which id.
type Source struct {
	mu  sync.Mutex
	rng *rand.ChaCha8
}

// NewSource returns the stream that belongs to a seed and a name (a sandbox's key, say). Streams
// of different names are independent.
func NewSource(seed uint64, name string) *Source {
	var key [8]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	mac := hmac.New(sha256.New, key[:])
	mac.Write([]byte(name))
	return &Source{rng: rand.NewChaCha8([32]byte(mac.Sum(nil)))}
}

// UUID returns a fresh version 4 UUID.
func (s *Source) UUID() uuid.UUID {
	var id uuid.UUID
	s.fill(id[:])
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id
}

// Hex returns a fresh id of 32 lower-case hexadecimal digits, the form of Belvo's request and
// session ids.
func (s *Source) Hex() string {
	var b [16]byte
	s.fill(b[:])
	var text [32]byte
	hex.Encode(text[:], b[:])
	return string(text[:])
}

// State is where the stream stands, for SetState; all ids to come can be derived from it.
func (s *Source) State() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	state, _ := s.rng.MarshalBinary() // never fails: see math/rand/v2
	return base64.StdEncoding.EncodeToString(state)
}

// SetState moves the stream to where another one stood. The error says that text is no State; the
// stream then stays where it is.
func (s *Source) SetState(text string) error {
	state, err := base64.StdEncoding.DecodeString(text)
	if err == nil {
		err = s.set(state)
	}
	if err != nil {
		return errors.New("this is no state of a stream of ids")
	}
	return nil
}

// set moves the stream. With an error it stays where it is.
func (s *Source) set(state []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := *s.rng
	err := s.rng.UnmarshalBinary(state)
	if err != nil {
		*s.rng = before
	}
	return err
}

// Mark is where a stream stands, as a value. The zero value is no mark.
type Mark [48]byte

// Mark is where the stream stands now.
func (s *Source) Mark() (m Mark) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = s.rng.AppendBinary(m[:0]) // never fails, and as all ids have 16 bytes it fits: see math/rand/v2
	return m
}

// GoTo moves the stream to where one of any name has stood.
func (s *Source) GoTo(m Mark) {
	_ = s.set(m[:]) // what is no mark leaves the stream where it is
}

func (s *Source) fill(b []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = s.rng.Read(b) // never fails: see math/rand/v2
}

// Derive returns the version 5 UUID of a path of names under a parent. The same path always
// gives the same id; no two paths share one by concatenation.
func Derive(parent uuid.UUID, path ...string) uuid.UUID {
	var room [192]byte // nearly all paths fit into it, so the hash costs no object
	b := append(room[:0], parent[:]...)
	for _, p := range path {
		b = binary.AppendUvarint(b, uint64(len(p)))
		b = append(b, p...)
	}
	sum := sha1.Sum(b)
	id := uuid.UUID(sum[:16])
	id[6] = id[6]&0x0f | 0x50
	id[8] = id[8]&0x3f | 0x80
	return id
}

// Key derives 32 secret bytes from the seed for one purpose.
func Key(seed uint64, purpose string) []byte {
	mac := hmac.New(sha256.New, binary.LittleEndian.AppendUint64(nil, seed))
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

// InstitutionUser is the value of institution_user_id: 44 characters of URL-safe base64 that are
// the same whenever the same user connects to the same institution.
// Deviation: Belvo does not publish how it computes the value, only its form and that property.
func InstitutionUser(institution, username string) string {
	return new(Users).InstitutionUser(institution, username)
}

// Users is where InstitutionUser is called often: it keeps a hash for each institution, since making one takes longer than
// using it. The zero value is ready. It is safe for concurrent use.
type Users struct{ pools sync.Map }

// InstitutionUser is the function of that name.
func (u *Users) InstitutionUser(institution, username string) string {
	pool, known := u.pools.Load(institution)
	if !known {
		pool, _ = u.pools.LoadOrStore(institution, &sync.Pool{New: func() any {
			return &keyedHash{Hash: hmac.New(sha256.New, []byte(institution))}
		}})
	}
	mac := pool.(*sync.Pool).Get().(*keyedHash)
	defer pool.(*sync.Pool).Put(mac)
	mac.Reset()
	mac.text = append(mac.text[:0], username...)
	mac.Write(mac.text)
	mac.text = mac.Sum(mac.text[:0])
	return base64.URLEncoding.EncodeToString(mac.text)
}

// keyedHash is a hash with an institution's name as its key.
type keyedHash struct {
	hash.Hash
	text []byte
}

// Rand is a deterministic random number generator for one named purpose.
type Rand struct{ *rand.Rand }

// NewRand returns the generator that belongs to a path of names. Equal paths give equal numbers
// on every machine.
func NewRand(path ...string) Rand {
	var room [128]byte // nearly all paths fit into it, so the hash costs no object
	b := room[:0]
	for _, p := range path {
		b = binary.AppendUvarint(b, uint64(len(p)))
		b = append(b, p...)
	}
	sum := sha256.Sum256(b)
	return Rand{rand.New(rand.NewPCG(binary.LittleEndian.Uint64(sum[:]), binary.LittleEndian.Uint64(sum[8:])))}
}
