// Going back, forks and named checkpoints, with what came of them.
import { html, useEffect, useState } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { chooseSandbox } from '../lib/session.js';
import { connect, refreshSandboxes } from '../lib/world.js';
import { dayTime } from '../lib/format.js';
import { Action } from '../shell/action.js';
import { Code } from '../shell/copy.js';
import { Icon } from '../shell/icon.js';
import { Field } from './form.js';

// randomKey is a UUID of version 4; crypto.randomUUID is missing on plain host names.
function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = bytes[6] & 15 | 64;
  bytes[8] = bytes[8] & 63 | 128;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
const newKeys = () => ({ secret_id: randomKey(), secret_password: randomKey().replaceAll('-', '').slice(0, 16) });

/** back is what is done with the answer of a call that went back: the journal marks requests, so it is read anew. */
const back = (set) => (answer) => { set({ back: answer }); connect(); };

/** Travel has the buttons for the world as the request at left it. */
export function Travel({ at, set }) {
  const [keys, setKeys] = useState(newKeys);
  const forked = () => { set({ keys }); setKeys(newKeys()); refreshSandboxes(); };
  return html`<div class="acts"><${Action} kind="primary" label="Bring back the world as this request left it"
      done=${back(set)} call=${() => ({ method: 'POST', path: 'rewind', body: { after: at } })}>
      <${Icon} name="left" /> Go back to here<//>
    <${Action} label="Bring back the world as it was when this request came" done=${back(set)}
      call=${() => ({ method: 'POST', path: 'rewind', body: { before: at } })}>Before it<//>
    <${Action} label="Open a new sandbox that begins as this request left the world" done=${forked}
      call=${() => ({ method: 'POST', path: 'fork', query: { at }, body: keys })}><${Icon} name="fork" />
      Fork from here<//></div>`;
}

function Delivered({ answer }) {
  const { delivered, omitted = 0 } = answer;
  if (delivered.length === 0) return html`<p class="soft">No webhook was delivered since then.</p>`;
  return html`<p>${delivered.length + omitted} webhooks stay delivered, for their receivers keep them:</p>
    <ul class="soft">${delivered.slice(0, 10).map((d) => html`<li key=${d.delivery}><code>${d.type} ${d.code}</code>
      ${' '}to ${d.endpoint}</li>`)}</ul>${delivered.length + omitted > 10
      && html`<p class="soft">and ${delivered.length + omitted - 10} more</p>`}`;
}

/** Outcome is what the last of these calls did. */
export function Outcome({ outcome, clear }) {
  if (!outcome) return null;
  const { back: answer, keys } = outcome;
  return html`<section class="card outcome" role="status"><header><h2>${keys ? 'A new sandbox' : 'The world went back'}
      </h2><button type="button" class="btn small quiet square end" aria-label="Close" onClick=${clear}><${Icon}
        name="close" /></button></header><div class="in stack">${keys ? html`
      <p>It goes its own way; this sandbox stays as it is. Its keys are shown only here.</p>
      <${Code} text=${`${keys.secret_id}:${keys.secret_password}`} label="the keys of the fork" />
      <p><button type="button" class="btn" onClick=${() => chooseSandbox(keys.secret_id)}>Look at it</button></p>`
    : html`<p>The clock: ${answer.clock}. It was ${dayTime(answer.from)} and is ${dayTime(answer.now)}.</p>
      <p>${answer.undone_requests} requests are undone; they stay in the list, marked.</p>
      <${Delivered} answer=${answer} />`}</div></section>`;
}

/** useCheckpoints has the named checkpoints; again reads them anew, as does each change of the world. */
export function useCheckpoints(sandbox, records) {
  const [list, setList] = useState([]);
  const again = () => get('checkpoints').then(setList).catch(() => {});
  useEffect(() => { again(); }, [sandbox, records, records.worlds.length]);
  return [list, again];
}

/** flagsOf are the checkpoints as places among requests, as far as the stream of events has told of them. */
export function flagsOf(list, records, requests) {
  return list.flatMap(({ name }) => {
    const made = records.worlds.findLast((w) => w.what === 'checkpoint' && w.checkpoint === name);
    const i = made ? requests.findLastIndex((r) => r.position < made.position) : -1;
    return i < 0 ? [] : [{ i, name }];
  });
}

/** Checkpoints lists the named ones, with what can be done with each. */
export function Checkpoints({ list, again, set }) {
  const [name, setName] = useState('');
  const path = (of) => 'checkpoints/' + encodeURIComponent(of);
  return html`<section class="card" id="checkpoints"><header><h2>Checkpoints</h2><span class="soft end">${
      list.length}</span></header>
    <div class="in row wrap"><${Field} label="Name of the world as it is now" value=${name} set=${setName}
      maxlength="100" /><${Action} off=${name ? '' : 'Type a name first.'}
        done=${() => { setName(''); again(); }} call=${() => ({ method: 'PUT', path: path(name) })}><${Icon}
        name="flag" /> Name it<//></div>
    <ul class="boxes">${list.map((c) => html`<li key=${c.name}><span class="cut"><b>${c.name}</b><br />
      <span class="soft">${dayTime(c.now)}, ${c.links} ${c.links === 1 ? 'link' : 'links'}</span></span>
      <span class="acts end"><${Action} kind="small" label=${'Bring back ' + c.name} done=${back(set)}
        call=${{ method: 'POST', path: path(c.name) + '/restore' }}>Restore<//>
      <${Action} kind="small quiet" label=${'Delete ' + c.name} done=${again}
        call=${{ method: 'DELETE', path: path(c.name) }}>Delete<//></span></li>`)}</ul></section>`;
}
