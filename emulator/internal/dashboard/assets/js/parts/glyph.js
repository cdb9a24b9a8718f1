// The two small sizes of the map: the glyph in rows and the strip in the inspector.
import { html, names } from '../lib/ui.js';

const dots = {
  unconfirmed: [4, 15], valid: [15, 9], token_required: [28, 4], invalid: [28, 15.5], expired: [42, 5.5],
  deleted: [42, 15.5],
};

/** Glyph is six dots with the current one lit and the last change as a line. */
export function Glyph({ from = '', to }) {
  const changed = from && from !== to && from !== 'none' && dots[from];
  const others = Object.entries(dots).filter(([name]) => name !== to);
  const said = changed ? `${from} to ${to}` : to;
  return html`<svg class=${names('glyph', to)} viewBox="0 0 46 20" role="img" aria-label=${said}>
    <title>${said}</title>
    <path d="M4 15 15 9 28 4M15 9 28 15.5M28 4V15.5M34 5.5h4M34 15.5h4" />
    ${changed && dots[to] && html`<path class="way" d=${`M${dots[from].join(' ')} ${dots[to].join(' ')}`} />`}
    ${others.map(([name, [x, y]]) => html`<circle
      class=${changed && name === from ? 'was' : ''} cx=${x} cy=${y}
        r=${changed && name === from ? 2.2 : 1.7} />`)}
    ${dots[to] && html`<circle class="now" cx=${dots[to][0]} cy=${dots[to][1]} r="4.4" />`}</svg>`;
}

const strip = { // of each edge: its path, and its head's place and turn
  'none-valid': ['M18 62H186', 186, 62, 0], 'none-unconfirmed': ['M12 68Q14 104 40 104H76', 76, 104, 0],
  'unconfirmed-valid': ['M96 104H160Q186 104 192 74', 192, 74, -79],
  'valid-token_required': ['M202 54Q250 22 340 26', 340, 26, 2.5],
  'token_required-valid': ['M344 38Q270 44 208 60', 208, 60, 165.5],
  'valid-invalid': ['M204 70Q250 104 340 101', 340, 101, -2],
  'invalid-valid': ['M342 110Q230 118 200 76', 200, 76, -125.5],
  'token_required-invalid': ['M356 40V93', 356, 93, 90], 'invalid-token_required': ['M346 94V42', 346, 42, -90],
  'any-expired': ['M440 38H500', 500, 38, 0], 'any-deleted': ['M440 104H500', 500, 104, 0],
  'expired-deleted': ['M512 46V92', 512, 92, 90],
  'expired-token_required': ['M508 28Q430 4 366 22', 366, 22, 166],
  'expired-valid': ['M506 30Q360 0 204 52', 204, 52, 161],
};
const places = {
  unconfirmed: [86, 104, 125], valid: [196, 62, 49], token_required: [352, 30, 17], invalid: [352, 104, 125],
  expired: [512, 38, 25], deleted: [512, 104, 125],
};
const hidden = ['expired-deleted', 'expired-token_required', 'expired-valid']; // unless they were walked

/** LifeStrip is the map with names and the one edge that was taken; edge names it, as edgeOf does. */
export function LifeStrip({ from, to, edge }) {
  const shown = Object.entries(strip).filter(([name]) => name === edge || !hidden.includes(name));
  return html`<svg class=${names('life mini', to)} viewBox="0 0 564 132" role="img"
    aria-label=${`${from} to ${to}`}>
    <rect class="box" x="44" y="4" width="396" height="124" rx="18" />
    ${shown.map(([name, [d, x, y, turn]]) => html`<g
      class=${names('eg', name === edge && 'last')}><path class="edge" d=${d} />${name === edge
      && html`<path class="head" d="M0-4.2 8 0 0 4.2Z" transform=${`translate(${x} ${y}) rotate(${turn})`} />`}
      <path class="spark" d=${d} /></g>`)}
    <circle class="start" cx="12" cy="62" r="4.5" />
    ${Object.entries(places).map(([name, [x, y, label]]) => html`<g class=${names('mn', name,
      name === to ? 'now' : name === from && 'was')}>${name === to && html`<circle class="halo" cx=${x} cy=${y}
        r="11" />`}
      <circle class="dot" cx=${x} cy=${y} r=${name === to ? 7 : 5} /><text x=${x} y=${label}>${name}</text>
        </g>`)}</svg>`;
}
