// What can be made to happen to a link at its bank: possible events as buttons, the others with their reasons.
import { html, useState } from '../lib/ui.js';
import { act } from '../lib/api.js';
import { refresh } from '../lib/world.js';
import { Icon } from '../shell/icon.js';
import { preview, pointing, useOff } from '../shell/action.js';
import { Tabs } from '../shell/tabs.js';
import { edgeOf } from './edges.js';
import { Glyph } from './glyph.js';

const titles = {
  demand_token: 'Demand a token', change_password: 'Change the password', invalidate: 'Invalidate',
  refresh: 'Refresh now', expire_session: 'Let the session expire', expire_credentials: 'Let the credentials expire',
  expire_consent: 'End the consent',
};
const whens = [{ name: 'now', title: 'Now' }, { name: 'next_contact', title: 'Next contact' }];
const big = (text) => text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '') + '.';

function Event({ prospect, when, link, state, point, done }) {
  const [result, setResult] = useState({ running: false, error: '' });
  const at = prospect.whens.find((w) => w.when === when);
  const other = when === 'now' ? 'It happens at the next contact only' : 'It happens at once only';
  const why = useOff(at ? at.impossible || '' : other);
  const title = titles[prospect.event] || prospect.event;
  if (why) {
    return html`<div class="ev" role="group" aria-disabled="true" aria-label=${title + ': ' + why}><b>${title}
      <code>${prospect.event}</code></b><span>${big(why)}</span><span class="lockd"><${Icon} name="lock" />
        </span></div>`;
  }
  const call = () => ({ method: 'POST', path: `links/${link}/events`, body: { event: prospect.event, when } });
  const run = async () => {
    if (result.running) return;
    setResult({ running: true, error: '' });
    try {
      const answer = await act(call());
      setResult({ running: false, error: '' });
      refresh();
      done(answer);
    } catch (error) {
      setResult({ running: false, error: error.message });
    }
  };
  const edges = when === 'now' && prospect.to ? [edgeOf({ from: state, to: prospect.to })] : [];
  const show = pointing(call);
  const both = (name, list) => () => { show[name](); point(list); };
  return html`<button type="button" class="ev" data-event=${prospect.event} onClick=${run}
    onMouseEnter=${both('onMouseEnter', edges)} onFocus=${both('onFocus', edges)}
    onMouseLeave=${both('onMouseLeave', [])} onBlur=${both('onBlur', [])}>
    <b>${title} <code>${prospect.event}</code></b><span>${big(prospect.what)}${result.error
      && html` <span class="refused" role="alert">${result.error}</span>`}</span>
    ${when === 'now' && prospect.to && html`<${Glyph} from=${state} to=${prospect.to} />`}</button>`;
}

/** Events are the events of a link's report. point gets the edges that the one pointed at would walk. */
export function Events({ report, point, done }) {
  const [when, choose] = useState('now');
  return html`<section class="card"><header><h2>Make something happen</h2><span class="end"><${Tabs}
    options=${whens}
      chosen=${when} choose=${(to) => { choose(to); preview.set({ curl: '' }); }} label="When" panel="events" />
        </span></header>
    <div class="evs" id="events" role="tabpanel"
      aria-label="Events">${report.bank_events.map((p) => html`<${Event}
      key=${p.event + when} prospect=${p} when=${when} link=${report.id} state=${report.state} point=${point}
      done=${done} />`)}</div></section>`;
}
