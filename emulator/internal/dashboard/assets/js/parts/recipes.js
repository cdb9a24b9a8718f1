// What makes a thing happen that was not met: steps of calls, which run as they are or are pasted into a shell.
// $LINK in them is the link that the first step makes, $SESSION the one of an answer 428; what only the application
// knows is in capitals, and such steps are not run.

const control = (method, path, body) => ({ kind: 'control', method, path, body });
const api = (method, path, body) => ({ kind: 'api', method, path, body });
const password = 'pass_valid';
const seed = (state, institution = 'heimdall_mx_retail') => control('POST', 'links', { institution, state });
const next = (respond) => control('POST', 'next', { respond });
const event = (name) => control('POST', 'links/$LINK/events', { event: name, when: 'now' });
const register = api('POST', '/api/links/', { institution: 'erebor_mx_retail', username: 'bnk100', password });

const answers = { ok: 'ok', challenged: 'token_required', refused: 'login_error' };
const operations = {
  retrieve: api('POST', '/api/accounts/', { link: '$LINK' }),
  update: api('PUT', '/api/links/$LINK/', { password }),
  resume: api('PATCH', '/api/links/', { link: '$LINK', session: 'SESSION', token: '111111' }),
};
const refreshes = { ok: 'refresh', challenged: 'demand_token', refused: 'invalidate' };

const resume = api('PATCH', '/api/links/', { link: '$LINK', session: '$SESSION', token: '111111' });
const heimdall = api('POST', '/api/links/', { institution: 'heimdall_mx_retail', username: 'mfa_text', password });

// resumed begins a session, which the answer 428 names, and resumes it.
function resumed(from, how) {
  const end = [next(answers[how]), resume];
  if (from === 'unconfirmed') return [heimdall, ...end];
  if (from === 'token_required') return [seed('valid'), operations.retrieve, ...end];
  return [seed('valid'), next(answers[how]), operations.resume];
}

function transition(name) {
  const [from, happening] = name.split(' '), at = happening.lastIndexOf('_');
  const what = happening.slice(0, at), how = happening.slice(at + 1);
  const made = from === 'none' ? [] : [seed(from)];
  if (what === 'register') return [next(answers[how]), register];
  if (what === 'resume') return resumed(from, how);
  if (what === 'modify') return [...made, api('PATCH', '/api/links/$LINK/', { access_mode: 'single' })];
  if (what === 'delete') return [...made, api('DELETE', '/api/links/$LINK/')];
  if (what === 'refresh') return [...made, event(refreshes[how])];
  if (what === 'consent') return [seed(from, 'ofmockbank_br_retail'), event('expire_consent')];
  if (how === 'expired') return [...made, event('expire_' + what)];
  if (how === 'exhausted') return [...made, ...Array(6).fill([next('login_error'), operations.retrieve]).flat()];
  return [...made, next(answers[how]), operations[what]];
}

function operation(name) {
  const [method, path] = name.split(' '), link = path.startsWith('/api/links/{id}/');
  const to = link ? path.replace('{id}', '$LINK') : path.replace('{id}', 'ID');
  if (method === 'GET' || method === 'DELETE') return [...(link ? [seed('valid')] : []), api(method, to)];
  if (path === '/api/links/' && method === 'POST') return [register];
  if (path === '/api/token/') return [api(method, path, { scopes: 'read_links' })];
  if (path === '/api/token/refresh/') return [api(method, path, { refresh: 'REFRESH' })];
  if (link) return [seed('valid'), api(method, to, method === 'PUT' ? { password } : { access_mode: 'single' })];
  if (method === 'PATCH') return [seed('token_required'), api(method, to, operations.resume.body)];
  return [seed('valid'), api(method, to, { link: '$LINK' })];
}

const recipes = {
  operations: operation,
  codes: (code) => [next(code), api('GET', '/api/links/')],
  statuses: (state) => [seed(state), api('GET', '/api/links/$LINK/')],
  transitions: transition,
  webhooks: (name) => [
    control('POST', 'webhooks/endpoints', { id: 'built-in', url: location.origin
      + '/__emulator/v1/webhooks/receiver/200' }),
    seed('valid', 'erebor_mx_retail'),
    control('POST', 'webhooks/fire', { link: '$LINK', type: name.split(' ')[0], code: name.split(' ')[1] }),
  ],
};

/** recipe is what makes an item of an axis happen. */
export const recipe = (axis, name) => recipes[axis](name);

/** runnable says whether the page can run a recipe: nothing in it is known to the application alone. */
export const runnable = (steps) =>
  !/\b(ID|SESSION|REFRESH)\b/.test(JSON.stringify(steps).replace(/\$(LINK|SESSION)/g, ''));

const quote = (value) =>
  "'" + JSON.stringify(value).replaceAll("'", "'\\''").replace(/\$(LINK|SESSION)/g, "'$&'") + "'";

/** shell is a recipe as lines for a shell; keys are the sandbox's. */
export function shell(steps, origin, keys) {
  const text = JSON.stringify(steps), lines = ['V1=' + origin + '/__emulator/v1'];
  for (const s of steps) {
    const method = s.method === (s.body ? 'POST' : 'GET') ? '' : ` -X ${s.method}`;
    const data = s.body ? ' -d ' + quote(s.body) : '';
    if (s.kind === 'api') {
      const type = s.body ? " -H 'Content-Type: application/json'" : '';
      const call = `curl -s${method} -u ${keys.id}:${keys.password} ${origin}${s.path}${type}${data}`;
      const begins = text.includes('$SESSION') && s !== steps.at(-1) && s.path !== '/api/links/$LINK/';
      lines.push(begins ? `read LINK SESSION < <(${call} | jq -r '.[0] | "\\(.link) \\(.session)"')` : call);
    } else {
      const call = `curl -s${method} $V1/${s.path}${data}`;
      lines.push(s.path === 'links' ? `LINK=$(${call} | jq -r '.links[0].link.id')` : call);
    }
  }
  return lines.join('\n');
}

/** callOf is the call of a step, with the link that was made and the session that was begun. */
export function callOf(step, link, session = '$SESSION') {
  const text = JSON.stringify(step).replaceAll('$LINK', link).replaceAll('$SESSION', session);
  const { kind, method, path, body } = JSON.parse(text);
  if (kind === 'control') return { method, path, body };
  return { method: 'POST', path: 'requests/send', body: { method, path, body } };
}
