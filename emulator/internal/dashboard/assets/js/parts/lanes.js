// The attempts of an event: a lane for each endpoint on one axis of time, with now and the next attempt.
import { html, names } from '../lib/ui.js';
import { duration } from '../lib/format.js';
import { outcomeWord, waiting } from './hooks.js';
import { sandboxNow } from '../lib/world.js';
import { useTick } from '../shell/clock.js';
import { Action } from '../shell/action.js';
import { Icon } from '../shell/icon.js';

const begin = 5, width = 86; // percent of a lane that the axis takes

/**
 * axis places moments on a lane, in percent. A pause of a day is not drawn 5,000 times as long as one of
 * ten seconds: it grows with the logarithm, so that every attempt has room.
 */
export function axis(moments) {
  const times = [...new Set(moments)].sort((a, b) => a - b);
  const weights = times.slice(1).map((t, i) => Math.log2(3 + (t - times[i]) / 4000));
  const all = weights.reduce((sum, w) => sum + w, 0) || 1;
  const share = Math.min(width / all, 20 / Math.max(...weights, 1)); // a few do not need all of it
  const places = new Map();
  let at = begin;
  times.forEach((t, i) => { at += i > 0 ? weights[i - 1] * share : 0; places.set(t, at); });
  return (t) => places.get(t);
}

const ordinals = { 1: 'st', 2: 'nd', 3: 'rd' };
const nth = (n) => n + (ordinals[n] || 'th');

function End({ way, tries, now }) {
  if (way.state === 'delivered') {
    return html`<span class="row s2 status"><${Icon} name="tick" />${way.status} <span class="soft plainly">at
      attempt ${way.attempts}</span></span>`;
  }
  if (waiting(way) && way.next_attempt) {
    const next = Date.parse(way.next_attempt), from = Date.parse(tries.at(-1)?.started || way.next_attempt);
    const left = Math.max(0, next - now), part = next > from ? 100 - (left * 100) / (next - from) : 100;
    if (left === 0 && way.attempts === 0) {
      return html`<span class="soft small2" title="Those of one link reach an endpoint in their order.">waits for the
        one before it</span>`;
    }
    return html`<span class="row"><span class="ringc" style=${`--v:${Math.round(part)}`}><span>${
      left < 100_000 ? Math.ceil(left / 1000) + ' s' : duration(left).replace(/ \d+ \w+$/, '')}</span></span>
      <span class="soft small2 nowrap">until<br />the ${nth(way.attempts + 1)}</span></span>`;
  }
  if (way.held) return html`<span class="soft small2">held until it is released</span>`;
  const words = { pending: 'under way', retrying: 'under way', nothing_to_tell: 'nothing to tell' };
  return html`<span class=${names('row', !waiting(way) && way.state !== 'nothing_to_tell' && 's5 status')}>${
    words[way.state] || way.state.replaceAll('_', ' ')}</span>`;
}

function Lane({ way, tries, place, now, endpoint, chosen, choose, retry }) {
  const next = waiting(way) && way.next_attempt && Date.parse(way.next_attempt);
  return html`<div class="lane"><span class="who2"><b>${way.endpoint}</b><br /><code
      class="soft cut">${(endpoint?.url || tries[0]?.url || 'removed').replace(/^https?:\/\//, '')}</code></span>
    <span class="track">${tries.map((a) => html`<button type="button" key=${a.attempt + a.started}
        class=${names('a', a.outcome === 'ok' && 'ok')} style=${`left:${place(Date.parse(a.started))}%`}
        aria-pressed=${String(chosen === a)} aria-label=${`Attempt ${a.attempt} at ${way.endpoint}: ${outcomeWord(a)}`}
        onClick=${() => choose(a)}>${a.attempt}</button>`)}
      ${next && html`<span class="nx" style=${`left:${place(next)}%`} title="the next attempt"></span>`}
      <span class="nowl" style=${`left:${place(now)}%`}></span></span>
    <span class="row between"><${End} way=${way} tries=${tries} now=${now} />
      ${way.state === 'retrying' && html`<${Action} kind="small quiet" label=${`Try ${way.endpoint} now`} done=${retry}
        call=${{ method: 'POST', path: 'webhooks/redeliver', body: { delivery: way.id } }} quietError>Now<//>`}</span>
    </div>`;
}

/** Lanes shows the deliveries of an event with their attempts. */
export function Lanes({ ways, attempts, endpoints, clock, agenda, chosen, choose, retry }) {
  const running = clock && clock.mode !== 'manual';
  useTick(running);
  const now = sandboxNow(), shown = ways.filter((d) => d.state !== 'nothing_to_tell');
  const times = attempts.map((a) => Date.parse(a.started));
  const next = shown.filter((d) => waiting(d) && d.next_attempt).map((d) => Date.parse(d.next_attempt));
  const place = axis([...times, ...next, now]);
  const due = agenda[0]?.kind === 'webhook';
  return html`<section class="card"><header><h2>Attempts</h2><span class="soft">on the sandbox’s clock, which ${
      running ? 'runs' : 'stands'}</span><span class="end">${next.length > 0 && html`<${Action} kind="small"
      label="Step to the next attempt" off=${due ? '' : 'Something else is due before it.'} done=${retry}
      call=${{ method: 'POST', path: 'clock/step' }}>Step to the next <${Icon} name="right" /><//>`}</span></header>
    ${shown.map((way) => html`<${Lane} key=${way.id} way=${way} place=${place} now=${now} chosen=${chosen}
      tries=${attempts.filter((a) => a.delivery === way.id)} choose=${choose} retry=${retry}
      endpoint=${endpoints.find((e) => e.id === way.endpoint)} />`)}</section>`;
}
