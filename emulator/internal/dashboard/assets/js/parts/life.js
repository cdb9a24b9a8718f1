// The stage: a link's life in full, with the way it went. Up to 760 px wide it is drawn in portrait.
import { html, names } from '../lib/ui.js';
import { landscape, portrait } from './geometry.js';
import { edgeOf } from './edges.js';

/** eventsByEdge has the events of each edge, in the order of the table of a link's life. */
export function eventsByEdge(table) {
  const edges = {};
  for (const t of table) {
    const events = edges[edgeOf(t)] ||= [];
    if (!events.includes(t.event)) events.push(t.event);
  }
  return edges;
}

// walked has, of each edge, its events with the numbers of the steps that were made of them.
function walked(steps) {
  const edges = {};
  steps.forEach((step, i) => {
    const events = edges[edgeOf(step)] ||= {};
    (events[step.event] ||= []).push(step.number || i + 1);
  });
  return edges;
}

const shown = 4; // numbers of steps of one event, at most

function labelOf(edge, place, events, made, current, wide) {
  const [x, y, anchor, direction] = place;
  if (!made) {
    if (!wide || !events || edge.startsWith('loop-')) return null;
    const more = events.length > 1 ? ' +' + (events.length - 1) : '';
    return html`<text class="lab" x=${x} y=${y} text-anchor=${anchor}>${events[0] + more}</text>`;
  }
  const lines = wide ? Object.entries(made) : [['', Object.values(made).flat().sort((a, b) => a - b)]];
  const first = direction > 0 ? y : y - 14 * (lines.length - 1);
  return lines.map(([event, numbers], i) => html`<text class="lab on" x=${x} y=${first + 14 * i}
    text-anchor=${anchor}>${event}${numbers.length > shown && html`<tspan class="num" dx="6">…</tspan>`}${
    numbers.slice(-shown).map((n, k) => html`<tspan class=${names('num', n === current && 'now')}
      dx=${k || !wide ? 5 : 7}>${n}</tspan>`)}</text>`);
}

function edge(name, geometry, state) {
  const { path, head } = geometry.edges[name];
  const loop = name.startsWith('loop-') && !state.made[name] && !state.may.includes(name) && !state.marks?.[name];
  return html`<g key=${name} class=${names('eg', state.made[name] && 'way', state.last === name && 'last',
    state.may.includes(name) && 'may', loop && 'hid', state.marks?.[name]?.class)}>
    <path class="edge" d=${path} />
    <path class="head" d="M0-4.2 8 0 0 4.2Z"
      transform=${`translate(${head[0]} ${head[1]}) rotate(${head[2]})`} />
    <path class="spark" d=${path} /></g>`;
}

function node(name, [x, y, width], { now, been, since }) {
  const middle = x + width / 2, current = now === name;
  return html`<g key=${name} class=${names('node', name, been.has(name) && 'been', current && 'now')}>
    <rect class="halo" x=${x - 3} y=${y - 3} width=${width + 6} height="50" rx="25" />
    <rect class="body" x=${x} y=${y} width=${width} height="44" rx="22" />
    <text x=${middle} y=${y + (current && since ? 20.5 : 26.5)}>${name}</text>
    ${current && since && html`<text class="since" x=${middle} y=${y + 35.5}>${since}</text>`}</g>`;
}

function map(geometry, id, state, wide) {
  const at = geometry.nodes[state.now];
  // What was walked lies over what was not, and the last edge over all.
  const order = (name) => (state.last === name ? 2 : state.made[name] ? 1 : 0);
  const edges = Object.keys(geometry.edges).sort((a, b) => order(a) - order(b));
  const [bx, by, bw, bh, br] = geometry.box;
  return html`<svg class=${names('life', state.now, state.idle && 'idle', wide ? 'landscape' : 'portrait')}
      viewBox=${geometry.viewBox} role="img" aria-label=${state.label}>
    <rect class="box" x=${bx} y=${by} width=${bw} height=${bh} rx=${br} />
    <text class="boxname" x=${geometry.boxName[0]} y=${geometry.boxName[1]}>credentials stored</text>
    <defs><radialGradient id=${id}><stop offset="0" stop-opacity=".30" /><stop offset=".45"
      stop-opacity=".10" />
      <stop offset="1" stop-opacity="0" /></radialGradient></defs>
    <circle class="glow" r=${geometry.glow} fill=${`url(#${id})`} style=${at
      ? `transform:translate(${at[0] + at[2] / 2}px,${at[1] + 22}px)` : 'opacity:0'} />
    <circle class="start" cx=${geometry.start[0]} cy=${geometry.start[1]} r=${geometry.start[2]} />
    ${edges.map((name) => edge(name, geometry, state))}
    ${edges.map((name) => html`<g key=${'l' + name}>${state.marks?.[name]?.text
      ? html`<text class=${names('lab', state.marks[name].class)} x=${geometry.edges[name].label[0]}
          y=${geometry.edges[name].label[1]}
            text-anchor=${geometry.edges[name].label[2]}>${state.marks[name].text}</text>`
      : !state.idle && labelOf(name, geometry.edges[name].label, state.events[name], state.made[name],
        state.current, wide)}</g>`)}
    ${Object.entries(geometry.nodes).map(([name, place]) => node(name, place, state))}
    ${state.idle && html`<circle class="ghost" r=${wide ? 6 : 5}><animateMotion dur="9s"
      repeatCount="indefinite"
      path=${geometry.ghost} /></circle>`}</svg>`;
}

/**
 * LifeStage draws the map. steps: the transitions so far, the oldest first; table: the table of a link's life;
 * since: words below the current state; may: edges that a possible event would walk; marks: for coverage, of
 * each edge {class, text}; idle: nothing has happened, without words.
 */
export function LifeStage({ id, steps = [], table = [], since = '', may = [], marks = null, idle = false }) {
  const last = steps.at(-1);
  const state = {
    now: last?.to || '', last: last ? edgeOf(last) : '', current: last?.number || steps.length,
    been: new Set(marks ? Object.keys(landscape.nodes) : steps.flatMap((s) => [s.from, s.to])),
    made: walked(steps), events: eventsByEdge(table), since, may, marks, idle,
    label: last ? `A link's life as a state machine. Now ${last.to}.` : "A link's life as a state machine.",
  };
  return html`<div class="lifemap">${map(landscape, id + '-w', state, true)}${
    map(portrait, id + '-p', state, false)}</div>`;
}
