// What this tab remembers: the sandbox that it looks at and the control token, both of this tab alone.
import { createStore } from './ui.js';

const prefix = 'belvo-emulator-';

// A browser may forbid storage; the page then forgets when it is loaded again.
function kept(name) {
  try { return sessionStorage.getItem(prefix + name) || ''; } catch { return ''; }
}
function keep(name, value) {
  try { sessionStorage.setItem(prefix + name, value); } catch { /* it is forbidden */ }
}

/** session: sandbox is "" for the default one; blocked says why no call is answered: "", token or refused. */
export const session = createStore({ sandbox: kept('sandbox'), token: kept('token'), blocked: '', reason: '' });

export function chooseSandbox(id) {
  keep('sandbox', id);
  session.set({ sandbox: id });
}

export function setToken(token) {
  keep('token', token);
  session.set({ token, blocked: '', reason: '' });
}
