// The line at the bottom: the call that the button under the pointer makes, or the last one, as curl.
import { html, useStore } from '../lib/ui.js';
import { lastCall } from '../lib/api.js';
import { preview } from './action.js';
import { CopyButton } from './copy.js';
import { Icon } from './icon.js';

const words = { running: 'sent', done: 'done', failed: 'refused', copied: 'copied' };

export function CallLine() {
  const pointed = useStore(preview, (p) => p.curl);
  const last = useStore(lastCall);
  const curl = pointed || last.curl;
  if (!curl) return null;
  return html`<footer class="callline" aria-label="The call as curl"><${Icon} name="prompt" />
    <code class="cut">${curl}</code>
    ${!pointed && html`<span class=${'soft ' + last.state}>${words[last.state]}</span>`}
    <${CopyButton} text=${curl} label="Copy the curl line" kind="small quiet" /></footer>`;
}
