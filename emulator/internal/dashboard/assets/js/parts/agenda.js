// What comes by itself, and what the last move of the clock did.
import { html, useStore } from '../lib/ui.js';
import { lastMove, sandboxNow } from '../lib/world.js';
import { day, dayTime, duration, plainName, short, time } from '../lib/format.js';
import { href } from '../lib/router.js';
import { Glyph } from './glyph.js';

const titles = {
  refresh: 'A link is refreshed', credentials: 'Credentials expire', consent: 'A consent ends',
  stale_data: 'Data is removed', session: 'An MFA session expires', scenario: 'The bank moves on',
  webhook: 'A webhook is sent again',
};

const nameOf = (links, id) => {
  const link = links.get(id);
  return link ? `${plainName(link.institution_name)}, ${link.username}` : short(id);
};

/** Agenda: now is the sandbox's time at which it is looked at, in milliseconds; none is the present. */
export function Agenda({ agenda, links, now: then }) {
  const now = then || sandboxNow();
  return html`<section class="card"><header><h2>${then ? 'What was to come' : 'What comes by itself'}</h2>
    <span class="soft end">${agenda.length === 50 ? '50 and more' : agenda.length}</span></header>
    ${agenda.length === 0 ? html`<p
      class="empty soft">Nothing is due. A link that is refreshed by itself is the first.</p>`
      : html`<ol>${agenda.map((d, i) => html`<li class="ag" key=${i}>
        <time>${day(d.at)}<br />${time(d.at)}</time>
        <span><b>${titles[d.kind] || d.kind}</b><br /><span class="soft">${d.link
          ? html`<a href=${href('links', d.link)}>${nameOf(links, d.link)}</a>` : d.why}</span></span>
        <span class="in2">in ${duration(Math.max(0, Date.parse(d.at) - now))}</span></li>`)}</ol>`}</section>`;
}

const most = 60;

// attemptsOf says in one line what became of the attempts to deliver.
function attemptsOf(list) {
  const outcomes = new Map();
  for (const w of list) outcomes.set(w.outcome, (outcomes.get(w.outcome) || 0) + 1);
  return [...outcomes].map(([outcome, n]) => `${n} ${outcome}`).join(', ');
}

function Made({ t, links }) {
  return html`<tr><td><code class="soft">${dayTime(t.at)}</code></td>
    <td><a href=${href('links', t.link)}>${nameOf(links, t.link)}</a></td><td class="hide-s">
      <code>${t.event}</code></td>
    <td><span class="row"><${Glyph} from=${t.from} to=${t.to} /><span class=${'st ' + t.to}>${t.to}</span>
      </span></td></tr>`;
}

function Passed({ p, links }) {
  return html`<tr><td><code class="soft">${dayTime(p.at)}</code></td><td>${p.link
    && html`<a href=${href('links', p.link)}>${nameOf(links, p.link)}</a>`}</td>
    <td colspan="2" class="soft">${titles[p.kind] || p.kind}</td></tr>`;
}

export function LastMove({ links }) {
  const move = useStore(lastMove);
  if (!move) return null;
  const rows = [...move.transitions.map((t) => ({ at: t.at, t })), ...move.passed.map((p) => ({ at: p.at, p }))]
    .sort((a, b) => a.at.localeCompare(b.at));
  const more = rows.length - most + move.omitted;
  return html`<section class="card"><header><h2>What the last move did</h2>
      <span class="soft">+${duration(Date.parse(move.to) - Date.parse(move.from))}, to ${dayTime(move.to)}</span>
      <span class="soft end">${move.transitions.length} changes</span></header>
    ${rows.length === 0 ? html`<p class="empty soft">No link changed on the way.</p>` : html`<table><tbody>${
      rows.slice(0, most).map((row, i) => (row.t ? html`<${Made} key=${i} t=${row.t} links=${links} />`
        : html`<${Passed} key=${i} p=${row.p} links=${links} />`))}</tbody></table>`}
    ${more > 0 && html`<p class="empty soft">and ${more} more</p>`}
    ${move.webhooks.length > 0 && html`<p class="empty soft">${move.webhooks.length} attempts to deliver <a
      href=${href('webhooks')}>webhooks</a>: ${attemptsOf(move.webhooks)}</p>`}</section>`;
}
