// Scenarios: what does the bank do? A list, the YAML with its mistakes as one types, and the machine it makes.
import { html, names, useEffect, useRef, useState } from '../lib/ui.js';
import { call, get } from '../lib/api.js';
import { go, href } from '../lib/router.js';
import { useKeys } from '../lib/keys.js';
import { useWorld } from '../lib/world.js';
import { plainName, short } from '../lib/format.js';
import { useInstitutions } from '../parts/users.js';
import { Editor } from '../parts/editor.js';
import { Action } from '../shell/action.js';
import { Icon } from '../shell/icon.js';
import { useScenario } from '../parts/bank.js';
import { Side } from '../parts/scenarioside.js';

const fresh = 'new'; // in place of the name of a scenario that there is not yet
const blank = { name: fresh, states: [], edges: [], match: { usernames: ['my_bank_*'], institutions: [] },
  text: `version: 1
name: my-bank
summary: Asks for a token at the first retrieval, then gives data.
match:
  usernames: my_bank_*
start: visitor
states:
  visitor:
    on:
      register: [{respond: ok, goto: linked}]
  linked:
    on:
      retrieve: [{respond: token_required, goto: asked}]
  asked:
    on:
      resume:
        - {when: {token: "111111"}, respond: ok, goto: healed}
        - {respond: token_required}
  healed: {}
` };
const nameIn = (text) => text.match(/^name: *([\w.-]+)/m)?.[1] || '';
const drafts = new Map(); // of each scenario: its text as it was left, not saved

// useList is the list of scenarios; again reads it anew.
function useList() {
  const [list, setList] = useState({ scenarios: [], problems: [] });
  const [asked, ask] = useState(0);
  useEffect(() => { get('scenarios').then(setList).catch(() => {}); }, [asked]);
  return [list, () => ask((n) => n + 1)];
}

function List({ list, chosen, q, change }) {
  const shown = list.scenarios.filter((s) => (s.name + ' ' + s.summary).toLowerCase().includes(q.toLowerCase()));
  return html`<section class="sl" aria-label="Scenarios"><div class="bar"><label class="field"><${Icon} name="search" />
      <span class="sr">Filter</span><input data-search value=${q} onInput=${(e) => change(e.target.value)}
        placeholder=${`${list.scenarios.length} scenarios`} autocomplete="off" /></label>
      <a class="btn small" href=${href('scenarios', fresh)}
        aria-current=${chosen === fresh ? 'true' : undefined}><${Icon} name="plus" /> New</a></div>
    ${shown.map((s) => html`<a key=${s.name} href=${href('scenarios', s.name)}
      aria-current=${s.name === chosen ? 'true' : undefined}><b>${s.name} ${drafts.has(s.name) && html`<i class="draft"
        title="not saved"></i>`}</b><span>${drafts.has(s.name) ? 'Changed here, not saved.' : s.summary}</span></a>`)}
    ${list.problems.map((p) => html`<p class="refused pad" key=${p}>${p}</p>`)}</section>`;
}

// drawn is a scenario whose machine is known.
const drawn = (scenario) => (scenario?.states.length ? scenario : null);

// useChecked checks a text as one types: its problems, and the last machine that was right.
function useChecked(scenario, text) {
  const [state, setState] = useState({ problems: [], machine: null, of: '' });
  useEffect(() => { if (scenario) setState({ problems: [], machine: drawn(scenario),
    of: scenario.name }); }, [scenario]);
  useEffect(() => {
    if (!scenario || text === null) return undefined;
    let stale = false;
    const timer = setTimeout(() => call({ method: 'POST', path: 'scenarios/check', body: { text }, global: true })
      .then((found) => {
        if (stale) return;
        setState((old) => ({ ...old, problems: found.problems,
          machine: found.states ? { ...scenario, ...found } : old.machine }));
      }).catch(() => {}), 120);
    return () => { stale = true; clearTimeout(timer); };
  }, [scenario, text]);
  return state.of === scenario?.name ? state : { problems: [], machine: drawn(scenario) };
}

// usePlace is where a link stands in a scenario.
function usePlace(id, links) {
  const [report, setReport] = useState(null);
  const state = links.get(id)?.state;
  useEffect(() => {
    setReport(null);
    if (id) get('links/' + id).then(setReport).catch(() => {});
  }, [id, state]);
  return report;
}

function Editing({ scenario, problems, place, lit, editor, change, cursor, save }) {
  const box = useRef();
  const now = useRef({});
  now.current = { problems, change, cursor, save };
  const next = () => {
    const { problems: all } = now.current, at = editor.current.line();
    const to = all.find((p) => p.line > at) || all[0];
    if (to) { editor.current.go(to.line); editor.current.focus(); }
  };
  useKeys([{ keys: ['F8'], label: 'Next mistake', run: next }]);
  useEffect(() => {
    const apply = () => {
      const here = now.current.problems.find((p) => p.line === editor.current.line()) || now.current.problems[0];
      if (here) editor.current.fix(here);
    };
    editor.current = new Editor(box.current, { text: drafts.get(scenario.name) ?? scenario.text,
      change: (text) => now.current.change(text), cursor: (line) => now.current.cursor(line),
      save: () => now.current.save(), next, apply });
    return () => editor.current.destroy();
  }, [scenario.name]);
  useEffect(() => { if (place) editor.current.show(place); }, [place, scenario.name]);
  useEffect(() => editor.current.mark(problems, lit), [problems, lit.join(), scenario.name]);
  return html`<div class="cm" ref=${box}></div><div class="edfoot soft"><span class="row grow"><${Icon} name="info" />
      <span>Checked as you type. What is wrong changes nothing: all that was read before stays in force.</span></span>
    ${problems.length > 0 && html`<button type="button" class="btn small" onClick=${next}>Next mistake <kbd
      aria-hidden="true">F8</kbd></button>`}</div>`;
}

function Acts({ name, text, changed, problems, tried, saved, undo, saveRef }) {
  const wrong = problems.length > 0 ? 'The text has mistakes.' : '';
  const body = { text };
  const [asName, setAsName] = useState('');
  const own = name === fresh ? nameIn(text) : name;
  useEffect(() => setAsName(own), [own]);
  const unnamed = wrong || (asName ? '' : 'Type a name first.');
  return html`<span class="end row wrap">${changed && html`<button type="button" class="btn small quiet"
      onClick=${undo}>Undo all</button>`}
    <${Action} kind="small" off=${wrong} call=${{ method: 'PUT', path: 'scenario/trial', body }} done=${tried}><${Icon}
      name="play" /> Try here<//>
    <label class="field mini"><span class="sr">Name of the file</span><input value=${asName}
      onInput=${(e) => setAsName(e.target.value)} size="14" spellcheck="false" /><span class="soft">.yaml</span></label>
    <span ref=${saveRef}><${Action} kind="small" off=${unnamed} done=${saved} call=${{ method: 'PUT',
      path: 'scenarios/' + encodeURIComponent(asName), body, global: true }}><${Icon} name="save" /> Save<//></span>
    </span>`;
}

export function View({ id, query }) {
  const { links } = useWorld();
  const [list, again] = useList(), banks = useInstitutions();
  const [q, setQ] = useState('');
  const report = usePlace(query.link, links);
  const name = id || report?.scenario.name || list.scenarios[0]?.name || '';
  const there = useScenario(name === fresh ? '' : name), scenario = name === fresh ? blank : there;
  const [text, setText] = useState(null);
  const [line, setLine] = useState(0);
  const [ended, setTrial] = useState(null), trial = ended ?? list.tried;
  const editor = useRef(), saver = useRef();
  useEffect(() => { setText(scenario ? drafts.get(scenario.name) ?? scenario.text : null); setLine(0); }, [scenario]);
  const { problems, machine } = useChecked(scenario, text);
  const changed = scenario && text !== null && text !== scenario.text;
  const change = (value) => {
    if (value === scenario.text) drafts.delete(name); else drafts.set(name, value);
    setText(value);
  };
  const saved = () => {
    drafts.delete(name);
    again();
    if (name === fresh) go('scenarios', nameIn(text));
  };
  const here = report?.scenario.name === name ? report.scenario.state : '';
  const place = here && text ? text.split('\n').findIndex((l) => l.startsWith(`  ${here}:`)) + 1 : 0;
  const rule = (machine?.edges || []).some((e) => e.line === line) ? line : 0;
  const lit = [...new Set([place, rule])].filter(Boolean);
  const mine = [...links.values()].slice(0, 100);
  return html`<div class="sgrid"><${List} list=${list} chosen=${name} q=${q} change=${setQ} />
    <section class="ed" aria-label="Editor"><div class="edbar"><select class="only-s" aria-label="Scenario"
        value=${name} onChange=${(e) => go('scenarios', e.target.value)}>${list.scenarios.map((s) => html`<option
        key=${s.name}>${s.name}</option>`)}<option value=${fresh}>A new one</option></select>
        <h1 class="mono">${name === fresh ? 'A new scenario' : name + '.yaml'}</h1>
      ${problems.length > 0 && html`<span class="chip wrong" role="status"><${Icon} name="warn" />${
        problems.length === 1 ? '1 mistake' : problems.length + ' mistakes'}</span>`}
      ${scenario && text !== null && html`<${Acts} ...${{ name, text, changed, problems, saveRef: saver }}
        tried=${(a) => setTrial(a.name)} saved=${saved}
        undo=${() => editor.current.setText(scenario.text)} />`}</div>
      ${trial && html`<p class="note tried"><${Icon} name="play" /><span class="grow"><b>${trial}</b> is tried in this
        sandbox, until its reset.</span><${Action} kind="small" call=${{ method: 'PUT', path: 'scenario/trial',
        body: { text: '' } }} done=${() => setTrial('')}>End it<//></p>`}
      ${scenario && html`<${Editing} scenario=${scenario} problems=${problems} lit=${lit} place=${place}
        editor=${editor} change=${change} cursor=${setLine}
        save=${() => saver.current.querySelector('button').click()} />`}</section>
    <div class="sideall">${mine.length > 0 && html`<label class="place"><span class="soft">Show the place of</span><span
        class="field"><select value=${query.link || ''} onChange=${(e) => go('scenarios', e.target.value ? '' : name,
          { link: e.target.value }, { replace: true })}><option value="">nobody</option>${mine.map((l) => html`<option
          key=${l.id} value=${l.id}>${plainName(l.institution_name)}, ${l.username}, ${short(l.id)}</option>`)}</select>
        </span></label>`}
      <${Side} ...${{ machine, problems, lit: line ? lit : [], now: here, list: banks, changed }}
        who=${report?.username || ''}
        choose=${(lines) => { if (lines[0]) { editor.current.go(lines[0]); editor.current.focus(); } }} /></div></div>`;
}
