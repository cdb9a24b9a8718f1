// The top bar: brand, sandbox, clock, connection, theme, keys.
import { html, useRef, useStore } from '../lib/ui.js';
import { chooseSandbox, session } from '../lib/session.js';
import { refreshSandboxes, useWorld } from '../lib/world.js';
import { toggleTheme } from '../lib/theme.js';
import { ago, short } from '../lib/format.js';
import { href } from '../lib/router.js';
import { useKeys } from '../lib/keys.js';
import { Icon } from './icon.js';
import { Clock } from './clock.js';

export const Mark = () => html`<svg viewBox="0 0 26 26" aria-hidden="true"><rect width="26" height="26" rx="8"
  fill="#2457e6" />
  <path d="M6 17.5 11 12l7.5-4.5M11 12l7.5 6M18.5 7.5V18" fill="none" stroke="#fff" stroke-opacity=".55"
    stroke-width="1.3" />
  <circle cx="6" cy="17.5" r="1.7" fill="#fff" fill-opacity=".8" /><circle cx="11" cy="12" r="1.7" fill="#fff"
    fill-opacity=".8" />
  <circle cx="18.5" cy="18" r="1.7" fill="#fff" fill-opacity=".8" /><circle cx="18.5" cy="7.5" r="3.4"
    fill="#fff" /></svg>`;

/** sandboxName is how people know a sandbox. */
export const sandboxName = (box) => (box.default ? 'default sandbox' : short(box.id));

/** lastUse says which client used a sandbox last, and when. */
export function lastUse(box) {
  if (!box.last_used) return 'no request yet';
  return `${box.client || 'a client'}, ${ago(Date.now() - Date.parse(box.last_used))}`;
}

function SandboxChooser() {
  const { sandboxes } = useWorld();
  const chosen = useStore(session, (s) => s.sandbox);
  const menu = useRef();
  const here = sandboxes.find((b) => (chosen ? b.id === chosen : b.default));
  const choose = (box) => {
    chooseSandbox(box.default ? '' : box.id);
    menu.current.hidePopover();
  };
  const walk = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = [...menu.current.querySelectorAll('button')];
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
  };
  return html`<button type="button" class="btn quiet sandbox" aria-haspopup="true" popovertarget="sandboxes"
      onClick=${refreshSandboxes}><span class="dotbox"></span>
      <span class="cut">${here ? sandboxName(here) : short(chosen) || 'default sandbox'}</span><${Icon}
        name="down" /></button>
    <div id="sandboxes" popover class="menu" ref=${menu} onKeyDown=${walk}>
      <p class="soft">Sandboxes. Any UUID as secret id opens one.</p>
      ${sandboxes.map((box) => html`<button type="button" key=${box.id} aria-pressed=${String(box === here)}
        onClick=${() => choose(box)}><b class="cut">${box.default ? 'default sandbox' : box.id}</b>
        <span>${lastUse(box)}</span></button>`)}</div>`;
}

const liveWords = { connecting: 'connecting', live: 'live', lost: 'lost, trying again' };

export function TopBar({ help }) {
  const { live } = useWorld();
  useKeys([{ keys: ['d'], label: 'Light or dark', run: toggleTheme }]);
  return html`<header class="top">
    <a class="brand" href=${href('home')} aria-label="belvo-emulator, home"><${Mark} />
      <span>belvo-emulator</span></a>
    <${SandboxChooser} /><${Clock} />
    <span class=${'live end ' + live} role="status"><i></i><span>${liveWords[live]}</span></span>
    <button type="button" class="btn quiet square" aria-label="Light or dark" onClick=${toggleTheme}><${Icon}
      name="sun" /></button>
    <button type="button" class="btn quiet square" data-help aria-label="Keys" onClick=${help}><kbd>?</kbd>
      </button></header>`;
}
