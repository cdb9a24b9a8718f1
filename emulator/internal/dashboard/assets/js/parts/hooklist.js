// The list of webhooks, the newest first, with a mark for each endpoint and the jumps of the clock.
import { html, useState } from '../lib/ui.js';
import { day, duration, plainName, short, time } from '../lib/format.js';
import { world } from '../lib/world.js';
import { Icon } from '../shell/icon.js';

const page = 120; // rows that are shown at first, and more of them at each click
const jump = 10 * 60 * 1000; // milliseconds between two webhooks that count as a jump of the clock

const marks = {
  delivered: ['ok', '✓'], pending: ['pe', '·'], retrying: ['re', ''], given_up: ['re', '✕'], dropped: ['re', '✕'],
  withdrawn: ['no', '–'], nothing_to_tell: ['no', '–'],
};

/** Marks are the endpoints of an event: taken, waiting, how often it failed. */
export function Marks({ ways }) {
  const words = (d) => `${d.endpoint}: ${d.state.replaceAll('_', ' ')}${d.state === 'retrying'
    ? `, ${d.attempts} failed` : ''}`;
  return html`<span class="eps">${ways.map((d) => html`<i key=${d.id} class=${marks[d.state][0]}
    title=${words(d)}><span aria-hidden="true">${marks[d.state][1] || d.attempts}</span><span
      class="sr">${words(d)}, </span></i>`)}</span>`;
}

/** about says whose event it is. */
export function about(event, ways, links) {
  const link = links.get(event.link);
  const other = world.get().totalLinks > links.size ? 'an older link' : 'a deleted link'; // the page knows the newest
  const whose = `${link ? plainName(link.institution_name) : other}, ${short(event.link)}`;
  if (ways.length > 0 && ways.every((d) => d.state === 'nothing_to_tell')) return 'nothing to tell, not sent';
  return whose;
}

function Row({ event, ways, links, chosen, choose }) {
  return html`<div role="listitem"><button type="button" class="wh" data-webhook=${event.webhook_id}
      aria-pressed=${String(chosen)} tabindex=${chosen ? 0 : -1} onClick=${() => choose(event.webhook_id)}>
    <time>${time(event.at)}</time><b class="cut">${event.type} <span class="code2">${event.code}</span></b>
    ${ways.length ? html`<${Marks} ways=${ways} />` : html`<span class="eps"><i class="pe wide">inbox</i></span>`}
    <span class="sub cut">${about(event, ways, links)}</span></button></div>`;
}

function Gap({ newer, older }) {
  return html`<div class="gap" role="listitem"><${Icon} name="clock" /><span><b>${
    duration(Date.parse(newer) - Date.parse(older))}</b> earlier, on ${day(older)}</span></div>`;
}

/** HookList shows events, the newest first. */
export function HookList({ events, byEvent, links, chosen, choose }) {
  const [more, setMore] = useState(0);
  const at = events.findIndex((e) => e.webhook_id === chosen);
  const most = Math.max(page * (more + 1), at + 20);
  const rows = [];
  events.slice(0, most).forEach((event, i) => {
    const newer = events[i - 1];
    if (newer && Date.parse(newer.at) - Date.parse(event.at) >= jump) {
      rows.push(html`<${Gap} key=${'g' + event.webhook_id} newer=${newer.at} older=${event.at} />`);
    }
    rows.push(html`<${Row} key=${event.webhook_id} event=${event} ways=${byEvent.get(event.webhook_id) || []}
      links=${links} chosen=${event.webhook_id === chosen} choose=${choose} />`);
  });
  return html`<div role="list" aria-label="Webhooks, the newest first">${rows}</div>
    ${events.length > most && html`<p class="empty"><button type="button" class="btn"
      onClick=${() => setMore(more + 1)}>${(events.length - most).toLocaleString('en')} older</button></p>`}`;
}
