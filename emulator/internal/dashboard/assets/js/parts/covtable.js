// The tables of coverage: what was not met first, each with what makes it happen.
import { html, names, useState } from '../lib/ui.js';
import { act, curlOf } from '../lib/api.js';
import { refresh, useWorld } from '../lib/world.js';
import { callOf, recipe, runnable, shell } from './recipes.js';
import { preview, useOff } from '../shell/action.js';
import { Code } from '../shell/copy.js';
import { Icon } from '../shell/icon.js';

/** Run makes a thing happen on a link of its own. */
export function Run({ axis, name, done, children }) {
  const [state, setState] = useState({ running: false, error: '' });
  const steps = recipe(axis, name), off = useOff();
  if (!runnable(steps)) return null;
  const run = async () => {
    if (off || state.running) return;
    setState({ running: true, error: '' });
    try {
      let link = '', session = '';
      for (const step of steps) {
        const answer = await act(callOf(step, link, session)), asked = answer?.answer?.[0];
        link = answer?.links?.[0].link.id || asked?.link || link;
        session = asked?.session || session;
      }
      setState({ running: false, error: '' });
      refresh();
      done();
    } catch (error) {
      setState({ running: false, error: error.message });
    }
  };
  const show = (on) => () => preview.set({ curl: on ? steps.map((s) => curlOf(callOf(s, '$LINK'))).join('; ') : '' });
  return html`<span class="action"><button type="button" class=${names('btn small', state.running && 'runs')}
      title=${off || 'Make it happen: ' + name}
      aria-disabled=${off || state.running ? 'true' : undefined} onClick=${run}
      onMouseEnter=${show(true)} onFocus=${show(true)} onMouseLeave=${show(false)} onBlur=${show(false)}><${Icon}
      name="play" /> ${children}</button>${state.error
        && html`<span class="refused" role="alert">${state.error}</span>`}
    </span>`;
}

function Missing({ axis, item, done }) {
  const { sandboxes } = useWorld();
  const [open, setOpen] = useState(false);
  const keys = { id: sandboxes.find((b) => b.this)?.id || 'SECRET_ID', password: 'SECRET_PASSWORD' };
  const text = open && shell(recipe(axis, item.name), location.origin, keys);
  return html`<tr class="miss"><td><code>${item.name.replace('->', '→')}</code></td><td class="soft nowrap">not met</td>
      <td class="end2"><span class="row"><${Run} axis=${axis} name=${item.name} done=${done}>Do it<//>
      <button type="button" class="btn small" aria-expanded=${String(open)} title=${'Snippet for ' + item.name}
        onClick=${() => setOpen(!open)}><${Icon} name="prompt" /> Snippet</button></span></td></tr>
    ${open && html`<tr class="snip"><td colspan="3"><${Code}
      text=${text} label=${'what makes ' + item.name + ' happen'} />
      </td></tr>`}`;
}

function Met({ item, most }) {
  return html`<tr><td><code>${item.name.replace('->', '→')}</code></td><td class="nowrap"><span class="heat"><i
    style=${`width:${Math.max(8, 100 * Math.sqrt(item.times / most))}%`}></i></span> ${
      item.times.toLocaleString('en')}</td>
    <td class="end2 s2"><${Icon} name="tick" /><span class="sr">met</span></td></tr>`;
}

const first = 7; // rows that were not met, before one asks for all

/** Table is one axis. */
export function Table({ axis, q, done }) {
  const [all, setAll] = useState(false);
  const has = (item) => item.name.toLowerCase().includes(q.toLowerCase());
  const missing = axis.items.filter((i) => i.times === 0 && has(i));
  const met = [...axis.items, ...axis.beyond].filter((i) => i.times > 0 && has(i)).sort((a, b) => b.times - a.times);
  const shown = all ? missing : missing.slice(0, first), title = axis.name[0].toUpperCase() + axis.name.slice(1);
  return html`<section class="card" id="axis" role="tabpanel" aria-label=${title}><header><h2>${title}</h2>
      <span class="soft end">${axis.met} of ${axis.of}</span></header><p class="soft pad">${axis.what}.</p>
    <table><tbody>${shown.map((i) => html`<${Missing} key=${axis.name + i.name} axis=${axis.name} item=${i}
        done=${done} />`)}
      ${missing.length > shown.length && html`<tr><td colspan="3"><button type="button" class="btn small quiet"
        onClick=${() => setAll(true)}>${missing.length - shown.length} more that were not met <${Icon} name="down" />
        </button></td></tr>`}
      ${met.map((i) => html`<${Met} key=${axis.name + i.name} item=${i} most=${met[0].times} />`)}</tbody></table>
    </section>`;
}
