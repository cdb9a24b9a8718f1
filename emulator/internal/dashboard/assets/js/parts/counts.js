// What the rail counts that no event tells: scenarios, and how much of the emulator was met. Loaded after the
// first paint.
import { get } from '../lib/api.js';
import { bump, world } from '../lib/world.js';

const every = 5000; // milliseconds between two looks
let seen = ''; // what there was at the last look

async function look() {
  const { records, live, sandboxes } = world.get();
  const last = [records.requests.at(-1)?.position, records.attempts.length, records.transitions.length].join();
  const now = [last, sandboxes.find((b) => b.this)?.id].join();
  if (document.hidden || live !== 'live' || now === seen) return;
  seen = now;
  const [list, coverage] = await Promise.all([get('scenarios'), get('coverage')]);
  bump({ scenarios: list.scenarios.length, tried: list.tried || '', percent: coverage.percent });
}

const again = () => look().catch(() => { seen = ''; });
again();
setInterval(again, every);
setTimeout(again, 600); // the sandboxes are known by then
