// What the bank does: the scenario of a link with its user's place in it.
import { html, useEffect, useState } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { href } from '../lib/router.js';
import { dayTime } from '../lib/format.js';
import { Icon } from '../shell/icon.js';
import { Machine } from './machine.js';

/** useScenario is a scenario with its text and edges, null until it is known. */
export function useScenario(name) {
  const [scenario, setScenario] = useState(null);
  useEffect(() => {
    let stale = false;
    setScenario(null);
    if (name) {
      get('scenarios/' + encodeURIComponent(name), {}, { global: true })
        .then((s) => { if (!stale) setScenario(s); }).catch(() => {});
    }
    return () => { stale = true; };
  }, [name]);
  return scenario;
}

export function Bank({ report, last }) {
  const place = report.scenario;
  const scenario = useScenario(place.name);
  return html`<section class="card"><header><h2>What the bank does</h2><a class="btn small quiet end"
      href=${href('scenarios', place.name)}>${place.name} ${' '}<${Icon} name="right" /></a></header>
    <div class="in">${scenario && html`<${Machine} states=${scenario.states} start=${scenario.start}
        edges=${scenario.edges} now=${place.state} who=${report.username} last=${last} />
      <p class="soft">${scenario.summary}</p>
      <p class="soft">${scenario.file}, in <code>${place.state}</code> since ${dayTime(place.entered)}${
        place.pinned ? ', pinned to this link' : ''}</p>`}</div></section>`;
}
