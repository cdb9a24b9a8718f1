// Requests: what did my application do? A list and, beside it, why one was answered as it was.
import { html, names, useEffect, useRef, useState } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { go, href } from '../lib/router.js';
import { useKeys } from '../lib/keys.js';
import { useWorld } from '../lib/world.js';
import { bodyWords, filterOf, sets } from '../parts/filter.js';
import { Icon } from '../shell/icon.js';
import { Waiting } from '../parts/waiting.js';
import { RequestList, useItems } from '../parts/requestlist.js';
import { Inspector } from '../parts/inspector.js';

// useFound asks the emulator for the ids of the requests whose bodies a filter looks into; null for all.
function useFound(text, version) {
  const [found, setFound] = useState(null);
  const words = JSON.stringify(bodyWords(text));
  useEffect(() => {
    if (words === '{}') { setFound(null); return undefined; }
    const timer = setTimeout(() => get('requests', { ...JSON.parse(words), limit: 5000 })
      .then((answer) => setFound(new Set(answer.requests.map((r) => r.id)))).catch(() => setFound(new Set())), 200);
    return () => clearTimeout(timer);
  }, [words, words === '{}' ? 0 : version]);
  return found;
}

function Filter({ text, set, records, change }) {
  return html`<div class="bar"><label class="field"><${Icon} name="search" /><span class="sr">Filter</span>
      <input data-search placeholder="Filter: 428, accounts, link:ee8d, body.link:…" autocomplete="off"
        spellcheck=${false}
        value=${text} onInput=${(e) => change({ q: e.target.value, set })} /><kbd>/</kbd></label>
    <div class="chips" role="group" aria-label="Show">${sets.map((s) => html`<button type="button" key=${s.name}
      class="chip" aria-pressed=${String(s.name === set)} onClick=${() => change({ q: text, set: s.name })}>
      ${s.icon && html`<${Icon} name=${s.icon} />`}${s.title} <b>${s.count(records).toLocaleString('en')}</b>
        </button>`)}
    </div></div>`;
}

function Empty({ filtered, clear }) {
  if (filtered) {
    return html`<p class="empty soft">No request is like this. <button type="button" class="plain"
      onClick=${clear}>Show all</button></p>`;
  }
  return html`<p class="empty soft">No request yet. <a href=${href('home')}>Send the first one</a></p>`;
}

export function View({ id, query }) {
  const world = useWorld();
  const { records, links } = world;
  const pane = useRef();
  const { q = '', set = '' } = query;
  const found = useFound(q, world.version);
  const items = useItems(records, filterOf(q, set, records, links, found), [q, set, found?.size].join('|'), !q && !set);
  const change = (to) => go('requests', id, to, { replace: true });
  const choose = (to, replace = true) => go('requests', to, query, { replace });
  const rows = () => items.filter((r) => !r.gap);
  const move = (step) => {
    const list = rows(), at = list.findIndex((r) => r.id === id);
    const to = at < 0 ? list.length - 1 : Math.min(Math.max(at + step, 0), list.length - 1);
    if (list[to]) choose(list[to].id);
  };
  useKeys([
    { keys: ['j', 'ArrowDown'], shown: ['j'], label: 'Next in the list', run: () => move(-1) },
    { keys: ['k', 'ArrowUp'], shown: ['k'], label: 'Previous in the list', run: () => move(1) },
    { keys: ['Escape'], label: 'Back to the list', run: () => choose('') },
    { keys: ['Enter'], label: 'Read it', run: () => document.querySelector('.insp h2')?.focus() },
  ]);
  const dropped = records.lost > 0 || records.forgotten > 0;
  return html`<h1 class="sr">Requests</h1><div class=${names('split', id && 'open')}>
    <div class="pane" ref=${pane}><${Filter} text=${q} set=${set} records=${records} change=${change} />
      <${Waiting} version=${world.version} />
      ${items.length === 0 ? html`<${Empty} filtered=${q || set} clear=${() => change({})} />`
        : html`<${RequestList} items=${items} records=${records} links=${links} chosen=${id} choose=${choose}
          pane=${pane} />`}
      ${dropped && html`<p class="empty soft">Older requests fell out of the journal.</p>`}
      <div class="hints"><span><kbd>j</kbd> <kbd>k</kbd> next, previous</span><span>
        <kbd>c</kbd> copy as curl</span>
        <span><kbd>n</kbd> answer the next one like this</span><span><kbd>?</kbd> all keys</span></div></div>
    <div class="pane">${id ? html`<${Inspector} key=${id} id=${id} back=${() => choose('')} />`
      : html`<p class="empty soft">Choose a request to see why it was answered as it was.</p>`}</div></div>`;
}
