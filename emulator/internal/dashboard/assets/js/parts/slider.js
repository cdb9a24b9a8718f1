// The bar of all requests, and the slider over it. A tick is tall where a link changed; dashed lines are jumps of
// the clock.
import { html, names } from '../lib/ui.js';
import { dayTime, duration, statusClass } from '../lib/format.js';
import { stepOf } from '../lib/records.js';
import { Icon } from '../shell/icon.js';

export const most = 240; // ticks
const jump = 10 * 60 * 1000;

const percent = (i, n) => (n > 1 ? i / (n - 1) * 100 : 100);
const kinds = { s2: 't2', s4: 't4', s5: 't4', s428: 't428' };

function kindOf(r, moved) {
  const kind = statusClass(r.status);
  return moved ? kinds[kind] : kind === 's2' ? '' : 't4';
}

/** changed says whether a request changed a link. */
export const changed = (records, r) => {
  const step = stepOf(records, r.id);
  return Boolean(step && step.from !== step.to);
};

/** jumps are the moves of the clock between requests: {i, by, room}; room is the percent of the bar since the last. */
function jumps(requests) {
  const found = [];
  requests.forEach((r, i) => {
    const by = i > 0 ? Date.parse(r.at) - Date.parse(requests[i - 1].at) : 0;
    const before = found.at(-1);
    if (by >= jump) found.push({ i: i - 0.5, by, room: before ? percent(i - 0.5 - before.i, requests.length) : 100 });
  });
  return found.slice(-24);
}

/** Slider: requests are the oldest first; at is the index that is looked at; flags are [{i, name}]. */
export function Slider({ requests, records, at, choose, flags = [] }) {
  const n = requests.length, r = requests[at];
  return html`<div class="spikes">${requests.map((x, i) => html`<span key=${x.id} aria-hidden="true"
      class=${names('tick', kindOf(x, changed(records, x)), i > at && 'later')}
      style=${`left:${percent(i, n)}%;height:${changed(records, x) ? 44 : 16}px`}></span>`)}
    <span class="base"></span><span class="done" style=${`width:${percent(at, n)}%`}></span>
    ${jumps(requests).map((j) => html`<span class=${names('jump', percent(j.i, n) > 92 && 'l')} key=${j.i}
      style=${`left:${percent(j.i, n)}%`}
        title=${duration(j.by) + ' pass'}>${j.room > 12 && html`<span
          class=${j.room > 30 ? '' : 'hide-s'}>+${duration(j.by)}</span>`}</span>`)}
    ${flags.map((f) => html`<button type="button" class="flagm" key=${f.name} title=${f.name}
      aria-label=${'Look at the checkpoint ' + f.name} style=${`left:${percent(f.i, n)}%`}
      onClick=${() => choose(f.i)}><${Icon} name="flag" /></button>`)}
    <input type="range" min="0" max=${n - 1} value=${at} aria-label="The request after which the world is shown"
      aria-valuetext=${r ? `${r.id}, ${dayTime(r.at)}` : ''} onInput=${(e) => choose(Number(e.target.value))} />
        </div>`;
}
