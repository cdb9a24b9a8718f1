// Which edge of the map a transition walks.
const stored = ['unconfirmed', 'valid', 'token_required', 'invalid'];

/** edgeOf is the edge of the map that a transition walks. */
export function edgeOf({ from, to }) {
  if (from === to) return 'loop-' + from;
  if (stored.includes(from) && (to === 'expired' || to === 'deleted')) return 'any-' + to;
  return from + '-' + to;
}
