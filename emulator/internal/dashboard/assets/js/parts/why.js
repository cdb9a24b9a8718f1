// The thread of causes of an answer: what was not read, the rule, the link, webhooks, what comes now.
import { html, names } from '../lib/ui.js';
import { dayTime, duration, short } from '../lib/format.js';
import { href } from '../lib/router.js';
import { sandboxNow } from '../lib/world.js';
import { whyOf } from '../lib/table.js';
import { Icon } from '../shell/icon.js';
import { Action } from '../shell/action.js';
import { edgeOf } from './edges.js';
import { LifeStrip } from './glyph.js';
import { Rule, RuleLink } from './rule.js';
import { Resend } from './sendagain.js';

const places = { body: 'body.', query: 'query.', headers: 'the header ' };

/** unreadOf lists what was sent and nothing read, as {place, name, meant}. */
export const unreadOf = (r) => Object.entries(r.unread || {}).filter(([place]) => places[place])
  .flatMap(([place, fields]) => fields.map((f) => ({ place, name: f.name, meant: f.did_you_mean })));

function Unread({ request, fields }) {
  return fields.map(({ place, name, meant }) => html`<div class="note warn" key=${place + name}><${Icon}
    name="warn" />
    <div class="grow">Nothing read <code>${places[place]}${name}</code>.${meant && html` Did you mean <code>
      <b>${meant}</b></code>?`}
      ${' '}Belvo would ignore it, too.</div>
    ${place === 'body' && meant && request.body?.[name] !== undefined && html`<${Resend} request=${request}
      label=${`Send with ${meant}`}
        change=${{ [name]: null, [meant]: request.body[name] }}>Send with ${meant}<//>`}</div>`);
}

const Arrow = () => html`<${Icon} name="right" />`;

function RuleStep({ scenario }) {
  const moved = scenario.state_before !== scenario.state_after;
  return html`<h2>The rule that answered <span class="soft"><code>${scenario.rule}</code></span>
      <${RuleLink} scenario=${scenario.name} /></h2>
    <${Rule} scenario=${scenario.name} rule=${scenario.rule} />
    <span class="mv"><span class="soft">${scenario.name}</span> ${scenario.state_before} ${moved
      ? html`<${Arrow} /> <b>${scenario.state_after}</b>` : html`<span class="soft">stays</span>`}</span>`;
}

function LinkStep({ request, step, table }) {
  const from = step ? step.from : request.link_state_before || request.link_state, to = request.link_state;
  return html`<h2>The link <a href=${href('links', request.link)}><code>${short(request.link)}</code></a>
      <span class="mv end">${from && from !== to && from !== 'none' && html`<span
        class=${'st ' + from}>${from}</span>
        <${Arrow} />`}<span class=${'st ' + to}>${to}</span></span></h2>
    ${step && html`<div class="lifebox"><${LifeStrip} from=${step.from} to=${step.to} edge=${edgeOf(step)} />
      </div>`}
    <span class="soft">${step ? html`by <code>${step.event}</code>: ${lower(whyOf(table, step))}`
      : 'This request did not change its state.'}</span>`;
}

const lower = (text) => text.charAt(0).toLowerCase() + text.slice(1);

function WebhookStep({ hooks, request }) {
  if (hooks.length === 0) {
    return html`<h2>No webhook</h2><span class="soft">${request.status === 428
      ? html`The 428 itself reports it. <code>LINK token_required</code> is sent when a refresh finds it.`
      : 'Nothing that this request did is reported by a webhook.'}</span>`;
  }
  return html`<h2>${hooks.length === 1 ? 'One webhook' : hooks.length + ' webhooks'}</h2>
    <ul class="hooks">${hooks.map((w) => html`<li key=${w.webhook_id}><a href=${href('webhooks', w.webhook_id)}>
      <code>${w.type} ${w.code}</code></a></li>`)}</ul>`;
}

/** dueWords say what falls due of a link, by kind. */
export const dueWords = {
  refresh: 'the next refresh', credentials: 'its credentials expire', stale_data: 'its data is removed',
  consent: 'its consent ends',
};

const until = (at) => (Date.parse(at) > sandboxNow() ? 'in ' + duration(Date.parse(at) - sandboxNow()) : 'due');

function NowStep({ request, link }) {
  const due = Object.entries(request.due || {}).sort((a, b) => a[1].localeCompare(b[1]));
  const retry = request.body?.link === request.link && request.method === 'POST' && request.path.startsWith('/api/')
    ? { method: 'POST', path: request.path, body: { link: request.link, token: '111111' } }
    : { method: 'POST', path: '/api/accounts/', body: { link: request.link, token: '111111' } };
  const event = (name) => ({ method: 'POST', path: `links/${request.link}/events`, body: { event: name } });
  return html`<h2>Now ${link && html`<span class=${'st ' + link.state}>${link.state}</span>`}</h2>
    ${due.length > 0 && html`<ul class="soft">${due.map(([kind, at]) => html`<li key=${kind}>${
      dueWords[kind] || kind}: ${dayTime(at)}, ${until(at)}</li>`)}</ul>`}
    <div class="acts">${link?.state === 'token_required' && html`<${Action} kind="primary" shortcut="h"
      label="Heal it with the token 111111"
        call=${{ method: 'POST', path: 'requests/send', body: retry }}>Heal it with 111111<//>`}
      ${link && link.state !== 'valid' && html`<a class="btn"
        href=${href('widget', '', { link: request.link })}><${Icon} name="phone" />
        Open in the widget</a>`}
      ${link?.state === 'valid' && html`<${Action} call=${event('demand_token')}>Demand a token<//>`}
      ${link && ['valid', 'token_required'].includes(link.state) && html`<${Action}
        call=${event('change_password')}>Change the
        password<//>`}
      ${link ? html`<a class="btn quiet" href=${href('links', request.link)}>All that can happen <${Arrow} />
        </a>`
        : html`<span class="soft">The link is no longer there.</span>`}</div>`;
}

/** Why is the thread of an explained request. */
export function Why({ request, table, link }) {
  const fields = unreadOf(request);
  const hints = (request.errors || []).filter((e) => e.hint);
  const step = (request.transitions || []).at(-1);
  const steps = [
    fields.length > 0 && ['', html`<h2>${fields.length === 1 ? 'A field' : 'Fields'} that nothing read</h2>
      <${Unread} request=${request} fields=${fields} />`],
    hints.length > 0 && ['', html`<h2>What the emulator says</h2>${hints.map((e) => html`<div class="note">
      <${Icon} name="info" />
      <div class="grow">${e.field && html`<code>${e.field}</code>: `}${e.hint}</div></div>`)}`],
    request.scenario?.rule && ['', html`<${RuleStep} scenario=${request.scenario} />`],
    request.scenario?.fault && ['', html`<h2>A fault</h2><span class="soft">The answer was spoilt: <code>${
      request.scenario.fault}</code>.</span>`],
    request.link && request.link_state && ['lit ' + request.link_state, html`<${LinkStep} request=${request}
      step=${step} table=${table} />`],
    request.link && ['', html`<${WebhookStep} hooks=${request.webhooks || []} request=${request} />`],
    request.link && ['', html`<${NowStep} request=${request} link=${link} />`],
  ].filter(Boolean);
  return html`<ol class="why">${steps.map(([kind, content], i) => html`<li key=${i} data-n=${i + 1}
    class=${names(kind)}>${content}</li>`)}</ol>`;
}
