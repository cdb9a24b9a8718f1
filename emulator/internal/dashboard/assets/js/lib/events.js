// The stream of what happens, by fetch: EventSource cannot send the control token.
import { refusal, request } from './api.js';

/** parse reads one block of the stream: its event, its id and its data; null for a comment. */
export function parse(block) {
  let event = '', id = 0, data = '';
  for (const line of block.split('\n')) {
    if (line.startsWith('event: ')) event = line.slice(7);
    else if (line.startsWith('id: ')) id = Number(line.slice(4));
    else if (line.startsWith('data: ')) data += line.slice(6);
  }
  return event ? { event, id, data: JSON.parse(data) } : null;
}

/** follow reads the stream from its beginning and hands over blocks of text until it ends. */
export async function follow({ signal, opened, block }) {
  const response = await request({ path: 'events', query: { since: 0 }, signal });
  if (!response.ok) throw await refusal(response);
  opened();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    for (const text of blocks) block(text);
  }
}
