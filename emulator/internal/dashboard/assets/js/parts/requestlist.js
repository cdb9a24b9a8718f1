// The list of requests: the newest first, with the jumps of the clock between them.
import { html, names, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../lib/ui.js';
import { between, stepOf } from '../lib/records.js';
import { duration, plainName, shortPath, statusClass, time } from '../lib/format.js';
import { VirtualList } from './vlist.js';
import { Icon } from '../shell/icon.js';
import { Glyph } from './glyph.js';

const jump = 10 * 60 * 1000; // milliseconds without a request that count as a jump of the clock

/** useItems are what the list shows, the oldest first, and grows with the records. */
export function useItems(records, test, key, gaps) {
  const cache = useRef({});
  const old = cache.current;
  if (old.records !== records || old.key !== key || old.forgotten !== records.forgotten) {
    cache.current = { records, key, forgotten: records.forgotten, done: 0, items: [] };
  }
  const now = cache.current;
  const { requests } = records;
  for (; now.done < requests.length; now.done++) {
    const r = requests[now.done], before = requests[now.done - 1];
    if (!test(r)) continue;
    if (gaps && before && Date.parse(r.at) - Date.parse(before.at) >= jump) now.items.push({ gap: true, before, r });
    now.items.push(r);
  }
  return now.items;
}

function Gap({ item, records }) {
  const made = between(records, item.before.position, item.r.position).filter((s) => !/^[ru]\d/.test(s.cause));
  const changed = made.filter((s) => s.from !== s.to);
  const refreshed = made.filter((s) => s.event.startsWith('refresh_')).length;
  const links = refreshed === 1 ? '1 link' : refreshed + ' links';
  const said = [refreshed && `${links} refreshed`, changed.length && `${changed.length} changed`].filter(Boolean);
  return html`<div class="gap" role="listitem"><${Icon} name="clock" />
    <span><b>${duration(Date.parse(item.r.at) - Date.parse(item.before.at))}</b> later: ${
      said.length ? said.join(', ') : 'nothing changed'}</span>
    <span class="glyphs">${changed.slice(0, 3).map((s) => html`<${Glyph} from=${s.from} to=${s.to} />`)}</span>
      </div>`;
}

function Row({ r, records, links, chosen, choose }) {
  const step = stepOf(records, r.id), hooks = records.byCause.get(r.id)?.webhooks.length || 0;
  const link = links.get(r.link), known = link ? plainName(link.institution_name) : r.institution;
  return html`<div role="listitem"><button type="button" class=${names('req', r.undone && 'undone')}
      aria-pressed=${String(chosen)}
      data-request=${r.id} tabindex=${chosen ? 0 : -1} onClick=${() => choose(r.id)}>
    <time class="hide-s">${time(r.at)}</time><span class="mm">${r.method}</span><span
      class="m">${r.method}</span>
    <span class="p"><span class="cut">${shortPath(r.path)}${r.query && '?' + r.query}</span>${known
      && html`<i class="cut">${known}</i>`}</span>
    <span class="flags">${r.undone && html`<span title="Undone: the world went back to before it"><${Icon}
      name="left" /><span class="sr">undone</span></span>`}
      ${r.unread && html`<span title="A field that nothing read"><${Icon} name="warn" />
      <span class="sr">unread field</span></span>`}${hooks > 0 && html`<span class="w"
      title=${hooks + ' webhooks'}><${Icon} name="bolt" />${hooks}<span class="sr"> webhooks</span>
        </span>`}</span>
    ${step && step.to !== 'none' ? html`<${Glyph} from=${step.from} to=${step.to} />`
      : r.link && r.state && r.state !== 'none' ? html`<${Glyph} to=${r.state} />` : html`<span class="glyph">
        </span>`}
    <span class=${names('status', statusClass(r.status))}>${r.status || '—'}</span></button></div>`;
}

/** RequestList shows items in a pane; new ones above do not move what is read. */
export function RequestList({ items, records, links, chosen, choose, pane }) {
  const [fresh, setFresh] = useState(0);
  const height = useMemo(() => (matchMedia('(max-width: 760px)').matches ? 44 : 34), []);
  const last = useRef({ items: null, count: 0 });
  useLayoutEffect(() => {
    const { current } = last, added = current.items === items ? items.length - current.count : 0;
    last.current = { items, count: items.length };
    if (added > 0 && pane.current.scrollTop > 40) {
      pane.current.scrollTop += added * height;
      setFresh((n) => n + added);
    }
  });
  useEffect(() => {
    const box = pane.current, look = () => { if (box.scrollTop <= 40) setFresh(0); };
    box.addEventListener('scroll', look, { passive: true });
    return () => box.removeEventListener('scroll', look);
  }, []);
  const at = (i) => items[items.length - 1 - i];
  const index = chosen ? items.length - 1 - items.findLastIndex((r) => r.id === chosen) : -1;
  return html`${fresh > 0 && html`<button type="button" class="btn small primary fresh"
      onClick=${() => { pane.current.scrollTop = 0; }}>${fresh} new</button>`}
    <${VirtualList} count=${items.length} height=${height} scroller=${pane} label="Requests"
      chosen=${index < items.length ? index : -1} keep=${chosen} row=${(i) => (at(i).gap
      ? html`<${Gap} key=${'g' + at(i).r.id} item=${at(i)} records=${records} />`
      : html`<${Row} key=${at(i).id} r=${at(i)} records=${records} links=${links} chosen=${at(i).id === chosen}
          choose=${choose} />`)} />`;
}
