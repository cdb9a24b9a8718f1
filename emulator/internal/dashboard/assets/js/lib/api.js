// Calls of the control surface: the only way in which the page learns or does anything.
import { createStore } from './ui.js';
import { session } from './session.js';

const base = '/__emulator/v1/';
const tokenHeader = 'X-Belvo-Emulator-Control-Token';

/** lastCall is the action that was made last, with what came of it, for the line at the bottom of the page. */
export const lastCall = createStore({ curl: '', state: '', error: '' });

/** CallError is a call that was refused, in the emulator's words. */
export class CallError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** address is the path of a call, with the parameters that are not empty and the sandbox. */
function address(path, query, global) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query || {})) {
    if (value !== '' && value !== undefined && value !== null) parameters.set(name, value);
  }
  const { sandbox } = session.get();
  if (sandbox && !global && !parameters.has('sandbox')) parameters.set('sandbox', sandbox);
  const text = parameters.toString();
  return path + (text ? '?' + text : '');
}

const quote = (text) => "'" + text.replaceAll("'", "'\\''") + "'";

/** curlOf is the line that makes a call from a shell; $V1 is the address that ends in /__emulator/v1. */
export function curlOf({ method = 'GET', path, query, body, global }) {
  const to = address(path, query, global);
  const words = ['curl -s'];
  if (method !== 'GET') words.push('-X ' + method);
  if (session.get().token) words.push(`-H "${tokenHeader}: $CONTROL_TOKEN"`);
  words.push(/[?&*]/.test(to) ? '"$V1/' + to + '"' : '$V1/' + to);
  if (body !== undefined) words.push('-d ' + quote(JSON.stringify(body)));
  return words.join(' ');
}

/** request sends a call and returns the response, whatever its status. */
export async function request({ method = 'GET', path, query, body, global, signal, headers = {} }) {
  const { token } = session.get();
  const sent = { ...headers };
  if (token) sent[tokenHeader] = token;
  if (body !== undefined) sent['Content-Type'] = 'application/json';
  return fetch(base + address(path, query, global), {
    method, signal, headers: sent, cache: 'no-store', credentials: 'omit', redirect: 'error',
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}

/** refusal is the error of a response; it notes when no call at all is answered. */
export async function refusal(response) {
  const text = await response.text();
  let message = text;
  try { message = JSON.parse(text).error || text; } catch { /* it is no JSON */ }
  if (response.status === 401 && message.includes(tokenHeader)) session.set({ blocked: 'token', reason: message });
  if (response.status === 403 && message.startsWith('the control calls')) {
    session.set({ blocked: 'refused', reason: message });
  }
  return new CallError(response.status, message || String(response.status));
}

/** call makes a call and returns its answer, null for none. It throws a CallError. */
export async function call(options) {
  const response = await request(options);
  if (!response.ok) throw await refusal(response);
  const text = await response.text();
  if (!text) return null;
  return response.headers.get('Content-Type')?.startsWith('application/json') ? JSON.parse(text) : text;
}

export const get = (path, query, more) => call({ path, query, ...more });

/** act makes a call that changes something, and shows its curl line at the bottom of the page. */
export async function act(options) {
  const curl = curlOf(options);
  lastCall.set({ curl, state: 'running', error: '' });
  try {
    const answer = await call(options);
    lastCall.set({ curl, state: 'done', error: '' });
    return answer;
  } catch (error) {
    lastCall.set({ curl, state: 'failed', error: error.message });
    throw error;
  }
}
