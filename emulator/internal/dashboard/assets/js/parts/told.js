// What the page is told by the widget, the newest first.
import { html, names } from '../lib/ui.js';

// The events name their details in two ways, as Belvo's do.
const details = (data) => data?.meta_data || data?.metadata || {};
const about = ({ page, error_code: error, warning_code: warning }) => page || error || warning || '';

// line is a JSON value in one line that can be broken.
const line = (value) => JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');

function Call({ call }) {
  const [data] = call.args, event = data?.eventName;
  const failed = event === 'ERROR' || event === 'WARNING';
  const rest = event ? line(details(data)) : call.args.map(line).join(', ');
  return html`<li class=${names(call.name === 'callback' && 'cb', failed && 'er')} data-call=${call.name}>
    <span class="f">${call.name}</span><span class="mono">${event
      ? html`${event} <span class="soft">${about(details(data))}</span>` : rest}</span>
    <time class="mono soft">${call.at}</time>${event && html`<pre class="mono">${rest}</pre>`}</li>`;
}

/** Told lists the calls; waits is what comes at the end, if it has not yet. */
export function Told({ calls, waits }) {
  return html`<section class="card"><header><h2>What your page is told</h2><span class="live end"><i></i>
      <span>as it comes</span></span></header>
    <ul class="calls" aria-live="polite">${waits && html`<li class="wait"><span class="f">callback</span>
        <span>${waits}</span></li>`}
      ${calls.map((call) => html`<${Call} key=${call.number} call=${call} />`)}
      ${calls.length === 0 && !waits && html`<li class="wait"><span class="f">nothing</span><span>Start the widget, and
        each call comes here.</span></li>`}</ul></section>`;
}
