// One webhook: who has taken it, its attempts, and what one of them sent and got.
import { html, useEffect, useState } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { dayTime, duration, short } from '../lib/format.js';
import { json } from './json.js';
import { href } from '../lib/router.js';
import { sandboxNow, useWorld } from '../lib/world.js';
import { useKeys } from '../lib/keys.js';
import { count, outcomeWord, verdict, waiting } from './hooks.js';
import { Action } from '../shell/action.js';
import { Code, copyText } from '../shell/copy.js';
import { Icon } from '../shell/icon.js';
import { about } from './hooklist.js';
import { Lanes } from './lanes.js';

const causes = { control: 'fired by a control call' };
const parsed = (text) => { try { return JSON.parse(text); } catch { return text; } };
const pathOf = (url) => url.replace(/^https?:\/\/[^/]+/, '') || '/';

/** Attempt shows what was sent and answered. */
function Attempt({ attempt: a }) {
  const headers = Object.entries(a.headers).flatMap(([name, values]) => values.map((v) => [name, v]));
  const sent = headers.map(([name, v]) => `${name}: ${v}`).join('\n') + '\n\n' + JSON.stringify(a.body, null, 2);
  const good = a.outcome === 'ok';
  return html`<section class="card"><header><h2>Attempt ${a.attempt} at ${a.endpoint}</h2>
      <span class=${'end badge ' + (good ? 's2' : 's5')}>${outcomeWord(a)}</span></header>
    <div class="in stack"><div class=${'note ' + (good ? 'good' : 'bad')}><${Icon} name=${good ? 'tick' : 'warn'} />
        <span>${a.status ? html`It answered <b>${a.status}</b> in ${a.took_ms} ms.` : a.error + '.'} ${good
          ? '2xx counts as taken.'
          : 'Only 2xx counts as taken' + (a.next_attempt ? ', so it comes again.' : '.')}</span>
      </div>
      ${a.status > 0 && html`<${Code} text=${a.response || ''} label="the answer" title="Answered"
        note=${a.content_type}>${a.response ? json(parsed(a.response))
        : html`<span class="soft">(no body)</span>`}<//>`}
      <${Code} text=${sent} label="what was sent" title="Sent" note=${'POST ' + pathOf(a.url)}>${headers.map(([n, v]) =>
        html`<span class="k">${n}</span>: ${v}${'\n'}`)}${'\n'}${json(a.body)}<//></div></section>`;
}

/** Body shows an event that nobody got yet. */
function Body({ event, clock }) {
  const [body, setBody] = useState(null);
  useEffect(() => {
    get('webhooks/inbox', { event: event.webhook_id }).then((list) => setBody(list[0]?.body)).catch(() => {});
  }, [event.webhook_id, clock?.now]);
  if (!body) return null;
  return html`<section class="card"><header><h2>What it would send</h2></header><div class="in"><${Code}
    text=${JSON.stringify(body, null, 2)} label="the body">${json(body)}<//></div></section>`;
}

const curlOfAttempt = (a) => `curl -X POST '${a.url}' -H 'Content-Type: application/json' \\\n  -d '${
  JSON.stringify(a.body).replaceAll("'", "'\\''")}'`;

function CopyCurl({ attempt }) {
  const [copied, setCopied] = useState(false);
  const run = async () => {
    await copyText(curlOfAttempt(attempt));
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  useKeys(attempt ? [{ keys: ['c'], label: 'Copy as curl', run }] : []);
  return html`<button type="button" class="btn" aria-disabled=${attempt ? undefined : 'true'} title=${attempt ? ''
    : 'Nothing was sent yet.'} onClick=${() => attempt && run()}><${Icon} name=${copied ? 'tick' : 'prompt'} />
    ${copied ? 'Copied' : 'Copy as curl'} <kbd aria-hidden="true">c</kbd></button>`;
}

function Sentence({ ways, attempts }) {
  const [bold, rest] = verdict(ways), now = sandboxNow();
  const failing = ways.filter((d) => d.state === 'retrying' || d.state === 'given_up');
  return html`<p class="say"><b>${bold}</b> ${rest} ${failing.map((d) => {
    const last = attempts.filter((a) => a.delivery === d.id).at(-1);
    const times = d.attempts === 1 ? 'once' : d.attempts === 2 ? 'twice' : count(d.attempts) + ' times';
    const did = last?.status ? `answered ${last.status}` : 'failed';
    const then = d.state === 'given_up' ? 'it is not tried again.' : d.next_attempt
      ? `it is tried again in ${duration(Math.max(0, Date.parse(d.next_attempt) - now))}.` : 'it is tried now.';
    return html`<code>${d.endpoint}</code> ${did} ${times}; ${then} `;
  })}</p>`;
}

/** HookDetail is the inspector; other opens the form for another address. */
export function HookDetail({ event, ways, endpoints, other, again, back }) {
  const { clock, agenda, links, records } = useWorld();
  const [attempts, setAttempts] = useState([]);
  const [picked, pick] = useState(null);
  const id = event.webhook_id;
  useEffect(() => {
    get('webhooks/attempts', { event: id, limit: 500 }).then(setAttempts).catch(() => {});
  }, [id, ways.map((d) => d.state + d.attempts).join()]);
  const failed = attempts.filter((a) => a.outcome !== 'ok');
  const chosen = attempts.find((a) => picked && a.delivery === picked.delivery && a.started === picked.started)
    || failed.at(-1) || attempts.at(-1);
  const over = ways.some((d) => !waiting(d) && d.state !== 'nothing_to_tell' && d.state !== 'withdrawn');
  const link = links.get(event.link), sent = ways.some((d) => d.state !== 'nothing_to_tell');
  const cause = records.byId.has(event.cause) ? html`<a href=${href('requests', event.cause)}>caused by ${
    event.cause}</a>` : html`<span>${causes[event.cause] || event.cause}</span>`;
  return html`<article class="insp"><div class="stack tight"><div class="title"><button type="button"
        class="btn small quiet back" onClick=${back}><${Icon} name="left" /> Webhooks</button>
      <h2 class="h1" tabindex="-1">${event.type} ${event.code}</h2></div>
    <p class="meta"><code>${short(id)}</code><span>${dayTime(event.at)}</span>${cause}${link
      ? html`<a href=${href('links', event.link)}>${about(event, [], links)}</a>`
      : html`<span>${about(event, [], links)}</span>`}</p></div>
    <${Sentence} ways=${ways} attempts=${attempts} />
    <div class="acts"><${Action} shortcut="r" label="Send again" done=${again}
        off=${over ? '' : ways.length ? 'It is still being delivered.' : 'There was no endpoint; choose an address.'}
        call=${{ method: 'POST', path: 'webhooks/redeliver', query: { event: id } }}><${Icon} name="again" /> Send
        again<//>
      <button type="button" class="btn" onClick=${other}><${Icon} name="send" /> To another address</button>
      <${CopyCurl} attempt=${chosen} /></div>
    ${sent && html`<${Lanes} ways=${ways} attempts=${attempts} endpoints=${endpoints} clock=${clock} agenda=${agenda}
      chosen=${chosen} choose=${pick} retry=${again} />`}
    ${ways.length === 0 && html`<${Body} event=${event} clock=${clock} />`}
    ${chosen && html`<${Attempt} attempt=${chosen} />`}</article>`;
}
