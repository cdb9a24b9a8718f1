// What happened to a link, the newest first: requests, changes by time, webhooks; above, what falls due.
import { html, names, useState } from '../lib/ui.js';
import { href } from '../lib/router.js';
import { day, dayTime, duration, shortPath, statusClass, time } from '../lib/format.js';
import { sandboxNow } from '../lib/world.js';
import { Icon } from '../shell/icon.js';
import { Tabs } from '../shell/tabs.js';
import { Glyph } from './glyph.js';
import { dueWords } from './why.js';

const most = 200; // rows
const kinds = [
  { name: 'all', title: 'All' }, { name: 'requests', title: 'Requests' }, { name: 'changes', title: 'Changes' },
  { name: 'webhooks', title: 'Webhooks' },
];

// rowsOf are what was recorded of a link, the oldest first.
function rowsOf(records, link, steps) {
  const number = new Map(steps.map((s) => [s.position, s.number]));
  const requests = (records.byLink.get(link) || []).map((r) => {
    const own = (records.byCause.get(r.id)?.steps || []).filter((s) => s.link === link).at(-1);
    return { kind: 'requests', at: r.at, position: r.position, r, step: own, number: number.get(own?.position) };
  });
  const ids = new Set(requests.map((x) => x.r.id));
  const changes = steps.filter((s) => !ids.has(s.cause)).map((s) => ({
    kind: 'changes', at: s.at, position: s.position, step: s, number: s.number }));
  const seen = new Set([...ids, ...changes.map((c) => c.step.cause)]);
  const hooks = new Map();
  for (const cause of seen) {
    for (const w of records.byCause.get(cause)?.webhooks || []) if (w.link === link) hooks.set(w.webhook_id, w);
  }
  const webhooks = [...hooks.values()].map((w) => ({ kind: 'webhooks', at: w.at, position: w.position, w }));
  return [...requests, ...changes, ...webhooks].sort((a, b) => a.position - b.position);
}

function What({ row }) {
  if (row.r) {
    return html`<a href=${href('requests', row.r.id)}>${row.r.id}</a>
      <code>${row.r.method} ${shortPath(row.r.path)}</code>
      <span class=${names('status', statusClass(row.r.status))}>${row.r.status}</span>${row.r.unread
      && html`<span class="row warnword"><${Icon} name="warn" /> a field that nothing read</span>`}`;
  }
  if (row.w) return html`webhook <a href=${href('webhooks', row.w.webhook_id)}>
    <code>${row.w.type} ${row.w.code}</code></a>`;
  return html`<code>${row.step.event}</code><span class="soft">by ${row.step.cause}</span>`;
}

const iconOf = (row) => (row.w ? 'bolt' : row.r ? 'right' : 'clock');
const moves = (row) => row.step && row.step.from !== row.step.to;

function Row({ row, state, chosen, choose }) {
  const { step } = row, moved = moves(row);
  return html`<li class=${names(state, moved && 'moved', row.number === chosen && row.number && 'at')}>
    <time datetime=${row.at} title=${dayTime(row.at)}>${time(row.at)}</time>
    <span class="dot">${row.number ? html`<button type="button" aria-label=${'Step ' + row.number}
      onClick=${() => choose(row.number)}>${row.number}</button>` : html`<${Icon}
        name=${row.w ? 'bolt' : row.r ? 'right' : 'clock'} />`}</span>
    <span class="what"><${What} row=${row} /></span>${moved && html`<${Glyph} from=${step.from}
      to=${step.to} />`}</li>`;
}

const far = (at) => Date.parse(at) - sandboxNow() > 300 * 86400e3;

function Due({ report }) {
  const sessions = report.sessions.filter((s) => s.open)
    .map((s) => ({ at: s.expires_at, kind: 'its MFA session ends' }));
  const due = [...sessions, ...report.timers].sort((a, b) => b.at.localeCompare(a.at));
  return due.map((d) => html`<li class="fut" key=${d.kind + d.at}><time
    title=${dayTime(d.at)}>${day(d.at, far(d.at))}</time>
    <span class="dot"><${Icon} name="clock" /></span><span class="what">${dueWords[d.kind] || d.kind}, in ${
    duration(Date.parse(d.at) - sandboxNow())}${d.why ? ': ' + d.why : ''}</span></li>`);
}

/** TimeLine shows what happened to a link; report is what the emulator knows of it now. */
export function TimeLine({ records, link, steps, report, chosen, choose }) {
  const [kind, setKind] = useState('all');
  const all = rowsOf(records, link, steps);
  const shown = [];
  let state = 'none';
  for (const [i, row] of all.entries()) {
    if (row.step) state = row.step.to;
    const wanted = kind === 'all' || row.kind === kind || kind === 'changes' && moves(row);
    if (!wanted) continue;
    const before = shown.at(-1);
    if (before && Date.parse(row.at) - Date.parse(before.row.at) > 12 * 3600e3) {
      shown.push({ row, gap: Date.parse(row.at) - Date.parse(before.row.at), state: before.state, key: 'g' + i });
    }
    shown.push({ row, state, key: i });
  }
  const rows = shown.slice(-most).reverse();
  return html`<section class="card"><header><h2>What happened</h2><span class="end"><${Tabs} options=${kinds}
      chosen=${kind} choose=${setKind} label="Show" panel="timeline" /></span></header>
    <div id="timeline" role="tabpanel" aria-label="What happened"><ol class="tl">${kind === 'all' && report
      && html`<${Due} report=${report} />`}
      ${rows.map((s) => (s.gap ? html`<li key=${s.key} class=${names('skipd', s.state)}><time></time><span>
        </span>
        <em>${duration(s.gap)} pass</em></li>` : html`<${Row} key=${s.key} row=${s.row} state=${s.state}
          chosen=${chosen}
        choose=${choose} />`))}</ol>
    ${rows.length === 0 && html`<p class="empty soft">Nothing yet.</p>`}</div></section>`;
}
