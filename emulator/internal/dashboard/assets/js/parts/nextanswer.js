// "Answer the next one like this with ...": a queued answer for the next request of the same operation.
import { html, useRef, useState } from '../lib/ui.js';
import { Action } from '../shell/action.js';
import { useKeys } from '../lib/keys.js';
import { Icon } from '../shell/icon.js';

const answers = [
  ['token_required', 'the bank wants a token'], ['login_error', 'the bank refuses the credentials'],
  ['institution_down', 'the bank is down'], ['institution_unavailable', 'the bank does not answer'],
  ['session_expired', 'the MFA session has ended'], ['too_many_sessions', 'another session is open'],
  ['unexpected_error', 'something else went wrong'], ['invalid_link', 'the link is invalid'],
];
const faults = [['hang', 'no answer at all'], ['reset', 'the connection is cut'], ['truncated', 'half an answer'],
  ['malformed', 'no JSON'], ['503', 'a page with 503']];

/** NextAnswer is the button, and the form that it opens. */
export function NextAnswer({ request }) {
  const [open, setOpen] = useState(false);
  const [chosen, choose] = useState(answers[0][0]);
  const [queued, setQueued] = useState(false);
  const form = useRef();
  const show = () => {
    setOpen(true);
    setQueued(false);
    setTimeout(() => form.current?.querySelector('select').focus(), 0);
  };
  useKeys([{ keys: ['n'], label: 'Answer the next one like this with …', run: show }]);
  const path = request.path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*');
  const [kind, word] = chosen.startsWith('fault:') ? ['fault', chosen.slice(6)] : ['respond', chosen];
  const fault = word === '503' ? { status: 503 } : word;
  const body = { match: { method: request.method, path }, ...(kind === 'fault' ? { fault } : { respond: word }) };
  if (!open) {
    return html`<button type="button" class="btn small" title="Answer the next one like this with …"
      onClick=${show}>Next answer <kbd aria-hidden="true">n</kbd></button>`;
  }
  return html`<div class="giveform" role="group" aria-label="The next answer" ref=${form}>
    <label class="stack tight"><span>Answer the next <code>${request.method} ${path}</code> with</span>
      <select value=${chosen} onChange=${(e) => { choose(e.target.value); setQueued(false); }}>
        <optgroup label="an error">${answers.map(([code, what]) => html`<option
          value=${code}>${code}: ${what}</option>`)}</optgroup>
        <optgroup label="a broken answer">${faults.map(([name, what]) => html`<option
          value=${'fault:' + name}>${what}</option>`)}</optgroup></select></label>
    <div class="acts"><${Action} kind="small primary" call=${{ method: 'POST', path: 'next', body }}
        done=${() => setQueued(true)}>${queued ? 'Queued; one more' : 'Queue it'}<//>
      <button type="button" class="btn small quiet" onClick=${() => setOpen(false)}><${Icon}
        name="close" /> Close</button></div></div>`;
}
