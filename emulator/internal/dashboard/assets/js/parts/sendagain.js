// Sending a request again: what the journal has masked is asked for first.
import { html, useState } from '../lib/ui.js';
import { Action, pointing } from '../shell/action.js';
import { useKeys } from '../lib/keys.js';
import { go } from '../lib/router.js';
import { Icon } from '../shell/icon.js';

const masked = '***';

// maskedIn has the paths of the masked fields of a body. Keys of an operation that takes them are the sandbox's.
function maskedIn(body, path = []) {
  if (body === masked) return [path];
  if (!body || typeof body !== 'object' || Array.isArray(body)) return [];
  return Object.entries(body).flatMap(([name, value]) => maskedIn(value, [...path, name]));
}

function withValue(object, path, value) {
  const [name, ...rest] = path;
  return { ...object, [name]: rest.length ? withValue(object[name] || {}, rest, value) : value };
}

/** missingOf are the paths of the fields that have to be given to send a request again. */
export function missingOf(request) {
  const keys = request.path.startsWith('/api/token') ? ['id', 'password'] : [];
  return maskedIn(request.body).filter((path) => path.length > 1 || !keys.includes(path[0]));
}

/** Resend is a button that makes the request again with a change of its body, and shows the new request. */
export function Resend({ request, change = {}, shortcut = '', children, label }) {
  const missing = missingOf(request);
  const [open, setOpen] = useState(false);
  const [values, setValues] = useState({});
  const call = () => {
    let body = { ...change };
    for (const path of missing) body = withValue(body, path, values[path.join('.')] || '');
    return {
      method: 'POST', path: `requests/${request.id}/replay`, body: Object.keys(body).length ? { body } : {},
    };
  };
  const done = (answer) => { setOpen(false); if (answer.request) go('requests', answer.request); };
  useKeys(missing.length && shortcut ? [{ keys: [shortcut], label, run: () => setOpen(true) }] : []);
  if (missing.length === 0) {
    return html`<${Action} kind="small" call=${call} done=${done} shortcut=${shortcut}
      label=${label}>${children}<//>`;
  }
  if (!open) {
    return html`<button type="button" class="btn small" title=${label} onClick=${() => setOpen(true)}
      ...${pointing(call)}>${children}${shortcut && html` <kbd aria-hidden="true">${shortcut}</kbd>`}</button>`;
  }
  return html`<div class="giveform" role="group" aria-label=${label}>
    <p class="soft">The journal masks secrets. Give them again:</p>
    ${missing.map((path) => html`<label class="field" key=${path.join('.')}><span
      class="soft">${path.join('.')}</span><input
      autocomplete="off" spellcheck=${false} value=${values[path.join('.')] || ''}
      onInput=${(e) => setValues({ ...values, [path.join('.')]: e.target.value })} /></label>`)}
    <div class="acts"><${Action} kind="small primary" call=${call} done=${done} label=${label}>Send<//>
      <button type="button" class="btn small quiet" onClick=${() => setOpen(false)}><${Icon}
        name="close" /> Not now</button></div></div>`;
}
