// Home: is it running, and what now? It waits for the first request and lights up when it comes.
import { html, useEffect, useState } from '../lib/ui.js';
import { useWorld } from '../lib/world.js';
import { get } from '../lib/api.js';
import { chooseSandbox } from '../lib/session.js';
import { href } from '../lib/router.js';
import { shortPath } from '../lib/format.js';
import { LifeStage } from '../parts/life.js';
import { Code, CopyButton } from '../shell/copy.js';
import { Tabs } from '../shell/tabs.js';
import { lastUse, sandboxName } from '../shell/topbar.js';
import { coloured, languages, snippet } from '../parts/snippets.js';
import { FirstSteps } from '../parts/firststeps.js';

function Hero({ records, steps }) {
  const newest = records.requests.at(-1);
  const [table, setTable] = useState([]);
  useEffect(() => { get('lifecycle', {}, { global: true }).then((t) => setTable(t.transitions)).catch(() => {}); }, []);
  return html`<div class="hero"><div class="stack">
    ${newest ? html`<p class="waiting came" role="status"><i></i><span class="cut"><a
        href=${href('requests', newest.id)}><code>${newest.id}</code> has come</a>: ${newest.method} ${
        shortPath(newest.path)} <b>${newest.status}</b></span></p>
      <h1>${records.requests.length === 1 ? 'Your first request is here' : 'It is running'}</h1>`
    : html`<p class="waiting" role="status"><i></i>Listening on ${location.host}</p>
      <h1>Waiting for your first request</h1>`}
    <p class="lead">Point your client’s base URL here and change nothing else. Each link that it makes walks this map,
      and every answer says why.</p></div>
    <div><${LifeStage} id="home" idle=${steps.length === 0} steps=${steps} table=${table} /></div></div>`;
}

function Row({ name, value, note }) {
  return html`<span class="kk">${name}</span><span
    class="cut">${value ? html`<code>${value}</code>` : html`<span class="soft">${note}</span>`}</span>
    <span class="kc">${value && html`<${CopyButton} text=${value} label=${'Copy ' + name}
      kind="small quiet" />`}</span>`;
}

function SendOne({ box, password }) {
  const [language, choose] = useState(languages[0].name);
  const keys = { id: box?.id || 'SECRET_ID', password: box?.default && password ? password : 'YOUR_PASSWORD' };
  const text = snippet(language, location.origin, keys);
  return html`<section class="card"><header><h2>Send one</h2><span class="end"><${Tabs} label="Language"
    options=${languages}
      chosen=${language} choose=${choose} panel="snippet" /></span></header>
    <div class="in" id="snippet" role="tabpanel" aria-label=${language}><${Code} text=${text}
      label="the request">${
      coloured(text).map(([kind, part]) => (kind ? html`<span class=${kind}>${part}</span>` : part))}<//></div>
    <div class="kv facts"><${Row} name="Base URL" value=${location.origin} /><${Row} name="Secret id"
      value=${keys.id} />
      <${Row} name="Secret password" value=${box?.default && password}
        note="the one that it was started or opened with" /></div></section>`;
}

function Sandboxes({ sandboxes }) {
  return html`<section class="card"><header><h2>Sandboxes</h2><span
    class="soft end">any UUID as secret id opens one</span></header>
    <ul class="boxes">${sandboxes.map((box) => html`<li key=${box.id}><span class="row"><span class="dotbox">
      </span>
      ${box.this ? html`<span class="cut">${sandboxName(box)}</span>` : html`<button type="button"
        class="plain cut"
        onClick=${() => chooseSandbox(box.default ? '' : box.id)}>${sandboxName(box)}</button>`}</span>
      <span class="soft end">${box.requests > 0 ? `${lastUse(box)}; ${box.requests} requests` : 'no request yet'}${
        box.this ? ', you are here' : ''}</span></li>`)}</ul></section>`;
}

export function View() {
  const { records, sandboxes, password } = useWorld();
  const box = sandboxes.find((b) => b.this);
  const latest = [...records.steps.values()].reduce((newest, list) =>
    (!newest || list.at(-1).position > newest.at(-1).position ? list : newest), null);
  return html`<div class="page home"><${Hero} records=${records} steps=${latest || []} />
    <div class="homegrid"><${SendOne} box=${box} password=${password} />
      <div class="stack"><${FirstSteps} records=${records} /><${Sandboxes} sandboxes=${sandboxes} /></div></div>
        </div>`;
}

