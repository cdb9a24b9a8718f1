package main

// mutants is the list of the changes. A change of a line that stands here changes the list along with it;
// a new rule gets a mutant. The short form takes each nth, so that it sees every package in turn.
var mutants = []mutant{
	// What an answer of a bank does to a link.
	{"lifecycle/table.go", `{Valid, "retrieve_challenged", TokenRequired, challenge,`,
		`{Valid, "retrieve_challenged", Valid, challenge,`},
	{"lifecycle/table.go", `collect   = []Effect{Touch, ResetRefusals}`, `collect   = []Effect{Touch}`},
	{"lifecycle/table.go", `Retrieve: belvo.CodeInvalidLink, Refresh: belvo.CodeInvalidLink},`,
		`Refresh: belvo.CodeInvalidLink},`},
	{"lifecycle/lifecycle.go", `const MaxRefusals = 6`, `const MaxRefusals = 5`},

	// What a bank answers.
	{"scenario/ask.go", `sc.uses(rule.number, "") >= rule.Times`, `sc.uses(rule.number, "") > rule.Times`},
	{"scenario/ask.go", `if c.rule >= 0 {`, `if c.rule >= -1 {`},
	{"scenario/ask.go", `return after != nil && !now.Before(`, `return after != nil && now.After(`},
	{"scenario/set.go", `satisfies(m.Usernames, username) && satisfies(`, `satisfies(m.Usernames, username) || satisfies(`},
	{"scenario/follow.go", `case version == sc.Scenario:`, `case version != nil:`},

	// What lists let through.
	{"filter/match.go", `return n >= first && n <= c.Values[1].N`, `return n >= first && n < c.Values[1].N`},
	{"filter/match.go", `return !v.Null && c.ordered(v.N)`, `return c.ordered(v.N)`},
	{"filter/operand.go", `	if !is {`, `	if !is && false {`},
	{"filter/operand.go", `case f.Most > 0 && n > f.Most:`, `case f.Most > 0 && n >= f.Most:`},

	// What is stored.
	{"store/query.go", `t.firstOf(w.Days[1]+1))`, `t.firstOf(w.Days[1]))`},
	{"store/query.go", `for i := n - 1 - page.offset; i >= 0 &&`, `for i := n - 1 - page.offset; i > 0 &&`},
	{"store/timers.go", `if was == is && before == after {`, `if was == is {`},
	{"store/freeze.go", `for _, p := range slices.Backward(pasts) {`, `for _, p := range slices.All(pasts) {`},
	{"store/sessions.go", `if now.Before(s.ExpiresAt) && (live == nil`, `if (live == nil`},

	// How webhooks are sent.
	{"webhook/worker.go", `case f.tries > f.endpoint.Profile.Retries:`, `case f.tries >= f.endpoint.Profile.Retries:`},
	{"webhook/worker.go", `case o == OK && dl.copies > 0 && !t.removed:`, `case o == OK && dl.copies > 1 && !t.removed:`},
	{"webhook/queue.go", `return a.place < b.place`, `return a.place > b.place`},
	{"webhook/queue.go", `next.turn, next.free = held.turn-1, held.free`, `next.free = held.free`},
	{"webhook/image.go", `q.ready.Set(q.first(link))`, `_ = link`},
	{"webhook/image.go", `		if dl.over {`, `		if false {`},
	{"webhook/outcome.go", `case status >= 200 && status < 300:`, `case status >= 200 && status < 400:`},
	{"webhook/again.go", `again := dl.over && dl.state != NothingToTell`, `again := dl.over`},
	{"webhook/flight.go", `func(f *flight) bool { return !f.over })`, `func(f *flight) bool { return false })`},
	{"webhook/flight.go", `return len(t.flying) < sideBySide`, `return len(t.flying) <= sideBySide`},
	{"webhook/flight.go", `cmp.Compare(a.place, b.place),`, ``},
	{"webhook/flight.go", `	if d.telling {`, `	if false {`},
	{"webhook/worker.go", `	inOrder(flights)`, ``},
	{"webhook/url.go", `b <= ' ' || b >= 0x7f`, `b < ' ' || b >= 0x7f`},
	{"webhook/url.go", `case isRedacted(u.RawQuery):`, `case false:`},
	{"webhook/queue.go", `	if !dl.held {`, `	if true {`},

	// What counts as damage of a state.
	{"state/read.go", `== len(in.chain)-1 && is.killed {`, `== len(in.chain)-1 {`},
	{"state/folder.go", `			err = f.seal()`, ``},

	// What the journal keeps.
	{"journal/mask.go", `case "username2", "username3", "access"`, `case "username3", "access"`},
	{"journal/mask.go", `case "username2", "username3", "access"`, `case "username2", "access"`},
	{"journal/mask.go", `"refresh", "session", "token", "username2", "username3"} {`, `"refresh", "token"} {`},
	{"journal/mask.go", `case f.Secret || !is && Secret(name):`, `case f.Secret:`},
	{"journal/mask.go", `case !is || f.Parts != nil:`, `case f.Parts != nil:`},
	{"journal/mask.go", `if f.Parts != nil && !harmless.Match(`, `if false && !harmless.Match(`},
	{"journal/secrets.go", `len(name) > maxName || `, ``},
	{"journal/secrets.go", `name == secret || `, ``},
	{"journal/secrets.go", `|| len(secret) >= shortest && strings.Contains(name, secret)`, ``},
	{"journal/keep.go", `!isID && !secrets().Show(part)`, `!isID && false`},

	// Scenario files as people write them.
	{"yamlfile/shape.go", `!strings.HasPrefix(name, ".") && `, ``},
	{"yamlfile/syntax.go", `		case opens:`, `		case opens || true:`},

	// Tokens of the widget.
	{"token/token.go", `slices.Contains(t.Scopes, scope) }`, `slices.Contains(Scopes(), scope) }`},
	{"token/token.go", `jwt.WithValidMethods([]string{jwt.SigningMethodHS512.Alg()}), `, ``},
	{"token/token.go", `"access", Family(c.ID)+id[FamilyDigits:]`, `"access", id`},
	{"token/token.go", `refresh.ExpiresAt = now.Add(RefreshTTL).Unix()`, `refresh.ExpiresAt = now.Add(s.TTL).Unix()`},

	// What a bank has of a link.
	{"collection/objects.go", `old.Resource != p.Resource || first && old != p`, `old.Resource != p.Resource || first`},
	{"collection/objects.go", `created = old.CreatedAt`, `_ = old.CreatedAt`},
	{"collection/reader.go", `return row == nil || !row.Unasked`, `return row == nil || row.Unasked`},
	{"collection/reader.go", `return belvo.DateOf(l.CreatedAt) - HistoryDays`, `return belvo.DateOf(l.CreatedAt)`},

	// One question to a bank and what follows.
	{"contact/answers.go", `		n.Left--`, `		_ = n.Left`},
	{"contact/answers.go", `(m.Resource == "" || m.Resource == p.Resource.Name()) &&`, `true &&`},
	{"contact/step.go", `s.Link.Refusals+1 >= lifecycle.MaxRefusals`, `s.Link.Refusals >= lifecycle.MaxRefusals`},
	{"contact/step.go", `	s.Tx.Emit(s.Now, s.Link.ID, t, s.Link.Script, s.Notices)`,
		`	s.Tx.Emit(s.Now, s.Link.ID, t, s.Link.Script, nil)`},
	{"contact/step.go", `case lifecycle.Register, lifecycle.Resume, lifecycle.Update:`,
		`case lifecycle.Register, lifecycle.Resume:`},
	{"contact/step.go", `before.Script, before.DataSet = s.Link.Script, s.Link.DataSet`, `before = *s.Link`},
	{"contact/collection.go", `s.Link.StaleAt = s.Now.Add(belvo.Days(s.Link.StaleIn))`,
		`s.Link.StaleAt = s.Now.Add(belvo.Days(belvo.DefaultStaleIn))`},
	{"contact/consent.go", `terms.Until.Sub(s.Now) > warning {`, `terms.Until.Sub(s.Now) >= warning {`},
	{"contact/facts.go", `maps.Copy(known, f.Stored)`, `maps.Copy(known, map[uuid.UUID]bool{})`},
	{"contact/bank.go", `s.Op == lifecycle.Retrieve && s.Link.Demand.Code`, `s.Link.Demand.Code`},

	// What is due and happens by itself.
	{"timeline/refresh.go", `	if s.Link.State != lifecycle.Valid {
		s.Tx.PutLink`, `	if s.Link.State == lifecycle.Deleted {
		s.Tx.PutLink`},
	{"timeline/fire.go", `s.Tx.DeleteObjects(row.Resource, collection.OfLink(s.Link.ID))`, `_ = collection.OfLink`},
	{"timeline/refresh.go", `s.Link.RefreshDue = s.Now.Add(belvo.RefreshPeriod(s.Link.RefreshRate))`,
		`s.Link.RefreshDue = s.Now.Add(2 * belvo.RefreshPeriod(s.Link.RefreshRate))`},
	{"timeline/fire.go", `		s.ExpireConsent()`, `		s.Tx.PutLink(*s.Link)`},
	{"timeline/advance.go", `if !any || next.After(to) {`, `if !any || !next.Before(to) {`},
	{"timeline/agenda.go", `return cmp.Or(x.At.Compare(y.At), rank(x)-rank(y),`, `return cmp.Or(rank(x)-rank(y), x.At.Compare(y.At),`},

	// The use cases.
	{"sandbox/resume.go", `s.Link) && now.Before(s.ExpiresAt)`, `s.Link) && !now.After(s.ExpiresAt)`},
	{"sandbox/resume.go", `tx.CloseSession(session.ID) // a session is good for one success`, ``},
	{"sandbox/resume.go", `here := place == "" || s.Operation == lifecycle.Retrieve && s.Resource == place`, `here := true`},
	{"sandbox/retrieve.go", `link.StaleAt = now.Add(belvo.Days(link.StaleIn))`, ``},
	{"sandbox/retrieve.go", `!ok || o.Link != l.ID {`, `!ok || o.Link == uuid.Nil {`},
	{"sandbox/outbox.go", `	if len(hooks) > 0 {
		o.changes`, `	if len(hooks) > 1 {
		o.changes`},
	{"sandbox/tokens.go", `if b.Now().Unix() >= c.ExpiresAt {`, `if b.Now().Unix() > c.ExpiresAt {`},
	{"sandbox/refresh.go", `if wait := refreshPause - now.Sub(l.RefreshedAt); !l.RefreshedAt.IsZero() && wait > 0 {`,
		`if wait := refreshPause - now.Sub(l.RefreshedAt); !l.RefreshedAt.IsZero() && wait >= 0 {`},
	{"sandbox/filters.go", `first = day + 1`, `first = day`},
	{"sandbox/data.go", `all[first:min(first+page.Limit, len(all))]`, `all[first:min(page.Limit, len(all))]`},
	{"sandbox/period.go", `case p.To > today && !years:`, `case p.To > today+1 && !years:`},

	// Worlds in and out.
	{"world/seed.go", `ids[s.ID] = s.ID != uuid.Nil`, `ids[s.ID] = false`},
	{"world/walk.go", `for range lifecycle.MaxRefusals {`, `for range lifecycle.MaxRefusals - 1 {`},
	{"world/describe.go", `CollectedAt: l.CollectedAt, `, ``},
	{"world/endpoints.go", `(k.URL == shown || query && k.Shown() == shown)`, `(k.URL != "" || query && k.Shown() == shown)`},
	{"world/data.go", `case r.links[s.Link] == nil:`, `case r.links == nil:`},

	// The registry of sandboxes.
	{"sandbox/sandbox.go", `subtle.ConstantTimeCompare(sum[:], k.Password[:]) == 1`, `subtle.ConstantTimeCompare(sum[:], k.Password[:]) >= 0`},

	// Requests and answers.
	{"api/auth.go", `case !access.Allows(r.route.Scope):`, `case !access.Allows("read_links") && !access.Allows(r.route.Scope):`},
	{"api/auth.go", `case r.route.Scope == "":`, `case r.route.Scope == "-":`},
	{"api/paging.go", `if number > 1 && (number-1)*size >= total {`, `if number > 1 && (number-1)*size > total {`},
	{"api/paging.go", `if number*size < total {`, `if number*size <= total {`},
	{"api/paging.go", `Offset: (number - 1) * size`, `Offset: number*size - size + 1`},
	{"api/table.go", `names.Detail, Method: http.MethodGet, Path: object, operation: contact.Detail,`,
		`names.Detail, Method: http.MethodGet, Path: object, operation: contact.List,`},
	{"exchange/failure.go", `list = list[:MaxProblems]`, `_ = list[:MaxProblems]`},
	{"exchange/shown.go", `case x.Box == nil && (x.Open ||`, `case x.Box == nil && (`},
	{"schema/check.go", `if !given && !strings.Contains(`, `if given && !strings.Contains(`},
	{"api/data.go", `if got.Saved {`, `if true {`},
	{"api/match.go", `if methods[http.MethodGet] != nil {`, `if methods[http.MethodHead] != nil {`},

	// Which hosts and pages are served.
	{"address/hosts.go", `name == "localhost" || strings.HasSuffix(name, ".localhost")`,
		`strings.HasSuffix(name, "localhost")`},
	{"belvo/hosts.go", `strings.HasSuffix(name, "."+domain)`, `strings.HasSuffix(name, domain)`},

	// The control calls.
	{"control/guard.go", `return !ok || at.IP.IsLoopback()`, `return !ok || at.IP != nil`},
	{"control/guard.go", `[]byte(g.Token)) == 1 {`, `[]byte(g.Token)) >= 0 {`},
	{"clock/adjustable.go", `year < firstYear || year > lastYear`, `year < firstYear`},
	{"schema/value.go", `if known[name] {`, `if false {`},
	{"control/clock.go", `DurationFrom(body.By, 0, `, `DurationFrom(body.By, -1<<62, `},
	{"control/next.go", `if status < http.StatusBadRequest || status > 599 {`, `if status < http.StatusBadRequest {`},
}
