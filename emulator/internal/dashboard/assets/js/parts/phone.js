// The phone: a frame with the widget in it, on a page of its own, so that nothing of the dashboard is on it.
import { html, useEffect, useRef } from '../lib/ui.js';
import { sandboxNow } from '../lib/world.js';
import { clockTime } from '../lib/format.js';
import { useTick } from '../shell/clock.js';

/** rootOf is the widget's shadow root in a frame, null while it is not there. */
const rootOf = (frame) => frame.contentDocument?.querySelector('[data-testid="belvo-host"]')?.shadowRoot || null;

/** fill puts values into the fields of the widget that are there, and says whether there was any. */
export function fill(frame, values) {
  const root = frame && rootOf(frame);
  let filled = false;
  for (const [name, value] of Object.entries(values)) {
    const field = root?.querySelector(`[data-testid="belvo-${name}"], [data-testid="belvo-field-${name}"]`);
    if (!field) continue;
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    filled = true;
  }
  return filled;
}

// build shows the widget in a frame that is loaded, and tells what the page is told.
function build(frame, { token, config }, told) {
  const { belvoSDK, document: page } = frame.contentWindow;
  page.addEventListener('belvo-emulator:autopilot', (event) => told('autopilot', [event.detail]));
  belvoSDK.createWidget(token, {
    ...config,
    callback: (...args) => told('callback', args),
    onExit: (...args) => told('onExit', args),
    onEvent: (...args) => told('onEvent', args),
  }).build();
}

/**
 * Phone: run is what it shows, {number, token, config, hosted}, null before the first; told gets the name of
 * each function that is called and its arguments; children stand on the screen while there is no run.
 */
export function Phone({ run, told, frame, children }) {
  useTick(true);
  const listener = useRef(null);
  useEffect(() => {
    listener.current = (event) => {
      if (event.source !== frame.current?.contentWindow || event.origin !== location.origin) return;
      let data = null;
      try { data = JSON.parse(event.data); } catch { /* it is none of the hosted page's */ }
      if (data?.eventName) told('postMessage', [data]);
    };
    addEventListener('message', listener.current);
    return () => removeEventListener('message', listener.current);
  });
  const loaded = () => {
    const to = frame.current.contentWindow.location;
    const ended = new URLSearchParams(to.search).get('ended');
    if (ended) told('goes to', [`${to.pathname}${to.search}`]);
    else if (!run.hosted) build(frame.current, run, told);
  };
  return html`<section class="phone" aria-label="The widget in a phone"><div class="screen2"><span class="isl"></span>
    <div class="sbar" aria-hidden="true"><span>${clockTime(sandboxNow()).slice(0, 5)}</span><svg width="17" height="11"
      viewBox="0 0 17 11"><path d="M1 8h2v3H1zM5 6h2v5H5zM9 3h2v8H9zM13 0h2v11h-2z" fill="currentColor" /></svg></div>
    ${run ? html`<iframe key=${run.number} ref=${frame} title="The widget" onLoad=${loaded}
      src=${run.hosted || '/__emulator/phone'}></iframe>` : html`<div class="body">${children}</div>`}</div></section>`;
}
