// Coverage: what have I not tested? Five rings choose a table; the map shows which ways links have walked.
import { html, useEffect, useState } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { go } from '../lib/router.js';
import { recipe, runnable } from '../parts/recipes.js';
import { useWorld } from '../lib/world.js';
import { CopyButton } from '../shell/copy.js';
import { Icon } from '../shell/icon.js';
import { Tabs } from '../shell/tabs.js';
import { edgeOf } from '../parts/edges.js';
import { LifeStage } from '../parts/life.js';
import { Run, Table } from '../parts/covtable.js';

const scopes = [{ name: 'this', title: 'This sandbox' }, { name: 'all', title: 'All' }];
const around = 2 * Math.PI * 21;

// useReport is the coverage, read anew as requests come.
function useReport(scope, records) {
  const [report, setReport] = useState(null);
  const [asked, ask] = useState(0);
  const key = [records.requests.length, records.attempts.length, records.transitions?.length, asked].join();
  useEffect(() => {
    let stale = false;
    const timer = setTimeout(() => get('coverage', scope === 'all' ? { sandbox: 'all' } : {})
      .then((answer) => { if (!stale) setReport(answer); }).catch(() => {}), report ? 400 : 0);
    return () => { stale = true; clearTimeout(timer); };
  }, [scope, key]);
  return [report, () => ask((n) => n + 1)];
}

/** junit is the command that writes the report for CI systems. */
const junit = (scope) => `belvo-emulator coverage --url ${location.origin} --sandbox ${scope} --format junit`;

function Ring({ axis, chosen, choose }) {
  const part = axis.met / axis.of;
  return html`<button type="button" class="rg" aria-pressed=${String(chosen)} onClick=${() => choose(axis.name)}>
    <svg viewBox="0 0 52 52" aria-hidden="true"><circle class="tr" cx="26" cy="26" r="21" />${part > 0 && html`<circle
      class=${'va' + (part === 1 ? ' all' : '')} cx="26" cy="26" r="21" stroke-dasharray=${`${part * around} ${around}`}
      transform="rotate(-90 26 26)" />`}<text x="26" y="30">${Math.floor(axis.percent)}%</text></svg>
    <span><b>${axis.met}</b> <span class="soft">of ${axis.of}</span><br /><span class="soft">${axis.name}</span></span>
    </button>`;
}

/** marksOf says of each edge of the map how many of its transitions were made. */
function marksOf(items) {
  const edges = {};
  for (const { name, times } of items) {
    const [from, , , to] = name.split(' ');
    if (to === 'none') continue;
    const edge = edges[edgeOf({ from, to })] ||= { met: 0, of: 0 };
    edge.of += 1;
    edge.met += times > 0 ? 1 : 0;
  }
  return Object.fromEntries(Object.entries(edges).map(([name, { met, of }]) => [name,
    { class: met === of ? 'full' : met > 0 ? 'part' : 'miss', text: `${met}/${of}` }]));
}

const Key = ({ stroke, width, dash, children }) => html`<span class="row key2"><svg width="22" height="6"
  aria-hidden="true"><path d="M0 3h22" style=${`stroke:${stroke};stroke-width:${width}`}
    stroke-dasharray=${dash} /></svg>${children}</span>`;

function Life({ axis }) {
  return html`<section class="card"><header><h2>Of a link’s life</h2><span class="row soft wrap">
      <${Key} stroke="var(--st-valid-lit)" width="2.5">all<//><${Key} stroke="var(--accent)" width="2">some<//>
      <${Key} stroke="var(--line-2)" width="1.5" dash="4 4">never<//></span>
      <span class="end soft">${axis.met} of ${axis.of}</span></header>
    <div class="stage"><${LifeStage} id="cov" marks=${marksOf(axis.items)} /></div></section>`;
}

// words say on a button what its event does.
const words = { register: 'Register', resume: 'Give the token', retrieve: 'Ask for data', update: 'Update it',
  refresh: 'Refresh it', modify: 'Modify it', delete: 'Delete it', session: 'Let it expire', consent: 'End a consent',
  credentials: 'Let them expire' };

function Never({ axis, done }) {
  const [all, setAll] = useState(false);
  const can = (i) => runnable(recipe('transitions', i.name));
  const missing = axis.items.filter((i) => i.times === 0).sort((a, b) => can(b) - can(a));
  const shown = all ? missing : missing.slice(0, 8);
  if (missing.length === 0) return null;
  return html`<section class="card"><header><h2>Never walked</h2><span class="soft">each button makes it happen on a
      link of its own</span></header>
    <table><tbody>${shown.map((i) => html`<tr key=${i.name}><td><code>${i.name.replace('->', '→')}</code></td>
      <td class="end2"><${Run} axis="transitions" name=${i.name} done=${done}>${
        words[i.name.split(' ')[1].split('_')[0]]}<//></td></tr>`)}
      ${missing.length > shown.length && html`<tr><td colspan="2"><button type="button" class="btn small quiet"
        onClick=${() => setAll(true)}>${missing.length - shown.length} more <${Icon} name="down" /></button></td></tr>`}
      </tbody></table></section>`;
}

export function View({ query }) {
  const { records } = useWorld();
  const { axis: name = 'operations', scope = 'this', q = '' } = query;
  const [report, again] = useReport(scope, records);
  const change = (to) => go('coverage', '', { axis: name, scope, q, ...to }, { replace: true });
  if (!report) return html`<div class="page"><h1>Coverage</h1></div>`;
  const axis = report.axes.find((a) => a.name === name) || report.axes[0];
  const life = report.axes.find((a) => a.name === 'transitions');
  return html`<div class="page"><div class="head"><div class="grow"><h1>Coverage</h1><p class="soft">What your
      application has met since the last reset: ${report.met} of ${report.of}, ${report.percent} %.</p></div>
      <${Tabs} options=${scopes} chosen=${scope} choose=${(s) => change({ scope: s })} label="Whose" panel="axis" />
      <label class="field"><${Icon} name="search" /><span class="sr">Filter</span><input data-search
        value=${q} size="12" placeholder="Filter" onInput=${(e) => change({ q: e.target.value })} /></label>
      <${CopyButton} text=${junit(scope)} label="Copy the command for a JUnit report" kind="junit">JUnit<//>
      <${CopyButton} text=${() => JSON.stringify(report, null, 2)} label="Copy the report" kind="square" /></div>
    <section class="card rings" aria-label="Axes">${report.axes.map((a) => html`<${Ring} key=${a.name} axis=${a}
      chosen=${a === axis} choose=${(to) => change({ axis: to })} />`)}</section>
    <div class="covgrid"><div class="stack wide"><${Life} axis=${life} /><${Never} axis=${life} done=${again} /></div>
      <${Table} key=${axis.name} axis=${axis} q=${q} done=${again} /></div></div>`;
}
