// The dialog of keys, and what stands in place of the page when no call is answered.
import { html, useEffect, useRef, useState } from '../lib/ui.js';
import { session, setToken } from '../lib/session.js';
import { boundKeys } from '../lib/keys.js';
import { Icon } from './icon.js';

const names = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', ' ': 'Space', Escape: 'Esc' };

export function KeysDialog({ close }) {
  const box = useRef();
  useEffect(() => { box.current.showModal(); }, []);
  return html`<dialog class="keys" aria-label="Keys" ref=${box} onClose=${close}>
    <header class="row"><h2>Keys</h2><button type="button" class="btn quiet square end" aria-label="Close"
      onClick=${() => box.current.close()}><${Icon} name="close" /></button></header>
    <div class="two">${boundKeys().map(([label, keys]) => html`<p key=${label}><span>${label}</span>
      <span class="row">${keys.map((k) => html`<kbd>${names[k] || k}</kbd>`)}</span></p>`)}</div></dialog>`;
}

/** Blocked asks for the control token, or says why nobody on this machine is answered. */
export function Blocked({ why, reason }) {
  const [text, setText] = useState(session.get().token);
  if (why === 'refused') {
    return html`<div class="page"><section class="card blocked"><h1>The control calls do not answer here</h1>
      <p class="soft">${reason}</p></section></div>`;
  }
  const send = (event) => {
    event.preventDefault();
    setToken(text);
  };
  return html`<div class="page"><form class="card blocked" onSubmit=${send}><h1>Control token</h1>
    <p class="soft">The emulator was started with --control-token. This tab remembers it until it is closed.</p>
    <label class="field"><span class="sr">Control token</span><input type="password" autocomplete="off" required
      value=${text} onInput=${(e) => setText(e.target.value)} /></label>
    <button class="btn primary">Use it</button></form></div>`;
}
