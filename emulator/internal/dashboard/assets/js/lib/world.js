// What the page knows of the sandbox: what the stream of events told, and what few calls answer. Arrays and
// maps change in place, for there may be 50,000 requests; version tells components that something changed.
import { createStore, useStore } from './ui.js';
import { get } from './api.js';
import { chooseSandbox, session } from './session.js';
import { follow, parse } from './events.js';
import { add, empty, trim } from './records.js';

const frame = 8; // milliseconds of a frame that records may take
const pause = 120; // milliseconds between two times that the page is drawn while much comes

/** world.live is connecting, live or lost. */
export const world = createStore({
  version: 0, live: 'connecting', records: empty(), links: new Map(), totalLinks: 0,
  clock: null, agenda: [], sandboxes: [], password: '', health: null, scenarios: 0, tried: '', percent: 0,
});

/** lastMove is what the last move of the clock did that this page made, null for none. */
export const lastMove = createStore(null);

/** useWorld renders a component again whenever something was recorded. */
export const useWorld = () => { useStore(world, (w) => w.version); return world.get(); };

let queue = []; // blocks of the stream that were not read yet
let scheduled = false;
let drawn = 0; // when the page was drawn last for what came
let caughtUp = false; // what was on record when the stream began was read
let heard = 0; // the position of the last change of the world
/** bump changes what is known. */
export const bump = (change) => world.set((w) => ({ ...w, ...change, version: w.version + 1 }));

// schedule has the queue read at once, or a while after the last time that the page was drawn for it: at 500
// requests a second nobody reads 60 pages a second. A page that nobody sees reads seldom, and much.
function schedule() {
  if (!scheduled) later(document.hidden ? 500 : drawn + pause - performance.now());
}

function later(wait) {
  scheduled = true;
  if (wait > 0) setTimeout(flush, wait);
  else requestAnimationFrame(flush);
}

// flush reads what has come, but no longer than a frame has room for.
function flush() {
  scheduled = false;
  const { records } = world.get();
  const begun = performance.now(), until = begun + (document.hidden ? 20 * frame : frame);
  let n = 0, anew = false;
  while (n < queue.length && (n % 64 !== 0 || performance.now() < until)) {
    const item = parse(queue[n++]);
    if (!item) continue;
    add(records, item);
    if (item.event === 'world' && item.id > heard) {
      heard = item.id;
      anew ||= caughtUp && 'undone_requests' in item.data;
      if (caughtUp) refreshSandboxes();
    }
  }
  queue = n < queue.length ? queue.slice(n) : [];
  trim(records);
  if (queue.length === 0) caughtUp = true;
  if (anew) connect(); // the journal has marked what is undone
  if (n > 0 && (queue.length === 0 || begun >= drawn + pause)) {
    drawn = begun;
    bump({});
    refreshSoon();
  }
  if (queue.length > 0) later(document.hidden ? 100 : 0);
}

/** refresh asks for the clock, what is due and the links. */
export async function refresh() {
  try {
    const [clock, agenda, links] = await Promise.all([
      get('clock'), get('clock/agenda', { limit: 50 }), get('links', { limit: 500 })]);
    bump({
      clock: { ...clock, read: Date.now() }, agenda, totalLinks: links.total,
      links: new Map(links.links.map((l) => [l.id, l])),
    });
  } catch { /* the stream tells when the connection is lost */ }
}

/** refreshSandboxes asks which sandboxes there are. */
export async function refreshSandboxes() {
  try {
    const answer = await get('sandboxes');
    bump({ sandboxes: answer.sandboxes, password: answer.default_password || '' });
  } catch { /* the stream tells when the connection is lost */ }
}

let soon = 0, asked = 0;
function refreshSoon() {
  if (soon) return;
  soon = setTimeout(async () => {
    asked = performance.now();
    await refresh();
    soon = 0;
  }, Math.max(250, asked + 1500 - performance.now()));
}

let stop = null;

/** connect follows the chosen sandbox from now on, and reads everything anew. */
export async function connect() {
  stop?.abort();
  lastMove.set(() => null);
  const mine = stop = new AbortController();
  world.set({ health: await get('health', {}, { global: true }).catch(() => null) });
  let begun = Infinity;
  for (let wait = 500; !mine.signal.aborted; wait = Math.min(wait * 2, 5000)) {
    try {
      await follow({
        signal: mine.signal,
        opened() {
          wait = 500;
          begun = Date.now();
          queue = [];
          caughtUp = false;
          bump({ live: 'live', records: empty() });
          refresh();
          refreshSandboxes();
        },
        block(text) { queue.push(text); schedule(); },
      });
      if (!mine.signal.aborted && Date.now() - begun > 1000) continue; // a reset ends the stream
    } catch (error) {
      if (error.status === 404 && session.get().sandbox) chooseSandbox(''); // the chosen one was deleted
    }
    if (mine.signal.aborted || session.get().blocked) return;
    bump({ live: 'lost' });
    await new Promise((resolve) => { setTimeout(resolve, wait); });
  }
}

/** sandboxNow is the sandbox's time in milliseconds, which runs on between two answers. */
export function sandboxNow() {
  const { clock } = world.get();
  if (!clock) return 0;
  const speed = clock.mode === 'manual' ? 0 : clock.mode === 'real' ? 1 : Number(clock.mode.replace(/^x/, ''));
  return Date.parse(clock.now) + (Date.now() - clock.read) * speed;
}

let last = session.get();
session.subscribe(() => {
  const now = session.get();
  if (now.sandbox !== last.sandbox) heard = 0;
  const anew = now.sandbox !== last.sandbox || now.token !== last.token || last.blocked && !now.blocked;
  last = now;
  if (anew) connect();
});
setInterval(() => {
  if (!document.hidden && world.get().live === 'live' && performance.now() - asked > 1900) refresh();
}, 2000);
setInterval(() => { if (!document.hidden && world.get().live === 'live') refreshSandboxes(); }, 5000);
