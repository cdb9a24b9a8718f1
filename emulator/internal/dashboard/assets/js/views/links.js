// Links: what state is my link in? All links as glyphs, and one with its life, its past and what can happen to it.
import { html, names, useEffect, useMemo, useRef, useState } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { href } from '../lib/router.js';
import { useKeys } from '../lib/keys.js';
import { useTable } from '../lib/table.js';
import { useWorld } from '../lib/world.js';
import { go } from '../lib/router.js';
import { initials, plainName, short } from '../lib/format.js';
import { Icon } from '../shell/icon.js';
import { Action } from '../shell/action.js';
import { Bank } from '../parts/bank.js';
import { Events } from '../parts/events.js';
import { Glyph } from '../parts/glyph.js';
import { Stage } from '../parts/stage.js';
import { TimeLine } from '../parts/timeline.js';

const most = 60; // links in the fleet

// changeOf is the last transition of a link that changed its state.
const changeOf = (steps) => (steps || []).findLast((s) => s.from !== s.to);

function Fleet({ links, records, chosen }) {
  const box = useRef();
  useEffect(() => { // where there is no room for all, the chosen one is in sight
    const one = box.current.querySelector('[aria-current]');
    if (one) box.current.scrollLeft = one.offsetLeft - box.current.offsetLeft - 12;
  }, [chosen]);
  const shown = links.slice(0, most);
  return html`<nav class="fleet" aria-label="All links" ref=${box}>${shown.map((l) => html`<a key=${l.id}
    class=${l.state} href=${href('links', l.id)} aria-current=${l.id === chosen ? 'true' : undefined}>
    <${Glyph} from=${changeOf(records.steps.get(l.id))?.from} to=${l.state} /><span>
    <b class="cut">${plainName(l.institution_name)}</b><i class="cut">${l.username}</i></span></a>`)}
    ${links.length > most && html`<span class="soft">and ${links.length - most} more</span>`}</nav>`;
}

function Head({ link }) {
  const what = [link.access_mode, link.refresh_rate && 'every ' + link.refresh_rate.replace(/(\d)(\D)/, '$1 $2')]
    .filter(Boolean).join(', ');
  return html`<div class="head"><span class="tile">${initials(plainName(link.institution_name))}</span>
    <div class="grow"><h1>${plainName(link.institution_name)}${' '}<span
      class="soft headuser">${link.username}</span></h1>
      <p class="soft row wrap ids"><code>${short(link.id)}<span class="hide-s">${link.id.slice(8)}</span></code>
        <span>${what}</span>${link.external_id && html`<span>${link.external_id}</span>`}</p></div>
    <span class=${'st big ' + link.state}>${link.state}</span>
    ${link.state !== 'deleted' && html`<a class=${names('btn', link.state !== 'valid' && 'primary')}
      href=${href('widget', '', { link: link.id })}><${Icon} name="phone" /> ${
      link.state === 'valid' ? 'Open in the widget' : 'Heal in the widget'}</a>
    <${Action} kind="quiet" label="Delete the link" call=${{ method: 'POST', path: 'requests/send',
      body: { method: 'DELETE', path: `/api/links/${link.id}/` } }}>Delete<//>`}</div>`;
}

// useReport asks for a link whenever its state, or what falls due, may have changed.
function useReport(id, version) {
  const [report, setReport] = useState(null);
  useEffect(() => {
    let stale = false;
    if (!id) return undefined;
    get('links/' + id).then((r) => { if (!stale) setReport(r); }).catch(() => { if (!stale) setReport(null); });
    return () => { stale = true; };
  }, [id, version]);
  return report?.id === id ? report : null;
}

function One({ link, records, clock }) {
  const table = useTable();
  const [chosen, choose] = useState(0);
  const [may, point] = useState([]);
  const raw = records.steps.get(link.id) || [];
  const steps = useMemo(() => raw.map((s, i) => ({ ...s, number: i + 1 })), [raw, raw.at(-1)?.position]);
  const requests = records.byLink.get(link.id)?.length || 0;
  const version = [raw.at(-1)?.position, requests, clock?.now, link.state].join();
  const report = useReport(link.state === 'deleted' ? '' : link.id, version);
  useEffect(() => { choose(0); }, [link.id]);
  return html`<${Head} link=${link} /><div class="linkgrid"><div class="stack wide">
      <${Stage} steps=${steps} table=${table} may=${may} chosen=${chosen} choose=${choose} />
      <${TimeLine} records=${records} link=${link.id} steps=${steps} report=${report}
        chosen=${chosen || steps.length}
        choose=${(n) => choose(n === steps.length ? 0 : n)} /></div>
    <div class="stack wide">${report && html`<${Events} report=${report} point=${point}
      done=${() => choose(0)} />
      <${Bank} report=${report} />`}</div></div>`;
}

export function View({ id }) {
  const { records, links, clock } = useWorld();
  const list = [...links.values()];
  const gone = id && !links.has(id) && records.steps.get(id);
  if (gone) list.push({ id, institution_name: short(id), username: '', state: gone.at(-1).to, access_mode: '' });
  const link = list.find((l) => l.id === id) || list[0];
  const move = (by) => {
    const at = list.indexOf(link) + by;
    if (list[at]) go('links', list[at].id, {}, { replace: true });
  };
  useKeys([
    { keys: ['j', 'ArrowDown'], shown: ['j'], label: 'Next link', run: () => move(1) },
    { keys: ['k', 'ArrowUp'], shown: ['k'], label: 'Previous link', run: () => move(-1) },
  ]);
  if (!link) {
    return html`<div class="page"><p class="empty soft">No link yet. <a
      href=${href('home')}>Register the first one</a></p></div>`;
  }
  return html`<div class="page"><${Fleet} links=${list} records=${records} chosen=${link.id} />
    <${One} key=${link.id} link=${link} records=${records} clock=${clock} /></div>`;
}
