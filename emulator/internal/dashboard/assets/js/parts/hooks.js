// Webhooks as the view shows them: each event with its deliveries, and what is said of them.
import { useEffect, useRef, useState } from '../lib/ui.js';
import { get } from '../lib/api.js';

const most = 5000; // deliveries that are asked for, the newest

/** useDeliveries has the deliveries of each event, by its id, and the endpoints; again reads them anew. */
export function useDeliveries(records, clock) {
  const [state, setState] = useState({ byEvent: new Map(), endpoints: [], read: false });
  const [asked, ask] = useState(0);
  const busy = useRef(false);
  const key = [records.webhooks.at(-1)?.position, records.attempts.at(-1)?.position, clock?.now, asked].join();
  const latest = useRef(key);
  useEffect(() => {
    latest.current = key;
    if (busy.current) return; // it is asked again when the answer is there
    busy.current = true;
    Promise.all([get('webhooks/deliveries', { limit: most }), get('webhooks/endpoints')])
      .then(([deliveries, endpoints]) => setState({ byEvent: grouped(deliveries, endpoints), endpoints, read: true }))
      .catch(() => {}) // the top bar says that the connection is lost
      .finally(() => setTimeout(() => {
        busy.current = false;
        if (latest.current !== key) ask((n) => n + 1);
      }, 200));
  }, [key]);
  return { ...state, again: () => ask((n) => n + 1) };
}

// grouped has the deliveries of each event in the order of the endpoints.
function grouped(deliveries, endpoints) {
  const order = new Map(endpoints.map((e, i) => [e.id, i])), byEvent = new Map();
  const place = (d) => order.get(d.endpoint) ?? endpoints.length;
  for (const d of deliveries) {
    if (!byEvent.has(d.webhook_id)) byEvent.set(d.webhook_id, []);
    byEvent.get(d.webhook_id).push(d);
  }
  for (const ways of byEvent.values()) ways.sort((a, b) => place(a) - place(b));
  return byEvent;
}

export const waiting = (d) => d.state === 'pending' || d.state === 'retrying';
const lost = (d) => d.state === 'given_up' || d.state === 'dropped';

/** sets are what the list can be narrowed to. */
export const sets = [
  { name: '', title: 'All', has: () => true },
  { name: 'waiting', title: 'Not yet taken', has: (ways) => ways.some(waiting) },
  { name: 'lost', title: 'Given up', has: (ways) => ways.some(lost) },
  { name: 'inbox', title: 'Inbox', has: (ways) => ways.length === 0 },
];

/** matches says whether an event has all words of a filter. */
export function matches(event, ways, words, link) {
  const text = [event.type, event.code, event.link, 'link:' + event.link, event.cause, event.webhook_id,
    link?.institution_name, link?.username, ...ways.map((d) => d.endpoint + ' ' + d.state)].join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
}

const numbers = ['no endpoint', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
export const count = (n) => numbers[n] || String(n);
const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** verdict is the sentence of an event: who has taken it, as a bold part and a rest. */
export function verdict(ways) {
  if (ways.length === 0) return ['It waits in the inbox.', 'There was no endpoint when it came.'];
  if (ways.every((d) => d.state === 'nothing_to_tell')) return ['There was nothing to tell, so it was not sent.', ''];
  const sent = ways.filter((d) => d.state !== 'nothing_to_tell');
  const taken = sent.filter((d) => d.state === 'delivered').length;
  if (taken === sent.length) {
    return [sent.length === 1 ? 'It was taken.' : `All ${count(sent.length)} have taken it.`, ''];
  }
  if (sent.length === 1) return [sent.some(waiting) ? 'It is not taken yet.' : 'It was not taken.', ''];
  const who = taken === 0 ? `None of ${count(sent.length)} has` : taken === 1 ? `One of ${count(sent.length)} has`
    : `${capital(count(taken))} of ${count(sent.length)} have`;
  return [`${who} taken it.`, ''];
}

/** outcomeWord says what an attempt came to. */
export const outcomeWord = (a) => (a.status ? String(a.status) : a.outcome.replace('_', ' '));
