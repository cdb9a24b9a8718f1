// Webhooks: did mine arrive? Each event with a mark for each endpoint and, beside it, its attempts.
import { html, names, useMemo, useState } from '../lib/ui.js';
import { go, href } from '../lib/router.js';
import { useKeys } from '../lib/keys.js';
import { useWorld } from '../lib/world.js';
import { matches, sets, useDeliveries } from '../parts/hooks.js';
import { Icon } from '../shell/icon.js';
import { HookDetail } from '../parts/hookdetail.js';
import { HookList } from '../parts/hooklist.js';
import { EndpointForm, FireForm, OtherForm } from '../parts/hookforms.js';

// lastStatus is what an endpoint answered last.
function lastOf(records, id) {
  for (let i = records.attempts.length - 1; i >= 0; i--) {
    if (records.attempts[i].endpoint === id) return records.attempts[i];
  }
  return null;
}

function Endpoints({ endpoints, records, open }) {
  return html`<div class="row soft small2"><span>Endpoints</span><span class="chips" role="group"
      aria-label="Endpoints">${endpoints.length === 0 && html`<span>none: events wait in the inbox</span>`}
    ${endpoints.map((e) => {
      const last = lastOf(records, e.id), fine = !last || last.outcome === 'ok';
      return html`<button type="button" key=${e.id} class="chip tall" title=${e.url} onClick=${() => open(e)}>
        <span class="eps"><i class=${!last ? 'pe' : fine ? 'ok' : 're'}>${!last ? '·' : fine ? '✓'
          : last.status || last.outcome}</i></span><b>${e.id}</b></button>`;
    })}</span></div>`;
}

function Bar({ q, set, change, events, byEvent, endpoints, records, open }) {
  const counts = sets.map((s) => events.filter((e) => s.has(byEvent.get(e.webhook_id) || [])).length);
  return html`<div class="bar"><label class="field"><${Icon} name="search" /><span class="sr">Filter</span>
      <input data-search placeholder="Filter: LINK, token_required, broken, link:ee8d …" autocomplete="off"
        spellcheck="false" value=${q} onInput=${(e) => change({ q: e.target.value, set })} /><kbd>/</kbd></label>
    <div class="chips wrap"><span class="chips" role="group" aria-label="Show">${sets.map((s, i) => html`<button
        type="button" key=${s.name} class="chip" aria-pressed=${String(s.name === set)}
        onClick=${() => change({ q, set: s.name })}>${s.title} <b>${counts[i].toLocaleString('en')}</b></button>`)}
      </span><span class="end row"><button type="button" class="chip" 
        onClick=${() => open({ form: 'endpoint' })}><${Icon} name="plus" />Endpoint</button>
      <button type="button" class="chip" onClick=${() => open({ form: 'fire' })}><${Icon} name="bolt" />Fire an
        event</button></span></div>
    <${Endpoints} endpoints=${endpoints} records=${records} open=${(e) => open({ form: 'endpoint', endpoint: e })} />
    </div>`;
}

function Empty({ filtered, clear, fire, links }) {
  if (filtered) {
    return html`<p class="empty soft">No webhook is like this. <button type="button" class="plain"
      onClick=${clear}>Show all</button></p>`;
  }
  if (links.size === 0) {
    return html`<p class="empty soft">No webhook yet: they are about links. <a
      href=${href('home')}>Register one</a></p>`;
  }
  return html`<p class="empty soft">No webhook yet. Heal a link, or <button type="button" class="plain"
    onClick=${fire}>fire one</button>.</p>`;
}

function Forms({ state, event, close, again, choose }) {
  const { form, endpoint } = state;
  if (form === 'endpoint') return html`<${EndpointForm} endpoint=${endpoint} close=${close} done=${again} />`;
  if (state.form === 'fire') return html`<${FireForm} close=${close} done=${choose} />`;
  if (state.form === 'other') return html`<${OtherForm} event=${event} close=${close} done=${again} />`;
  return null;
}

export function View({ id, query }) {
  const { records, links, clock } = useWorld();
  const { q = '', set = '' } = query;
  const { byEvent, endpoints, again } = useDeliveries(records, clock);
  const [form, open] = useState({});
  const newest = records.webhooks.at(-1)?.position;
  const events = useMemo(() => [...records.webhooks].reverse(), [records, newest]);
  const words = q.toLowerCase().split(/\s+/).filter(Boolean), has = sets.find((s) => s.name === set)?.has;
  const shown = events.filter((e) => {
    const ways = byEvent.get(e.webhook_id) || [];
    return (!has || has(ways)) && (words.length === 0 || matches(e, ways, words, links.get(e.link)));
  });
  const event = events.find((e) => e.webhook_id === id);
  const change = (to) => go('webhooks', id, to, { replace: true });
  const choose = (to, replace = true) => {
    go('webhooks', to, query, { replace });
    requestAnimationFrame(() => document.querySelector(`[data-webhook="${to}"]`)?.scrollIntoView({ block: 'nearest' }));
  };
  const move = (step) => {
    const at = shown.findIndex((e) => e.webhook_id === id);
    const to = shown[at < 0 ? 0 : Math.min(Math.max(at + step, 0), shown.length - 1)];
    if (to) choose(to.webhook_id);
  };
  useKeys([
    { keys: ['j', 'ArrowDown'], shown: ['j'], label: 'Next in the list', run: () => move(1) },
    { keys: ['k', 'ArrowUp'], shown: ['k'], label: 'Previous in the list', run: () => move(-1) },
    { keys: ['Escape'], label: 'Back to the list', run: () => choose('') },
    { keys: ['Enter'], label: 'Read it', run: () => document.querySelector('.insp h2')?.focus() },
  ]);
  return html`<div class=${names('split', event && 'open')}><h1 class="sr">Webhooks</h1><div class="pane">
      <${Bar} ...${{ q, set, change, events, byEvent, endpoints, records, open }} />
      ${shown.length === 0 ? html`<${Empty} filtered=${q || set} clear=${() => change({})} links=${links}
          fire=${() => open({ form: 'fire' })} />`
        : html`<${HookList} events=${shown} byEvent=${byEvent} links=${links} chosen=${id} choose=${choose} />`}
      </div>
    <div class="pane">${event ? html`<${HookDetail} key=${id} event=${event} ways=${byEvent.get(id) || []}
        endpoints=${endpoints} again=${again} back=${() => choose('')} other=${() => open({ form: 'other' })} />`
      : html`<p class="empty soft">Choose a webhook to see who has taken it.</p>`}</div>
    <${Forms} state=${form} event=${event} close=${() => open({})} again=${again} choose=${choose} /></div>`;
}
