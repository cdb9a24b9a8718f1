// The page: the frame, and in it the view that the address names.
import { html, render, useEffect, useState, useStore } from './lib/ui.js';
import { route } from './lib/router.js';
import { session } from './lib/session.js';
import { connect, world } from './lib/world.js';
import { useKeys } from './lib/keys.js';
import { viewNamed } from './shell/views.js';
import { TopBar } from './shell/topbar.js';
import { Rail } from './shell/rail.js';
import { CallLine } from './shell/callline.js';
import { Blocked, KeysDialog } from './shell/dialogs.js';

const loaded = new Map(); // of each view that was shown: its component

function Main() {
  const { view: name, id, query } = useStore(route);
  const blocked = useStore(session, (s) => s.blocked);
  const view = viewNamed(name);
  const known = useStore(world, (w) => w.clock !== null);
  const [, render] = useState(0);
  useEffect(() => {
    document.title = `${view.title} · belvo-emulator`;
    if (!loaded.has(view.name)) {
      view.load().then((module) => { loaded.set(view.name, module.View); render((n) => n + 1); });
    }
  }, [view.name]);
  const View = loaded.get(view.name);
  if (blocked) return html`<${Blocked} why=${blocked} reason=${session.get().reason} />`;
  // Until the first answers are there, a view would say that there is no link, and that nothing is due.
  if (!known && view.name !== 'home') return html`<p class="empty soft" aria-busy="true">One moment.</p>`;
  return View ? html`<${View} key=${view.name} id=${id} query=${query} />` : null;
}

function App() {
  const [help, setHelp] = useState(false);
  useKeys([
    { keys: ['?'], label: 'All keys', run: () => setHelp(true) },
    { keys: ['/'], label: 'Search', run: () => setTimeout(() => document.querySelector('[data-search]')?.focus()) },
  ]);
  return html`<a class="skip" href="#main"
    onClick=${(event) => { event.preventDefault(); document.getElementById('main').focus(); }}>
      To the content</a>
    <div class="app"><${TopBar} help=${() => setHelp(true)} /><${Rail} />
      <div class="body"><main id="main" tabindex="-1"><${Main} /></main><${CallLine} /></div></div>
    ${help && html`<${KeysDialog} close=${() => setHelp(false)} />`}`;
}

viewNamed(route.get().view).load().then((module) => {
  loaded.set(viewNamed(route.get().view).name, module.View);
  const root = document.getElementById('app');
  root.textContent = '';
  render(html`<${App} />`, root);
  connect();
  import('./parts/counts.js');
});
