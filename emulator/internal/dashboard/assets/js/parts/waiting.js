// What waits for the next requests: queued answers, or the steps of a story that is told.
import { html, useEffect, useRef, useState } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { Action } from '../shell/action.js';
import { Icon } from '../shell/icon.js';

const pause = 400; // milliseconds between two looks while requests come

// textOf says what an answer that waits does, and to which request.
function textOf({ id, left, note, match = {}, before, ...does }) {
  const which = Object.entries(match).map(([name, value]) => `${name} ${value}`).join(', ') || 'the next request';
  const effects = (before || []).map((e) => 'first ' + Object.values(e).join(' '));
  const what = Object.entries(does).filter(([name]) => name !== 'times')
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
  return `${which}: ${[...effects, ...what].join(', ') || 'the ordinary answer'}${left > 1 ? `, ${left} times` : ''}`;
}

/** useWaiting is what waits, read anew as requests come and when again is called. */
function useWaiting(version) {
  const [list, setList] = useState({ waiting: [] });
  const timer = useRef(0);
  const again = () => { timer.current = 0; get('next').then(setList).catch(() => {}); };
  useEffect(() => { timer.current ||= setTimeout(again, list.waiting.length || list.story ? pause / 4 : pause); },
    [version]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return [list, again];
}

/** Waiting shows nothing while nothing waits. */
export function Waiting({ version }) {
  const [{ waiting, story = '' }, again] = useWaiting(version);
  if (waiting.length === 0 && !story) return null;
  const count = waiting.length === 1 ? '1 answer waits' : `${waiting.length} answers wait`;
  const end = story ? { method: 'DELETE', path: 'story' } : { method: 'DELETE', path: 'next' };
  return html`<div class="note waits"><${Icon} name="play" /><details class="grow"><summary>${story
      ? html`The story <b>${story}</b> is told: ${waiting.length ? count : 'all its answers are used'}`
      : html`${count} for what is asked next`}</summary>
    <ol>${waiting.map((w) => html`<li key=${w.id}>${textOf(w)}</li>`)}</ol></details>
    <${Action} kind="small" call=${end} done=${again}>${story ? 'End the story' : 'Forget'}<//></div>`;
}
