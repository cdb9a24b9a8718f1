// The filter of the requests: words that all have to be met. A number is a status (4 stands for 4xx), name:word
// looks into one property, anything else is a part of the path, the operation, a code or the institution.

/** sets are the choices beside the filter. */
export const sets = [
  { name: '', title: 'All', count: (r) => r.requests.length, keeps: () => true },
  { name: 'refused', title: 'Refused', count: (r) => r.refused, keeps: (r) => r.status >= 400 || r.status === 0 },
  { name: '428', title: '428', count: (r) => r.answered428, keeps: (r) => r.status === 428 },
  { name: 'unread', title: 'Unread fields', count: (r) => r.unread, icon: 'warn', keeps: (r) => r.unread },
  { name: 'webhooks', title: 'With webhooks', count: (r) => r.withWebhooks, icon: 'bolt',
    keeps: (r, records) => Boolean(records.byCause.get(r.id)?.webhooks.length) },
];

const properties = {
  link: (r) => r.link, method: (r) => r.method.toLowerCase(), path: (r) => r.path.toLowerCase(),
  code: (r) => r.codes.join(' '), id: (r) => r.id, state: (r) => r.state, auth: (r) => r.auth,
  user: (r) => r.username.toLowerCase(),
};

function wordTest(word, links) {
  const [name, ...rest] = word.split(':');
  if (rest.length > 0 && properties[name]) {
    const part = rest.join(':');
    return (r) => properties[name](r).includes(part);
  }
  if (/^\d{1,3}$/.test(word)) return (r) => String(r.status).startsWith(word);
  return (r) => (r.id === word) || r.path.toLowerCase().includes(word) || r.method.toLowerCase() === word
    || r.operation.toLowerCase().includes(word) || r.codes.some((c) => c.includes(word))
    || r.institution.includes(word) || r.username.toLowerCase().includes(word)
    || (links.get(r.link)?.institution_name || '').toLowerCase().includes(word);
}

/** bodyWords are the words that look into bodies, such as body.link:x, which the emulator has to answer. */
export const bodyWords = (text) => Object.fromEntries(text.split(/\s+/).filter((w) => /^body\.[^:]+:./.test(w))
  .map((w) => [w.slice(0, w.indexOf(':')), w.slice(w.indexOf(':') + 1)]));

/** filterOf is the test of a text and a set; found are the ids that the emulator found by their bodies. */
export function filterOf(text, set, records, links, found) {
  const words = text.toLowerCase().split(/\s+/).filter((w) => w && !/^body\.[^:]*(:|$)/.test(w));
  const tests = words.map((w) => wordTest(w, links));
  const { keeps } = sets.find((s) => s.name === set) || sets[0];
  return (r) => (!found || found.has(r.id)) && keeps(r, records) && tests.every((test) => test(r));
}
