// Why one request was answered as it was: the sentence first, its causes below, then the exchange.
import { html, names, useEffect, useState } from '../lib/ui.js';
import { get, lastCall } from '../lib/api.js';
import { json } from './json.js';
import { useKeys } from '../lib/keys.js';
import { useTable, whyOf } from '../lib/table.js';
import { useWorld } from '../lib/world.js';
import { dayTime, plainName, shortPath, statusClass } from '../lib/format.js';
import { Icon } from '../shell/icon.js';
import { Code, copyText } from '../shell/copy.js';
import { Tabs } from '../shell/tabs.js';
import { CopyAs } from './copyas.js';
import { NextAnswer } from './nextanswer.js';
import { Resend } from './sendagain.js';
import { unreadOf, Why } from './why.js';

const authWords = {
  none: 'without keys', basic: 'by secret keys', bearer: 'by access token', body: 'by keys in the body',
  refused: 'keys were refused' };

// first is what is said of a request before all else.
function first(r, table) {
  const step = (r.transitions || []).at(-1);
  const message = Array.isArray(r.answer) ? r.answer[0]?.message : '';
  if (step && whyOf(table, step)) return whyOf(table, step);
  if (r.status === 0) return 'No answer was sent.';
  if (r.status >= 400) return message || 'It was refused.';
  return unreadOf(r).length > 0 ? 'It worked, but something that was sent was not read.' : 'It worked.';
}

function Say({ request, table, bank }) {
  const s = request.scenario, code = request.errors?.[0]?.code || (request.status < 400 ? 'ok' : '');
  return html`<p class="say">
    <b>${first(request, table)}</b>${s?.rule && html` ${bank} stood in <code>${s.state_before}</code>,
    whose rule answers <code>${code}</code>${s.state_after !== s.state_before
      ? html` and goes to <code>${s.state_after}</code>` : ' and stays there'}.`}${!s?.rule && request.status >= 400
      && request.link_state && ' Refused before the bank was asked.'}</p>`;
}

function Exchange({ request }) {
  const [side, choose] = useState('answered');
  const marked = unreadOf(request).filter((f) => f.place === 'body').map((f) => f.name);
  const body = side === 'answered' ? request.answer : request.body;
  const note = side === 'answered' ? request.answer_note : request.body_note;
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body, null, 2);
  const options = [
    { name: 'answered', title: html`Answered <span
      class=${names('status', statusClass(request.status))}>${request.status}</span>` },
    { name: 'sent', title: 'Sent' },
  ];
  return html`<div class="stack tight"><${Tabs} kind="tabs" options=${options} chosen=${side} choose=${choose}
      label="The exchange" panel="exchange" />
    <div id="exchange" role="tabpanel" aria-label=${side}>${text
      ? html`<${Code} text=${text} label=${side === 'answered' ? 'the answer' : 'what was sent'}>${
        json(body, side === 'sent' ? marked : [])}<//>` : html`<p class="soft">No body.</p>`}
      ${request.query && side === 'sent' && html`<p class="soft">Query: <code>${request.query}</code></p>`}
      ${note && html`<p class="soft">${note}</p>`}</div></div>`;
}

function useRequest(id) {
  const [state, setState] = useState({ request: null, error: '' });
  useEffect(() => {
    let stale = false;
    get('requests/' + encodeURIComponent(id)).then((request) => { if (!stale) setState({ request, error: '' }); })
      .catch((error) => { if (!stale) setState({ request: null, error: error.message }); });
    return () => { stale = true; };
  }, [id]);
  return state;
}

export function Inspector({ id, back }) {
  const { request, error } = useRequest(id);
  const { links } = useWorld();
  const table = useTable();
  const copyCurl = async () => {
    await copyText(request?.curl || '');
    lastCall.set({ curl: request?.curl || '', state: 'copied', error: '' });
  };
  useKeys([{ keys: ['c'], label: 'Copy as curl', run: copyCurl }]);
  if (error) return html`<article class="insp"><p class="note bad"><${Icon} name="warn" />${error}</p>
    </article>`;
  if (!request) return html`<article class="insp" aria-busy="true"></article>`;
  const link = links.get(request.link), code = request.errors?.[0]?.code;
  const bank = link ? plainName(link.institution_name) : 'The bank';
  return html`<article class="insp" aria-label=${'Request ' + id}>
    <div class="stack tight"><div class="title"><button type="button" class="btn small quiet back"
      onClick=${back}>
        <${Icon} name="left" /> Requests</button>
        <h2 class="h1" tabindex="-1">${request.method} ${shortPath(request.path)}</h2>
        <span class=${names('badge', statusClass(request.status))}>${request.status || 'none'} ${code}</span>
        <span class="row wrap end"><${Resend} request=${request} shortcut="r" label="Send again"><${Icon}
          name="again" /> Send again<//>
          <${NextAnswer} request=${request} /></span></div>
      <p class="meta"><span><code>${id}</code></span><span>${dayTime(request.at)}</span>
        <span>${request.took_ms} ms</span>
        ${request.operation && html`<span>${request.operation}</span>`}<span>${authWords[request.auth]}</span>
        ${link && html`<span>${bank}, ${link.username}</span>`}</p></div>
    <${Say} request=${request} table=${table} bank=${bank} />
    <${Why} request=${request} table=${table} link=${link} />
    <${Exchange} request=${request} /><${CopyAs} request=${request} /></article>`;
}
