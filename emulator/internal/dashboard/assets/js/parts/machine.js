// A scenario's own machine: the bank's states as boxes with square corners, left to right from the start, so
// that nobody takes them for a link's. Rules with the same ends share an edge.
import { html, names } from '../lib/ui.js';

const nodeHeight = 34, gapX = 66, gapY = 84, top = 58;

// words are short for what a rule answers, so that they fit beside an edge.
const words = { retrieve: 'data', resume: 'token', update: 'password' };
const widthOf = (name) => Math.max(56, name.length * 7.6 + 22);

/** shared groups edges by their ends: [{from, to, triggers, lines}]. */
export function shared(edges) {
  const groups = new Map();
  for (const e of edges) {
    const key = e.from + ' ' + e.to;
    if (!groups.has(key)) groups.set(key, { from: e.from, to: e.to, triggers: [], lines: [] });
    const group = groups.get(key);
    const word = e.trigger === 'after' ? 'after ' + e.when : (words[e.trigger.split('.')[0]] || e.trigger);
    if (!group.triggers.includes(word)) group.triggers.push(word);
    if (e.line) group.lines.push(e.line);
  }
  return [...groups.values()];
}

// ranks are the columns: how many ways a state is from the start; what is not reached stands last.
function ranks(states, start, groups) {
  const rank = new Map([[start, 0]]);
  for (const queue = [start]; queue.length > 0;) {
    const at = queue.shift();
    for (const g of groups) {
      if (g.from === at && !rank.has(g.to)) { rank.set(g.to, rank.get(at) + 1); queue.push(g.to); }
    }
  }
  const last = Math.max(...rank.values());
  for (const s of states) if (!rank.has(s)) rank.set(s, last + 1);
  return rank;
}

/** layout places the states: {nodes: name to {x, y, w}, width, height}. */
export function layout(states, start, groups) {
  const rank = ranks(states, start, groups);
  const columns = [];
  for (const s of states) (columns[rank.get(s)] ||= []).push(s);
  const rows = Math.max(...columns.filter(Boolean).map((c) => c.length));
  const nodes = new Map();
  let x = 12;
  for (const column of columns.filter(Boolean)) {
    const w = Math.max(...column.map(widthOf));
    const down = (rows - column.length) * (nodeHeight + gapY) / 2;
    column.forEach((s, i) => nodes.set(s, { x, y: top + down + i * (nodeHeight + gapY), w, rank: rank.get(s) }));
    x += w + gapX;
  }
  return { nodes, width: x - gapX + 12, height: top + rows * (nodeHeight + gapY) };
}

const turn = (dx, dy) => Math.atan2(dy, dx) * 180 / Math.PI;

// route is an edge's path, its head and its label's place. Edges forward go above, those back go below.
function route(a, b, self) {
  const cy = nodeHeight / 2;
  if (self) {
    const x = a.x + a.w / 2, y = a.y + nodeHeight;
    return { d: `M${x - 13} ${y}C${x - 16} ${y + 32} ${x + 16} ${y + 32} ${x + 12} ${y + 6}`,
      head: [x + 12, y + 6, -100], label: [x, y + 40] };
  }
  if (a.rank === b.rank) {
    const down = b.y > a.y, x = a.x + a.w / 2 + (down ? 8 : -8);
    const from = down ? a.y + nodeHeight : a.y, to = down ? b.y - 7 : b.y + nodeHeight + 7;
    return { d: `M${x} ${from}V${to}`, head: [x, to, down ? 90 : -90], label: [x, (from + to) / 2 + 4] };
  }
  const forward = b.rank > a.rank, lift = forward ? -1 : 1;
  const x1 = forward ? a.x + a.w : a.x, x2 = forward ? b.x - 7 : b.x + b.w + 7;
  const y1 = a.y + cy + lift * 9, y2 = b.y + cy + lift * 9;
  const far = Math.abs(a.rank - b.rank) > 1 ? 34 : 14, mid = (x1 + x2) / 2;
  const my = (lift < 0 ? Math.min(y1, y2) : Math.max(y1, y2)) + lift * far;
  return { d: `M${x1} ${y1}Q${mid} ${my} ${x2} ${y2}`, head: [x2, y2, turn(x2 - mid, y2 - my)],
    label: [mid, (y1 + y2) / 4 + my / 2 + (lift < 0 ? -6 : 14), lift < 0] };
}

const lineHeight = 12;

// labelOf stacks what an edge stands for, two words and how many more, away from the edge.
function labelOf(triggers, [x, y, up], kind) {
  const lines = triggers.slice(0, 2);
  if (triggers.length > 2) lines[1] += ` +${triggers.length - 2}`;
  const first = up ? y - lineHeight * (lines.length - 1) : y;
  return lines.map((line, i) => html`<text class=${kind} x=${x} y=${first + lineHeight * i}>${line}</text>`);
}

/**
 * Machine draws a scenario. now is the state in which somebody stands and who that is; last the {from, to} that was
 * walked; ghosts are states that rules name and the file has not; choose gets a state or an edge's lines.
 */
export function Machine({ states, start, edges, now = '', who = '', last = null, ghosts = [], choose = null }) {
  const groups = shared(edges);
  const { nodes, width, height } = layout([...states, ...ghosts], start, groups);
  const said = `States: ${states.join(', ')}.` + (now ? ` ${who || 'The user'} is in ${now}.` : '');
  const walked = (g) => last && g.from === last.from && g.to === last.to;
  const kind = (g) => (ghosts.includes(g.to) ? 'bad' : walked(g) ? 'last' : 'way');
  const pick = (lines) => (choose ? () => choose(lines) : undefined);
  return html`<svg class="mach" viewBox=${`0 0 ${Math.max(width, 260)} ${height}`} role="img"
    aria-label=${said}>
    ${groups.filter((g) => nodes.has(g.from) && nodes.has(g.to)).map((g) => {
      const r = route(nodes.get(g.from), nodes.get(g.to), g.from === g.to);
      return html`<g key=${g.from + ' ' + g.to} onClick=${pick(g.lines)}><path class=${'e ' + kind(g)}
        d=${r.d} />
        <path class=${'h ' + kind(g)} d="M0-4.2 8 0 0 4.2Z"
          transform=${`translate(${r.head[0]} ${r.head[1]}) rotate(${r.head[2]})`} />
        ${labelOf(g.triggers, r.label, kind(g))}</g>`;
    })}
    ${[...nodes].map(([name, { x, y, w }]) => html`<g key=${name}
      class=${names('nd', name === now && 'now', ghosts.includes(name) && 'ghost')}>
      <rect x=${x} y=${y} width=${w} height=${nodeHeight} rx="10" /><text x=${x + w / 2}
        y=${y + 21.5}>${name}</text>
      ${name === now && who && html`<text class="who" x=${x + w / 2} y=${y - 9}>${who}</text>`}</g>`)}</svg>`;
}
