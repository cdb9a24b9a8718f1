// Three buttons that show the story of a link without writing anything: register, 428, heal.
import { html, useEffect, useState } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { useWorld } from '../lib/world.js';
import { href } from '../lib/router.js';
import { Icon } from '../shell/icon.js';
import { Action } from '../shell/action.js';

const send = (method, path, body) => ({ method: 'POST', path: 'requests/send', body: { method, path, body } });
const register = send('POST', '/api/links/',
  { institution: 'heimdall_mx_retail', username: 'user_valid', password: 'pass_valid' });

/** storyOf is the newest link of Heimdall's with how far it has come: 0 to 3 steps. */
function storyOf(records, links) {
  const link = [...links.values()].find((l) => l.institution === 'heimdall_mx_retail');
  if (!link) return { done: 0 };
  const steps = records.steps.get(link.id) || [];
  if (link.state === 'token_required') return { link, done: 2 };
  return { link, done: steps.some((s) => s.to === 'token_required') && link.state === 'valid' ? 3 : 1 };
}

function Step({ number, done, title, what, children }) {
  return html`<li><span class=${'num' + (done ? ' did' : '')}>${done ? html`<${Icon}
    name="tick" />` : number}</span>
    <span><b>${title}</b><br /><span class="soft">${what}</span></span>${children}</li>`;
}

/** Why says which rule gave the answer of a request, and what it does. */
function Why({ cause }) {
  const [rule, setRule] = useState('');
  useEffect(() => { get('requests/' + cause).then((r) => setRule(r.scenario?.rule || '')).catch(() => {}); }, [cause]);
  return html`The answer is 428: the institution wants a token before it gives data${rule
    && html`, by the rule <code>${rule}</code>`}; ${' '}<a href=${href('requests', cause)}>here is why</a>.`;
}

export function FirstSteps({ records }) {
  const { links } = useWorld();
  const { link, done } = storyOf(records, links);
  const asked = link && [...(records.steps.get(link.id) || [])].reverse().find((s) => s.to === 'token_required');
  return html`<section class="card"><header><h2>Or see it without writing anything</h2><span
    class="soft end">three clicks</span></header>
    <ol class="steps">
      <${Step} number="1" done=${done > 0} title="Register a link at Heimdall" what="It is valid at once.">
        <${Action} kind=${done === 0 ? 'primary' : ''} call=${register} shortcut="1"
          label="Register a link at Heimdall">${
          done > 0 ? 'Again' : 'Do it'}<//><//>
      <${Step} number="2" done=${done > 1} title="Ask for its accounts"
        what=${asked ? html`<${Why} cause=${asked.cause} />`
          : 'Heimdall wants a token: 428. You see the rule that says so.'}>
        <${Action} kind=${done === 1 ? 'primary' : ''}
          off=${done === 1 ? '' : 'It needs a valid link of Heimdall.'}
          call=${() => send('POST', '/api/accounts/', { link: link?.id })} shortcut="2"
            label="Ask for its accounts">Do it<//><//>
      <${Step} number="3" done=${done > 2} title="Heal it in the widget"
        what=${html`The widget asks for the code; <code>111111</code> is right.`}>
        ${done === 2 ? html`<a class="btn primary" href=${href('widget', '', { link: link.id })}>Open it</a>`
          : html`<button type="button" class="btn" aria-disabled="true"
            title="The link has to wait for a token.">Open it</button>`}<//>
    </ol></section>`;
}
