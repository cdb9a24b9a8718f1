// Icons, drawn in a square of 16 units.
import { html } from '../lib/ui.js';

const paths = {
  home: 'M2.5 7.2 8 2.6l5.5 4.6M4 6.4V13h8V6.4',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01',
  link: 'M6.6 9.4l2.8-2.8M7.4 4.6l1-1a2.83 2.83 0 0 1 4 4l-1 1M8.6 11.4l-1 1a2.83 2.83 0 0 1-4-4l1-1',
  bolt: 'M8.8 1.8 3.2 9h4l-.9 5.2L12.8 7H8.6z',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12M8 4.8V8l2.2 1.6',
  phone: 'M4.5 1.8h7v12.4h-7zM7 12h2',
  machine: 'M4 5.5a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5M12 9.75a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5'
    + 'M4 14a1.75 1.75 0 1 0 0-3.5A1.75 1.75 0 0 0 4 14M4 5.5v5M5.6 4.2c3 .2 3.2 2.4 4.7 3.2',
  ring: 'M8 2a6 6 0 1 1-5.2 3',
  copy: 'M5.5 5.5h7.5V13H5.5zM3 10.5V3h7.5',
  right: 'M3 8h10M9.2 4.2 13 8l-3.8 3.8', left: 'M13 8H3M6.8 4.2 3 8l3.8 3.8', down: 'M4 6l4 4 4-4',
  again: 'M13 3v4H9M12.7 7A5 5 0 1 0 12 11',
  warn: 'M8 2.4 14.3 13H1.7zM8 6.6v3M8 11.4h.01', info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12M8 7.4v3.4M8 5.2h.01',
  tick: 'M3 8.4l3.3 3.3L13 5', play: 'M5 3.2v9.6L13 8z', close: 'M4 4l8 8M12 4l-8 8', plus: 'M8 3v10M3 8h10',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01', flag: 'M3.5 14V2.5h8l-1.8 3 1.8 3h-8',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9M10.4 10.4 13.5 13.5',
  fork: 'M4 2.5v11M4 9c5 0 8-1 8-4.5V3M10 5l2-2.3L14 5',
  lock: 'M3.8 7.2h8.4v6H3.8zM5.5 7.2V5a2.5 2.5 0 0 1 5 0v2.2',
  save: 'M3 3h8l2 2v8H3zM5.5 3v3.5h4.5V3M5.5 13V9.5h5V13', prompt: 'M2.5 4l4 4-4 4M8 12.5h5.5',
  send: 'M2 8l12-5.5L9.5 14 7.8 9z',
  eye: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9'
    + 'M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
};

/** Icon is decoration: what it means has to stand beside it or in a label. */
export const Icon = ({ name }) => html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path
  d=${paths[name]} /></svg>`;
