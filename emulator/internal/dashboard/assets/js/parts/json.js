// JSON with colours: keys, texts, numbers and words. Names in marked are underlined: nothing read them.
import { html } from '../lib/ui.js';

const most = 400; // lines that are coloured; a longer text is shown as it is

const text = (value) => html`<span class="s">${JSON.stringify(value)}</span>`;

function plain(value) {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return html`<span class="n1">${String(value)}</span>`;
  return html`<span class="l">${String(value)}</span>`;
}

function inner(entries, indent, open, close, marked) {
  if (entries.length === 0) return open + close;
  const pad = ' '.repeat(indent + 2);
  const key = (name) => html`<span class=${marked.includes(name) && indent === 0 ? 'k unread' : 'k'}>${
    JSON.stringify(name)}</span>${': '}`;
  const line = ([name, value], i) => html`${pad}${name !== null && key(name)}${
    node(value, indent + 2, marked)}${i < entries.length - 1 ? ',' : ''}${'\n'}`;
  return html`${open}${'\n'}${entries.map(line)}${' '.repeat(indent)}${close}`;
}

function node(value, indent, marked) {
  if (Array.isArray(value)) return inner(value.map((v) => [null, v]), indent, '[', ']', marked);
  if (value && typeof value === 'object') return inner(Object.entries(value), indent, '{', '}', marked);
  return plain(value);
}

/** json is a JSON value as coloured lines; what is no JSON value is a text and shown as it is. */
export function json(value, marked = []) {
  if (typeof value === 'string') return value;
  const lines = JSON.stringify(value, null, 2);
  return lines.split('\n').length > most ? lines : node(value, 0, marked);
}
