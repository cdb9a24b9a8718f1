// The rail of views. On a phone it is a bar of five at the bottom, whose last opens the others.
import { html, names, useRef, useStore } from '../lib/ui.js';
import { go, href, route } from '../lib/router.js';
import { useKeys } from '../lib/keys.js';
import { useWorld } from '../lib/world.js';
import { Icon } from './icon.js';
import { viewNamed, views } from './views.js';

export function Rail() {
  const now = viewNamed(useStore(route, (r) => r.view)).name;
  const world = useWorld();
  const menu = useRef();
  useKeys(views.map((v) => ({ keys: ['g ' + v.key], shown: ['g', v.key], label: v.title, run: () => go(v.name) })));
  return html`<nav class="rail" aria-label="Views">
    ${views.map((v) => {
      const count = v.count?.(world) || '', alert = v.alert?.(world);
      return html`<a key=${v.name} href=${href(v.name)} aria-current=${v.name === now ? 'page' : undefined}
        title=${v.title}><${Icon} name=${v.icon} /><span>${v.title}</span>
        <span class=${names('n', alert && 'alert')} title=${alert || undefined}>${count}</span></a>`;
    })}
    <button type="button" class="more" popovertarget="views"><${Icon} name="more" /><span>More</span></button>
    <div id="views" popover class="menu" ref=${menu}>${views.map((v) => html`<a key=${v.name}
      href=${href(v.name)}
      onClick=${() => menu.current.hidePopover()}><b>${v.title}</b></a>`)}</div>
    <p class="foot">${world.health?.version} · <a href="docs/">guide</a> · ${' '}
      <a href="licences.txt">licences</a>
      <br />${location.host}</p></nav>`;
}
