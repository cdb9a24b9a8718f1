// The keyboard: which keys do what, in the view that is shown and everywhere. Keys do nothing while a field
// has the focus or with a modifier of the browser.
import { useLayoutEffect } from './ui.js';

const groups = []; // of bindings, the newest last

/** useKeys binds keys while the component is shown: [{keys: ['j', 'ArrowDown'], label, run}]. */
export function useKeys(bindings) {
  useLayoutEffect(() => {
    const group = { bindings };
    groups.push(group);
    return () => groups.splice(groups.indexOf(group), 1);
  });
}

/** boundKeys lists what is bound now, each label once. */
export function boundKeys() {
  const seen = new Map();
  for (const { bindings } of groups) for (const b of bindings) if (b.label) seen.set(b.label, b.shown || b.keys);
  return [...seen];
}

const typing = (target) => target.closest?.('input, textarea, select, [contenteditable]');
let prefix = ''; // of two keys such as g r
let pressed = ''; // the key that did something and was not released yet

function find(key) {
  for (const { bindings } of [...groups].reverse()) {
    const found = bindings.find((b) => b.keys.includes(key));
    if (found) return found;
  }
  return null;
}

addEventListener('keydown', (event) => {
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
  const { key, target } = event;
  pressed = '';
  if (key === 'Escape' && typing(target)) { target.blur(); return; }
  if (typing(target) || document.querySelector('dialog[open]')) return;
  if ((key === 'Enter' || key === ' ') && target.closest?.('a, button, summary')) return;
  const found = find(prefix + key);
  prefix = '';
  if (found) {
    event.preventDefault();
    pressed = key;
    found.run(event);
  } else if (key === 'g') {
    prefix = 'g ';
    setTimeout(() => { prefix = ''; }, 900);
  }
});

// A key may move the focus to a field before its own character comes, which is no text for that field.
addEventListener('beforeinput', (event) => { if (pressed && event.data === pressed) event.preventDefault(); });
addEventListener('keyup', (event) => { if (event.key === pressed) pressed = ''; });
