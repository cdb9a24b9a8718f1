// A scenario's machine, laid out from the top by dagre: loops stand at the side, states that a rule names and the
// file has not are dashed and red.
import { html, names } from '../lib/ui.js';
import { graphlib, layout } from '../../vendor/diagram.js';

const height = 34, most = 3; // lines of words beside an edge

const widthOf = (name) => Math.max(64, name.length * 7.7 + 26);

/** grouped joins rules with the same ends: [{from, to, words, lines, bad}]. */
export function grouped(edges) {
  const groups = new Map();
  for (const e of edges) {
    const key = e.from + ' ' + e.to;
    if (!groups.has(key)) groups.set(key, { from: e.from, to: e.to, words: [], lines: [], bad: false });
    const group = groups.get(key);
    const word = e.trigger === 'after' ? 'after ' + e.when.replace(/(\d+[dhms])(0[hms])+$/, '$1')
      : `${e.trigger}: ${e.respond}`;
    if (!group.words.includes(word)) group.words.push(word);
    if (e.line) group.lines.push(e.line);
    group.bad ||= Boolean(e.bad);
  }
  return [...groups.values()].map((g) => ({ ...g, words: g.words.length > most
    ? [...g.words.slice(0, most - 1), `+${g.words.length - most + 1} more`] : g.words }));
}

// loopWidth is the room that a state's loop takes beside it, 0 for none.
function loopWidth(groups, name) {
  const loop = groups.find((g) => g.from === name && g.to === name);
  return loop ? 42 + Math.max(...loop.words.map((w) => w.length)) * 6.7 : 0;
}

// crowded says whether a loop lies over another state.
const crowded = ({ nodes }, groups) => [...nodes].some(([name, n]) => [...nodes].some(([other, o]) => other !== name
  && Math.abs(o.y - n.y) < 48 && o.x > n.x && o.x - o.width / 2 < n.x + n.width / 2 + loopWidth(groups, name)));

/** place lays the states and edges out: {nodes, edges, width, height}. Loops get room of their own if they need it. */
export function place(states, groups) {
  const close = placed(states, groups, false);
  return crowded(close, groups) ? placed(states, groups, true) : close;
}

function placed(states, groups, roomy) {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 54, ranksep: 56, marginx: 14, marginy: 14 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const name of states) {
    graph.setNode(name, { width: widthOf(name) + (roomy ? 2 * loopWidth(groups, name) : 0), height });
  }
  const known = groups.filter((g) => graph.hasNode(g.from) && graph.hasNode(g.to));
  for (const g of known.filter((k) => k.from !== k.to)) {
    graph.setEdge(g.from, g.to, { width: Math.max(...g.words.map((w) => w.length)) * 6.3 + 14,
      height: g.words.length * 13, labelpos: 'c' });
  }
  layout(graph);
  const nodes = new Map(graph.nodes().map((name) => [name, { ...graph.node(name), width: widthOf(name) }]));
  const wordWidth = (g) => Math.max(...g.words.map((w) => w.length)) * 6.7;
  const edges = known.map((g) => ({ ...g,
    ...(g.from === g.to ? loopAt(nodes.get(g.from)) : between(graph.edge(g.from, g.to))) }));
  const reach = [...nodes.values()].map((n) => [n.x - n.width / 2, n.x + n.width / 2]);
  for (const g of edges) {
    reach.push(g.anchor === 'start' ? [g.label[0], g.label[0] + wordWidth(g)]
      : [g.label[0] - wordWidth(g) / 2, g.label[0] + wordWidth(g) / 2]);
  }
  const left = Math.min(...reach.map((r) => r[0])) - 8, right = Math.max(...reach.map((r) => r[1])) + 8;
  return { nodes, edges, left, width: Math.max(right - left, 220), height: Math.max(graph.graph().height, 60) };
}

function loopAt({ x, y, width }) {
  const side = x + width / 2;
  return { d: `M${side} ${y - 9}C${side + 34} ${y - 22} ${side + 34} ${y + 22} ${side + 7} ${y + 8}`,
    head: [side + 6, y + 8, 207], label: [side + 34, y], anchor: 'start' };
}

function between({ points, x, y }) {
  const [first, ...rest] = points, last = rest.at(-1), before = rest.at(-2) || first;
  let d = `M${first.x} ${first.y}`;
  rest.forEach((p, i) => {
    const next = rest[i + 1];
    d += next ? `Q${p.x} ${p.y} ${(p.x + next.x) / 2} ${(p.y + next.y) / 2}` : `L${p.x} ${p.y}`;
  });
  const turn = Math.atan2(last.y - before.y, last.x - before.x) * 180 / Math.PI;
  const rad = turn * Math.PI / 180, head = [last.x - 7 * Math.cos(rad), last.y - 7 * Math.sin(rad), turn];
  return { d, head, label: [x, y], anchor: 'middle' };
}

/**
 * Diagram draws states and edges. now is the state in which somebody stands; lit are lines of the file whose edges
 * are lit; ghosts are states that are missing; choose gets the lines of an edge that is clicked.
 */
export function Diagram({ states, edges, now = '', lit = [], ghosts = [], choose }) {
  const groups = grouped(edges), drawn = place([...states, ...ghosts], groups);
  const reached = new Set(groups.filter((g) => g.from !== g.to).map((g) => g.to));
  const isLit = (g) => g.lines.some((l) => lit.includes(l));
  const kind = (g) => (g.bad ? 'bad' : isLit(g) ? 'last' : g.from === g.to ? '' : 'way');
  const ordered = [...drawn.edges].sort((a, b) => isLit(a) - isLit(b));
  return html`<svg class="mach" viewBox=${`${drawn.left} 0 ${drawn.width} ${drawn.height}`} role="img"
    style=${`max-width:${Math.round(drawn.width * 1.15)}px`}
    aria-label=${`States: ${states.join(', ')}.${ghosts.length ? ` Missing: ${ghosts.join(', ')}.` : ''}`}>
    ${ordered.map((g) => html`<g key=${g.from + ' ' + g.to} class="edge2" onClick=${() => choose(g.lines)}>
      <path class=${'e ' + kind(g)} d=${g.d} /><path class=${'h ' + kind(g)} d="M0-4.2 8 0 0 4.2Z"
        transform=${`translate(${g.head[0]} ${g.head[1]}) rotate(${g.head[2]})`} />
      ${g.words.map((word, i) => html`<text class=${kind(g)} x=${g.label[0]} style=${`text-anchor:${g.anchor}`}
        y=${g.label[1] + 4 + 13 * (i - (g.words.length - 1) / 2)}>${word}</text>`)}</g>`)}
    ${[...drawn.nodes].map(([name, { x, y, width }]) => html`<g key=${name} class=${names('nd', name === now && 'now',
      ghosts.includes(name) && 'ghost', !ghosts.includes(name) && name !== states[0] && !reached.has(name) && 'lone')}>
      <rect x=${x - width / 2} y=${y - height / 2} width=${width} height=${height} rx="10" /><text x=${x}
        y=${y + 4.5}>${name}</text></g>`)}</svg>`;
}
