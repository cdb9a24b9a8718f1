// The stage of a link's page: the map, the ribbon of its steps, and the words of the chosen step.
import { html, names, useEffect, useState } from '../lib/ui.js';
import { dayTime, duration } from '../lib/format.js';
import { href } from '../lib/router.js';
import { useKeys } from '../lib/keys.js';
import { whyOf } from '../lib/table.js';
import { sandboxNow } from '../lib/world.js';
import { Icon } from '../shell/icon.js';
import { LifeStage } from './life.js';

const most = 24; // cells of the ribbon
const pace = 850; // milliseconds a step

function Caption({ step, number, table }) {
  const cause = /^[ru]\d+$/.test(step.cause);
  return html`<p class="caption" aria-live="polite"><b>${number}. ${step.event}</b>
    <span>${whyOf(table, step)}</span>
    <span class="end nowrap">${dayTime(step.at)} · ${cause ? html`<a
      href=${href('requests', step.cause)}>${step.cause}</a>`
      : step.cause}</span></p>`;
}

/** Stage: steps have numbers; chosen is the number of the step that is shown, 0 for the last one. */
export function Stage({ steps, table, may, chosen, choose }) {
  const [playing, play] = useState(false);
  const last = steps.length, at = chosen || last;
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setTimeout(() => {
      if (at >= last) play(false);
      else choose(at + 1 === last ? 0 : at + 1);
    }, pace);
    return () => clearTimeout(timer);
  }, [playing, at, last]);
  const start = () => { play(!playing); if (!playing) choose(Math.max(1, last - most + 1)); };
  const step = (n) => choose(n >= last ? 0 : Math.max(1, n));
  useKeys([
    { keys: [' '], shown: ['Space'], label: 'Play the steps', run: start },
    { keys: ['ArrowLeft'], label: 'Step before', run: () => step(at - 1) },
    { keys: ['ArrowRight'], label: 'Step after', run: () => step(at + 1) },
  ]);
  const shown = steps.slice(0, at), current = shown.at(-1);
  const since = at === last && current ? 'for ' + duration(sandboxNow() - Date.parse(current.at)) : '';
  return html`<section class="card stage" aria-label="Its life"><${LifeStage} id="stage" steps=${shown}
    table=${table}
      since=${since} may=${may} />
    ${last > 0 && html`<div class="ctl"><button type="button" class="btn square"
      aria-label=${playing ? 'Stop' : 'Play the steps'}
        onClick=${start}><${Icon} name=${playing ? 'close' : 'play'} /></button>
      <div class="ribbon" role="group" aria-label="Steps">${steps.slice(-most).map((s) => html`<button
        type="button"
        key=${s.number} class=${names(s.to, s.number > at && 'later')} aria-pressed=${String(s.number === at)}
        aria-label=${`Step ${s.number}: ${s.event}, ${s.to}`}
          onClick=${() => { play(false); step(s.number); }}>${
        s.number}</button>`)}</div></div>
      <${Caption} step=${current} number=${at} table=${table} />`}</section>`;
}
