// A dialog with a form that makes a call.
import { html, useEffect, useRef, useState } from '../lib/ui.js';
import { act } from '../lib/api.js';
import { refresh } from '../lib/world.js';
import { pointing, useOff } from '../shell/action.js';
import { Icon } from '../shell/icon.js';

/** Field is a labelled input; children are those of a select. */
export function Field({ label, hint, value, set, options, ...more }) {
  const change = (e) => set(e.target.value);
  return html`<label class="labelled"><span>${label}</span>${options
    ? html`<span class="field"><select value=${value} onChange=${change} ...${more}>${options.map((o) => html`<option
        key=${o.value ?? o} value=${o.value ?? o}>${o.title ?? o}</option>`)}</select></span>`
    : html`<span class="field"><input value=${value} onInput=${change} autocomplete="off" spellcheck="false"
        ...${more} /></span>`}${hint && html`<span class="soft hint">${hint}</span>`}</label>`;
}

/** Check is a box to tick. */
export const Check = ({ label, value, set }) => html`<label class="check"><input type="checkbox" checked=${value}
  onChange=${(e) => set(e.target.checked)} /> ${label}</label>`;

/**
 * FormDialog: calls returns the calls that the form makes, one after the other, and may throw an Error that
 * is shown; done gets the last answer.
 */
export function FormDialog({ title, word, calls, done, close, children }) {
  const box = useRef();
  const [error, setError] = useState(''), off = useOff();
  useEffect(() => { box.current.showModal(); }, []);
  const send = async (event) => {
    event.preventDefault();
    if (off) return;
    try {
      let answer = null;
      for (const call of calls()) answer = await act(call);
      refresh();
      box.current.close();
      done?.(answer);
    } catch (e) {
      setError(e.message);
    }
  };
  const shown = () => { try { return calls().at(-1); } catch { return { path: '' }; } };
  return html`<dialog class="form" aria-label=${title} ref=${box} onClose=${close}><form onSubmit=${send}>
    <header class="row"><h1>${title}</h1><button type="button" class="btn quiet square end" aria-label="Close"
      onClick=${() => box.current.close()}><${Icon} name="close" /></button></header>
    <div class="stack">${children}</div>
    ${error && html`<p class="refused" role="alert">${error}</p>`}
    <footer class="row"><button class="btn primary" title=${off || undefined}
        aria-disabled=${off ? 'true' : undefined} ...${pointing(shown)}>${word}</button>
      <button type="button" class="btn quiet" onClick=${() => box.current.close()}>Cancel</button></footer>
    </form></dialog>`;
}
