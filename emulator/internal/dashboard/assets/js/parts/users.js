// Who can be tried at an institution, and what happens when one registers: read from the scenarios' rules.
import { useEffect, useState } from '../lib/ui.js';
import { get } from '../lib/api.js';

/** globs says whether a pattern such as heimdall_* claims a name. */
export function globs(pattern, name) {
  if (pattern.startsWith('/')) {
    try { return new RegExp(pattern.slice(1, pattern.lastIndexOf('/'))).test(name); } catch { return false; }
  }
  const escaped = pattern.replace(/[.+^${}()|\\[\]]/g, '\\$&');
  return new RegExp('^' + escaped.replaceAll('*', '.*').replaceAll('?', '.') + '$').test(name);
}

const claims = (patterns, name) => patterns.length === 0 || patterns.some((p) => globs(p, name));

// conditions are those of a rule, by the name of the field.
function conditions(when = '') {
  return Object.fromEntries(when.split('; ').filter(Boolean).map((c) => [c.slice(0, c.indexOf(':')),
    c.slice(c.indexOf(':') + 2)]));
}

const refused = (code) => ({ to: '', says: 'refused: ' + code });
const challenge = { mfa_numeric: 'asks for a number, at registration', mfa_qr: 'shows a QR code to scan',
  mfa_text: 'asks a secret question', mfa_inputless: 'waits for the phone' };

/** outcomeOf is what an answer to a registration makes of a link. */
export function outcomeOf(respond, username) {
  if (respond === 'ok') return { to: 'valid', says: 'valid at once' };
  if (respond === 'token_required') {
    return { to: 'unconfirmed', says: challenge[username] || 'asks for a token, at registration' };
  }
  return refused(respond);
}

const example = (pattern) => pattern.replaceAll('*', '1').replaceAll('?', '1');

/** usersOf are the users that a scenario tells apart: those of its rules, and any other. */
export function usersOf(scenario) {
  const edges = scenario.edges.filter((e) => e.from === scenario.start && e.trigger === 'register');
  const named = new Map();
  for (const e of edges) {
    const { username, ...others } = conditions(e.when);
    if (!username || username.includes(', ') || Object.keys(others).length > 0) continue;
    if (username.includes('*') && [...named.keys()].some((n) => globs(username, n))) continue;
    if (!named.has(example(username))) named.set(example(username), outcomeOf(e.respond, username));
  }
  const other = edges.find((e) => !e.when);
  const first = scenario.match.usernames[0];
  const any = first && !first.startsWith('/') ? example(first) : 'user_valid';
  const list = [...named].map(([username, outcome]) => ({ username, ...outcome }));
  if (other && !named.has(any)) {
    list.unshift({ username: any, to: outcomeOf(other.respond, any).to, says: scenario.summary });
  }
  return list;
}

/** claimants are the scenarios that users choose by their names, at one institution. */
export function claimants(scenarios, institution) {
  return scenarios.filter((s) => s.match.usernames.length > 0 && claims(s.match.institutions, institution)
    && !s.match.usernames[0].startsWith('/'))
    .map((s) => ({ username: example(s.match.usernames[0]), to: '', says: s.summary, scenario: s.name }));
}

/** useInstitutions are all institutions, asked for once. */
let asked = null;
export function useInstitutions() {
  const [list, setList] = useState([]);
  useEffect(() => {
    asked ||= get('institutions', {}, { global: true });
    asked.then(setList).catch(() => { asked = null; });
  }, []);
  return list;
}

/** useUsers are the users to try at an institution; empty until they are known. */
export function useUsers(institution) {
  const [users, setUsers] = useState([]);
  useEffect(() => {
    if (!institution) return undefined;
    let stale = false;
    Promise.all([get('scenarios'), get('scenarios/' + institution.scenario, {}, { global: true })])
      .then(([all, own]) => {
        if (!stale) setUsers([...usersOf(own), ...claimants(all.scenarios, institution.name)]);
      }).catch(() => {});
    return () => { stale = true; };
  }, [institution?.name]);
  return users;
}
