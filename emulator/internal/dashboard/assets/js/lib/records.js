// The records of the stream, by what is asked of them. Requests are in the order in which they came.
export const mostRequests = 50000;

/** empty has no records. lost is how far older ones were missed. */
export function empty() {
  return {
    requests: [], byId: new Map(), // rows of requests
    steps: new Map(), // of each link: transitions
    byLink: new Map(), // of each link: requests
    byCause: new Map(), // of each cause: {steps, webhooks}
    transitions: [], webhooks: [], attempts: [], // as they came
    forgotten: 0, // requests that fell out of this page's own list
    failing: new Map(), // deliveries whose last attempt failed
    worlds: [], // when the world went back, got a checkpoint or was forked
    lost: 0, refused: 0, unread: 0, answered428: 0, withWebhooks: 0,
  };
}

const listIn = (map, key) => {
  let list = map.get(key);
  if (!list) map.set(key, list = []);
  return list;
};

const mostOfOne = 500; // steps of one link, and what one cause did: both may go on for ever

function pushOf(list, item) {
  list.push(item);
  if (list.length > mostOfOne) list.shift();
}

const causeIn = (records, id) => {
  let cause = records.byCause.get(id);
  if (!cause) records.byCause.set(id, cause = { steps: [], webhooks: [] });
  return cause;
};

// row is a request as the list keeps it: few fields, for there may be many.
function row(r) {
  return {
    id: r.id, at: r.at, took: r.took_ms, method: r.method, path: r.path, query: r.query || '',
    operation: r.operation || '', auth: r.auth, status: r.status, link: r.link || '', state: r.link_state || '',
    codes: (r.errors || []).map((e) => e.code), unread: Boolean(r.unread),
    institution: r.body?.institution || '', username: r.body?.username || '', position: r.position,
    undone: Boolean(r.undone),
  };
}

const kinds = {
  request(records, r) {
    const kept = row(r);
    records.requests.push(kept);
    records.byId.set(kept.id, kept);
    if (kept.link) listIn(records.byLink, kept.link).push(kept);
    records.refused += kept.status >= 400 || kept.status === 0 ? 1 : 0;
    records.answered428 += kept.status === 428 ? 1 : 0;
    records.unread += kept.unread ? 1 : 0;
    records.withWebhooks += records.byCause.get(kept.id)?.webhooks.length ? 1 : 0;
  },
  transition(records, t) {
    records.transitions.push(t);
    pushOf(listIn(records.steps, t.link), t);
    pushOf(causeIn(records, t.cause).steps, t);
  },
  webhook(records, w) {
    records.webhooks.push(w);
    pushOf(causeIn(records, w.cause).webhooks, w);
  },
  attempt(records, a) {
    records.attempts.push(a);
    if (a.outcome === 'ok') records.failing.delete(a.delivery);
    else records.failing.set(a.delivery, a.position);
  },
  world(records, w) { records.worlds.push(w); },
  lost(records, l) { records.lost = l.until; },
};

/** add adds an item of the stream. */
export function add(records, { event, id, data }) {
  data.position = id;
  kinds[event]?.(records, data);
}

function dropFirst(map, key) {
  const list = map.get(key);
  list.shift();
  if (list.length === 0) map.delete(key);
}

// forgetLinks forgets the steps of links that were deleted before a position.
function forgetLinks({ steps, byLink }, position) {
  for (const [link, list] of steps) {
    const last = list.at(-1);
    if (last.to === 'deleted' && last.position < position && !byLink.has(link)) steps.delete(link);
  }
}

/** trim forgets the oldest records when there are too many. */
export function trim(records) {
  const { requests } = records;
  if (requests.length > mostRequests + 2000) {
    records.forgotten += requests.length - mostRequests;
    for (const r of requests.splice(0, requests.length - mostRequests)) {
      records.byId.delete(r.id);
      records.byCause.delete(r.id);
      if (r.link) dropFirst(records.byLink, r.link);
    }
    forgetLinks(records, requests[0].position);
  }
  for (const list of [records.transitions, records.webhooks, records.attempts]) {
    if (list.length > mostRequests + 2000) list.splice(0, list.length - mostRequests);
  }
  if (records.failing.size > mostRequests) records.failing.delete(records.failing.keys().next().value);
}

/** stepOf is the last transition that a request made, undefined for none. */
export const stepOf = (records, id) => records.byCause.get(id)?.steps.at(-1);

/** between are the transitions that were recorded between two positions. */
export function between(records, from, to) {
  const { transitions } = records;
  let low = 0, high = transitions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (transitions[middle].position <= from) low = middle + 1;
    else high = middle;
  }
  const found = [];
  for (let i = low; i < transitions.length && transitions[i].position < to; i++) found.push(transitions[i]);
  return found;
}
