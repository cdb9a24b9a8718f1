// The sandbox's clock in the top bar, and its moves.
import { html, useEffect, useState } from '../lib/ui.js';
import { lastMove, sandboxNow, useWorld } from '../lib/world.js';
import { clockTime, day, duration } from '../lib/format.js';
import { href } from '../lib/router.js';
import { Icon } from './icon.js';
import { Action } from './action.js';

const modeWords = { real: 'real time', manual: 'stands' };

/** modeWord says how a clock runs. */
export const modeWord = (mode) => modeWords[mode] || mode.replace(/^x/, '×');

/** useTick renders a component again each second while the clock runs. */
export function useTick(running) {
  const [, tick] = useState(0);
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, [running]);
}

const moves = [['1h', '+1 h'], ['24h', '+1 d'], ['7d', '+7 d']];

/** noteMove keeps what a move of the clock did. */
export const noteMove = (report) => lastMove.set(() => report);

/** advance is the call that moves the clock on. */
export const advance = (by) => ({ method: 'POST', path: 'clock/advance', body: { by } });

const modes = ['real', 'x60', 'manual'];
const ways = { real: 'Real', manual: 'Stands' };

/** Modes chooses how the clock runs. */
export function Modes({ mode }) {
  return html`<span class="seg modes" role="group" aria-label="How the clock runs">${
    [...modes, ...(modes.includes(mode) ? [] : [mode])].map((m) => html`<${Action} key=${m}
      pressed=${String(m === mode)}
      call=${{ method: 'PUT', path: 'clock/mode', body: { mode: m } }} label=${'Let the clock run: ' + modeWord(m)}
      quietError>${ways[m] || modeWord(m)}<//>`)}</span>`;
}

export function Clock() {
  const { clock, agenda } = useWorld();
  useTick(clock && clock.mode !== 'manual');
  if (!clock) return html`<div class="clock"></div>`;
  const now = sandboxNow(), next = agenda[0] && Date.parse(agenda[0].at) - now;
  return html`<div class="clock" role="group" aria-label="The sandbox's clock">
    <a class="now" href=${href('time')} title="The sandbox's clock"><${Icon} name="clock" />
      <span class="d">${day(now, true)}</span> <b>${clockTime(now)}</b></a>
    <${Modes} mode=${clock.mode} />
    ${agenda.length > 0 && html`<${Action} kind="small" shortcut="." label="Move the clock to what is due next"
      call=${{ method: 'POST', path: 'clock/step' }} done=${noteMove} quietError>Step <${Icon} name="right" />
      <span class="soft">${duration(Math.max(0, next))}</span><//>`}
    <span class="moves">${moves.map(([by, words]) => html`<${Action} key=${by} kind="small" call=${advance(by)}
      done=${noteMove}
      label=${'Move the clock on by ' + words.slice(1)} quietError>${words}<//>`)}</span></div>`;
}
