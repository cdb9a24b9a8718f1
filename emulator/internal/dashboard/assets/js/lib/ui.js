// What every component imports: templates, hooks, and useStore.
import { createElement } from '../../vendor/preact.js';
import { useEffect, useState } from '../../vendor/hooks.js';
import htm from '../../vendor/htm.js';

export { Fragment, render } from '../../vendor/preact.js';
export { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../../vendor/hooks.js';

/** html`<p>...</p>` makes virtual elements. Texts in it are always escaped. */
export const html = htm.bind(createElement);

/** createStore holds a value that components follow with useStore. */
export function createStore(value) {
  const listeners = new Set();
  return {
    get: () => value,
    set(change) {
      value = typeof change === 'function' ? change(value) : { ...value, ...change };
      listeners.forEach((listener) => listener());
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** useStore is what select takes of a store's value; the component renders again when that changes. */
export function useStore(store, select = (value) => value) {
  const [, render] = useState(0);
  const now = select(store.get());
  useEffect(() => {
    let last = now;
    const look = () => {
      const next = select(store.get());
      if (!Object.is(next, last)) { last = next; render((n) => n + 1); }
    };
    look();
    return store.subscribe(look);
  }, [store]);
  return now;
}

/** names joins the class names that are there. */
export const names = (...list) => list.filter(Boolean).join(' ');
