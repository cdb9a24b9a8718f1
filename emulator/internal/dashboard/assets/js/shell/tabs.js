// Tabs and segments: a choice of one, by mouse and arrows.
import { html } from '../lib/ui.js';

/**
 * Tabs: options are [{name, title}]; kind is seg or tabs; panel is the id of what they switch.
 */
export function Tabs({ options, chosen, choose, label, kind = 'seg', panel }) {
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = options.findIndex((o) => o.name === chosen);
    const next = options[(at + step + options.length) % options.length];
    choose(next.name);
    const list = event.currentTarget;
    requestAnimationFrame(() => list.querySelector('[aria-selected="true"]')?.focus());
  };
  return html`<span class=${kind} role="tablist" aria-label=${label}
    onKeyDown=${move}>${options.map((o) => html`<button
    key=${o.name} type="button" role="tab" aria-selected=${String(o.name === chosen)} aria-controls=${panel}
    tabindex=${o.name === chosen ? 0 : -1} onClick=${() => choose(o.name)}>${o.title}</button>`)}</span>`;
}
