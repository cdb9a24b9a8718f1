/** Making elements, without markup in strings: nothing of a server or a token is ever parsed. */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Makes an element. Attributes beginning with "on" are listeners; those that are null, undefined
 * or false are left out, true stands for an empty one.
 * @param {string} tag
 * @param {Object<string, *>} [attributes]
 * @param {...(Node|string|null|Array)} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * Makes an SVG element.
 * @param {string} tag
 * @param {Object<string, *>} [attributes]
 * @param {...Node} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat(2).filter((c) => c !== null && c !== undefined && c !== false && c !== ''));
  return element;
}

/** The shapes of the icons, on a field of 24 units, drawn with lines. */
const SHAPES = {
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4',
  next: 'M9 5l7 7-7 7',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  bolt: 'M13 3L5 14h6l-1 7 8-11h-6z',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  eyeOff:
    'M4 4l16 16M9.9 5.3A10 10 0 0 1 12 5c6 0 10 7 10 7a18 18 0 0 1-3 3.7M6 7a18 18 0 0 0-4 5s4 7 10 7' +
    'a10 10 0 0 0 4-.8M10 10a3 3 0 0 0 4 4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  alert: 'M12 8v5M12 16.5v.1M12 3l9.5 17h-19z',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2',
  cloud: 'M7 18a4 4 0 0 1-.5-8 6 6 0 0 1 11.4 1.5A3.5 3.5 0 0 1 17.5 18zM9.5 13.5l5 0',
  phone: 'M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM11 18h2',
  key: 'M14.5 13a4.5 4.5 0 1 0-4.3-3.2L3 17v4h4v-3h3v-3l1.8-1.8a4.5 4.5 0 0 0 2.7-.2zM16 8.5v.1',
  shield: 'M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6' +
    'M18 14a6.5 6.5 0 0 1 3.5 6',
  bank: 'M3 9.5L12 4l9 5.5zM5 10v7M10 10v7M14 10v7M19 10v7M3 20h18M4 17h16',
};

/**
 * An icon; it says nothing to screen readers.
 * @param {keyof SHAPES} name
 * @returns {SVGElement}
 */
export function icon(name) {
  return svg(
    'svg',
    { viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: SHAPES[name] }),
  );
}

/**
 * A tile with an institution's initials in its colour: its logo lies on another host.
 * @param {{display_name: string, primary_color: string}} institution
 * @returns {HTMLElement}
 */
export function tile(institution) {
  const words = institution.display_name
    .replace(/\(.*\)/, '')
    .trim()
    .split(/\s+/);
  const initials = words
    .slice(0, 2)
    .map((w) => w[0])
    .join('')
    .toUpperCase();
  const mark = h('span', { class: 'tile', 'aria-hidden': 'true' }, initials);
  const colour = safeColour(institution.primary_color) || '#056dae';
  mark.style.setProperty('--tile', colour);
  mark.style.setProperty('--on-tile', readableOn(colour));
  return mark;
}

/**
 * The colour if it is a plain hexadecimal one, else "".
 * @param {*} colour
 * @returns {string}
 */
export function safeColour(colour) {
  return /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(colour || '') ? colour : '';
}

/**
 * White, or nearly black where that can be read better on a colour.
 * @param {string} colour hexadecimal
 * @returns {string}
 */
export function readableOn(colour) {
  return contrast(colour, 1) >= 4.5 ? '#ffffff' : '#10131a';
}

/**
 * The contrast of a colour with a grey, as the accessibility guidelines count it.
 * @param {string} colour hexadecimal
 * @param {number} grey the other's luminance, 0 to 1
 * @returns {number}
 */
export function contrast(colour, grey) {
  const full = colour.length === 4 ? colour.replace(/[0-9a-f]/gi, '$&$&') : colour;
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(full.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const own = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return (Math.max(own, grey) + 0.05) / (Math.min(own, grey) + 0.05);
}
