// Time: what time is it, what comes, what did the last move do, and how did we get here?
import { html, useEffect, useState, useStore } from '../lib/ui.js';
import { href } from '../lib/router.js';
import { useKeys } from '../lib/keys.js';
import { sandboxNow, useWorld } from '../lib/world.js';
import { clockTime, day, dayTime, shortPath } from '../lib/format.js';
import { Icon } from '../shell/icon.js';
import { Action } from '../shell/action.js';
import { advance, Modes, noteMove, useTick } from '../shell/clock.js';
import { Agenda, LastMove } from '../parts/agenda.js';
import { changed, most, Slider } from '../parts/slider.js';
import { Then } from '../parts/then.js';
import { Checkpoints, flagsOf, Outcome, Travel, useCheckpoints } from '../parts/worlds.js';
import { session } from '../lib/session.js';
import { useThen } from '../parts/worldof.js';

function Clock({ clock, agenda }) {
  useTick(clock.mode !== 'manual');
  const now = sandboxNow();
  const [to, setTo] = useState('');
  const moveTo = () => ({ method: 'PUT', path: 'clock', body: { now: to + ':00Z' } });
  return html`<section class="card"><header><h2>Clock</h2><span class="end"><${Modes} mode=${clock.mode} /></span>
    </header>
    <div class="in stack"><p class="bigclock"><span
      class="soft">${day(now, true)}</span> <b>${clockTime(now)}</b></p>
      <div class="acts"><${Action} kind="primary" label="Move to what is due next" done=${noteMove}
          off=${agenda.length === 0 ? 'Nothing is due.' : ''}
            call=${{ method: 'POST', path: 'clock/step' }}>To the next thing due<//>
        ${[['1h', '+1 h'], ['24h', '+1 d'], ['7d', '+7 d']].map(([by, words]) => html`<${Action} key=${by}
          done=${noteMove}
          call=${advance(by)} label=${'On by ' + words.slice(1)}>${words}<//>`)}</div>
      <div class="row wrap"><label class="field"><span class="soft">To</span><input type="datetime-local"
        step="60"
        value=${to} onInput=${(e) => setTo(e.target.value)} /><span class="soft">UTC</span></label>
        <${Action} call=${moveTo} done=${noteMove} off=${to ? '' : 'Choose a date first.'}>Move there<//></div>
      <p class="soft">Moving the clock lets everything happen that falls due on the way, in its order.</p></div>
        </section>`;
}

function Scrub({ requests, records, at, choose, set, then, flags }) {
  const r = requests[at], last = at === requests.length - 1;
  return html`<section class="card scrub"><div class="top2"><div class="grow">
      <p class="soft row"><${Icon}
        name="eye" />${last
          ? 'You look at the world as it is' + (r.undone ? '; undone is' : ', after')
          : 'You look at the world as it was after'}
        ${' '}<a href=${href('requests', r.id)}><code>${r.id}</code></a></p>
      <p class="when">${dayTime(then?.clock?.now || r.at)}</p><p class="soft">
        <code>${r.method} ${shortPath(r.path)} ${r.status}</code></p></div>
      <${Travel} at=${r.id} set=${set} />
      ${!last && html`<button type="button" class="btn" onClick=${() => choose(requests.length - 1)}>To now
        ${' '}<${Icon} name="right" /></button>`}</div>
    <${Slider} requests=${requests} records=${records} at=${at} choose=${choose} flags=${flags} />
    ${then?.error && html`<p class="refused" role="alert">${then.error}</p>`}
    <p class="soft row wrap hide-s"><span>Going back undoes what came later; a fork leaves this sandbox alone.</span>
      <span class="end"><kbd>[</kbd> <kbd>]</kbd> one request</span><span>
      <kbd>{</kbd> <kbd>}</kbd> one
      change</span></p></section>`;
}

export function View() {
  const { records, links, clock, agenda } = useWorld();
  const requests = records.requests.slice(-most);
  const [chosen, setChosen] = useState('');
  const found = chosen ? requests.findIndex((r) => r.id === chosen) : -1;
  const at = found < 0 ? requests.length - 1 : found;
  const choose = (i) => setChosen(i >= requests.length - 1 ? '' : requests[Math.max(0, i)].id);
  const toChange = (step) => {
    let i = at + step;
    while (i > 0 && i < requests.length - 1 && !changed(records, requests[i])) i += step;
    if (requests.length) choose(i);
  };
  useKeys([
    { keys: ['['], label: 'One request back', run: () => requests.length && choose(at - 1) },
    { keys: [']'], label: 'One request on', run: () => requests.length && choose(at + 1) },
    { keys: ['{'], label: 'One change back', run: () => toChange(-1) },
    { keys: ['}'], label: 'One change on', run: () => toChange(1) },
  ]);
  const last = at === requests.length - 1;
  const then = useThen(last ? '' : requests[at]?.id);
  const sandbox = useStore(session, (s) => s.sandbox);
  const [checkpoints, again] = useCheckpoints(sandbox, records);
  const [outcome, setOutcome] = useState(null);
  useEffect(() => { setOutcome(null); setChosen(''); }, [sandbox]);
  const set = (came) => { setOutcome(came); if (came.back) setChosen(''); };
  return html`<div class="page"><h1 class="sr">Time</h1>${requests.length > 0
      && html`<${Scrub} requests=${requests} records=${records} at=${at} choose=${choose} set=${set} then=${then}
        flags=${flagsOf(checkpoints, records, requests)} />`}
    <div class="timegrid"><div class="stack wide"><${Outcome} outcome=${outcome} clear=${() => setOutcome(null)} />
      <${LastMove} links=${links} /><${Then} links=${links} last=${last} then=${then} /></div>
      <div class="stack wide">${clock && html`<${Clock} clock=${clock} agenda=${agenda} />`}
        <${Checkpoints} list=${checkpoints} again=${again} set=${set} />
        <${Agenda} agenda=${then?.agenda || agenda} links=${then?.links || links}
          now=${then?.clock && Date.parse(then.clock.now)} /></div></div></div>`;
}
