// A button that makes a call. While the pointer is on it or it has the focus, the line at the bottom of the
// page shows the call as curl; what was refused stands beside it.
import { createStore, html, names, useState, useStore } from '../lib/ui.js';
import { act, curlOf } from '../lib/api.js';
import { useKeys } from '../lib/keys.js';
import { refresh, world } from '../lib/world.js';

/** preview is the curl line of the action that is pointed at, "" for none. */
export const preview = createStore({ curl: '' });

const show = (call) => preview.set({ curl: call ? curlOf(call()) : '' });

/** pointing are the attributes with which any element shows the curl line of a call. */
export const pointing = (call) => ({
  onMouseEnter: () => show(call), onFocus: () => show(call), onMouseLeave: () => show(null), onBlur: () => show(null),
});

/** useOff is why a button makes no call now: what off says, or that the connection is lost. "" if it does. */
export function useOff(off = '') {
  const lost = useStore(world, (w) => w.live === 'lost');
  return off || (lost ? 'The connection is lost; it is tried again.' : '');
}

/**
 * Action: call is {method, path, body} or a function that returns it; done gets the answer. A key of the
 * keyboard does the same; label says in the list of keys, and to the pointer, what it does. It is off while the
 * call runs or while off says why. With pressed it is one of a row of choices.
 */
export function Action({ call, done, kind = '', off: why = '', shortcut = '', label = '', quietError = false, pressed,
  children }) {
  const off = useOff(why);
  const [state, setState] = useState({ running: false, error: '' });
  const make = () => (typeof call === 'function' ? call() : call);
  const run = async () => {
    if (off || state.running) return;
    setState({ running: true, error: '' });
    try {
      const answer = await act(make());
      setState({ running: false, error: '' });
      refresh();
      done?.(answer);
    } catch (error) {
      setState({ running: false, error: error.message });
    }
  };
  useKeys(shortcut ? [{ keys: [shortcut], label: label || String(children), run }] : []);
  return html`<span class="action"><button type="button" aria-pressed=${pressed}
    class=${names(pressed === undefined && 'btn', kind, state.running && 'runs')}
    aria-disabled=${off || state.running ? 'true' : undefined} title=${off || label || undefined}
    onClick=${run} ...${pointing(make)}>${children}${shortcut
      && html` <kbd aria-hidden="true">${shortcut}</kbd>`}</button>
    ${state.error && !quietError && html`<span class="refused" role="alert">${state.error}</span>`}</span>`;
}
