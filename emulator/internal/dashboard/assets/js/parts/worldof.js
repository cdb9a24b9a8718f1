// The world as a request left it: what control calls answer with ?at.
import { useEffect, useRef, useState } from '../lib/ui.js';
import { get } from '../lib/api.js';

const pause = 80; // milliseconds without a move of the slider before the world is asked for

/** useThen is {links, clock, agenda} as a request left them, or {error}; null while it is asked, and for no request. */
export function useThen(at) {
  const [then, setThen] = useState(null);
  const wanted = useRef(at);
  wanted.current = at;
  useEffect(() => {
    if (!at) return undefined;
    const timer = setTimeout(async () => {
      let found;
      try {
        const [links, clock, agenda] = await Promise.all([
          get('links', { at, limit: 500 }), get('clock', { at }), get('clock/agenda', { at, limit: 50 })]);
        found = { at, links: new Map(links.links.map((l) => [l.id, l])), clock, agenda };
      } catch (error) {
        found = { at, error: error.message };
      }
      if (wanted.current === at) setThen(found);
    }, pause);
    return () => clearTimeout(timer);
  }, [at]);
  return then && then.at === at ? then : null;
}
