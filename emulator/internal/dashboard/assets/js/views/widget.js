// Widget: a phone with it, whom to try, what the page is told as it comes, and the code to paste.
import { html, useEffect, useRef, useState } from '../lib/ui.js';
import { act } from '../lib/api.js';
import { clockTime, plainName, short } from '../lib/format.js';
import { refresh, sandboxNow, useWorld } from '../lib/world.js';
import { go } from '../lib/router.js';
import { useInstitutions, useUsers } from '../parts/users.js';
import { configOf, hostedAddress, locales, modes, pageCode, serverCode, settings, tokenBody } from '../parts/widget.js';
import { pointing, useOff } from '../shell/action.js';
import { Code } from '../shell/copy.js';
import { Icon } from '../shell/icon.js';
import { Tabs } from '../shell/tabs.js';
import { coloured } from '../parts/snippets.js';
import { edgeOf } from '../parts/edges.js';
import { LifeStrip } from '../parts/glyph.js';
import { fill, Phone } from '../parts/phone.js';
import { Told } from '../parts/told.js';
import { Institution, Options, Users, WhichLink } from '../parts/widgetside.js';

const sides = [{ name: 'page', title: 'Page' }, { name: 'server', title: 'Server' }];

function ToPaste({ page, server }) {
  const [side, choose] = useState('page');
  const text = side === 'page' ? page : server;
  return html`<section class="card"><header><h2>The code to paste</h2><span class="end"><${Tabs} options=${sides}
      chosen=${side} choose=${choose} label="Where" panel="paste" /></span></header>
    <div class="in" id="paste" role="tabpanel" aria-label=${side}><${Code} text=${text} label="the code">${
      coloured(text).map(([kind, part]) => (kind ? html`<span class=${kind}>${part}</span>` : part))}<//></div>
    </section>`;
}

// useCalls collects what the page is told in a run.
function useCalls() {
  const [calls, setCalls] = useState([]);
  const told = (name, args) => {
    setCalls((list) => [{ number: list.length, name, args, at: clockTime(sandboxNow()) }, ...list].slice(0, 200));
    refresh();
  };
  return { calls, told, clear: () => setCalls([]) };
}

// useFill fills the widget's form, as soon as it is there.
function useFill(frame) {
  const [wanted, setWanted] = useState(null);
  const want = (values) => setWanted(values && { ...values, there: fill(frame.current, values) });
  useEffect(() => {
    if (!wanted || wanted.there) return undefined;
    const timer = setInterval(() => { if (fill(frame.current, wanted)) clearInterval(timer); }, 200);
    return () => clearInterval(timer);
  }, [wanted]);
  return [wanted, want];
}

function Strip({ steps }) {
  const last = steps.at(-1);
  if (!last) return null;
  return html`<section class="card strip" aria-label="The link’s life"><${LifeStrip} from=${last.from} to=${last.to}
    edge=${edgeOf(last)} /></section>`;
}

function Begin({ mode, link, institution, start, error, call, off }) {
  const what = mode === 'update' ? (link ? `It updates ${plainName(link.institution_name)}, ${short(link.id)}.`
    : 'Choose the link that it updates, or make one.') : `It connects ${institution
    ? plainName(institution.display_name)
    : 'any institution'}.`;
  return html`<div class="begin"><h2>${mode === 'hosted' ? 'The hosted page' : 'The widget'}</h2><p class="soft">${what}
      An access token is made first, as your server does.</p>
    ${error && html`<p class="refused" role="alert">${error}</p>`}
    <button type="button" class="go" title=${off || undefined}
      aria-disabled=${off || mode === 'update' && !link ? 'true' : undefined} onClick=${start}
      ...${pointing(call)}>Start it</button></div>`;
}

export function View({ query }) {
  const { links, records, sandboxes } = useWorld();
  const all = useInstitutions(), frame = useRef();
  const mode = modes.some((m) => m.name === query.mode) ? query.mode : query.link ? 'update' : 'connect';
  const [locale, setLocale] = useState('en');
  const [options, setOptions] = useState(settings);
  const [run, setRun] = useState(null);
  const [error, setError] = useState('');
  const { calls, told, clear } = useCalls();
  const [wanted, want] = useFill(frame);
  const list = [...links.values()];
  const given = query.link || run?.link;
  const usual = list.find((l) => l.state === 'token_required') || list[0];
  const link = mode !== 'update' ? null : given ? links.get(given) : usual;
  const institution = all.find((i) => i.name === (link ? link.institution : query.institution));
  const users = useUsers(institution);
  const setup = { mode, locale, options, institution, link: link?.id };
  const body = tokenBody({ ...setup, origin: location.origin });
  const call = () => ({ method: 'POST', path: 'requests/send', body: { method: 'POST', path: '/api/token/', body } });
  const off = useOff();
  const start = async () => {
    if (off || mode === 'update' && !link) return;
    setError('');
    want(null);
    clear();
    try {
      const { status, answer } = await act(call());
      if (!answer?.access) throw new Error(`${status} ${answer?.[0]?.code || ''} ${answer?.[0]?.message || ''}`);
      const config = configOf(setup);
      setRun({ number: Date.now(), token: answer.access, config, link: link?.id,
        hosted: mode === 'hosted' ? hostedAddress(answer.access, config) : '' });
    } catch (e) {
      setRun(null);
      setError(e.message);
    }
  };
  const at = (change) => { setRun(null); clear(); go('widget', '', { ...query, mode, ...change }, { replace: true }); };
  useEffect(() => { if (links.has(query.link) && !run) start(); }, [query.link, links.has(query.link)]);
  const done = calls.find((c) => c.name === 'callback' || c.name === 'goes to');
  const made = done?.name === 'callback' ? done.args[0] : link?.id;
  const keys = { id: sandboxes.find((b) => b.this)?.id || 'SECRET_ID', password: 'SECRET_PASSWORD' };
  const pasted = tokenBody(setup), waits = run && !done && html`comes at the end: <code>callback("${link
    ? short(link.id) + '…' : 'LINK_ID'}", "${institution?.name || 'INSTITUTION'}")</code>`;
  return html`<div class="page"><div class="head"><h1>Widget</h1><${Tabs} options=${modes} chosen=${mode}
      choose=${(name) => at({ mode: name, link: '' })} label="How" panel="phone" />
      <${Tabs} options=${locales} chosen=${locale} choose=${(l) => { setLocale(l); setRun(null); }} label="Language"
        panel="phone" /><span class="end row"><button type="button" class="btn" onClick=${start}
        title=${off || undefined} aria-disabled=${off ? 'true' : undefined} ...${pointing(call)}><${Icon}
        name="again" /> Start anew</button></span></div>
    <div class="wgrid"><div class="stack wide">${mode === 'update' ? html`<${WhichLink} links=${list} link=${link}
        choose=${(id) => at({ link: id })} fill=${want} />` : html`<${Institution} list=${all}
        chosen=${institution} choose=${(name) => at({ institution: name })} />`}
      <${Users} institution=${institution} users=${users} chosen=${wanted?.username} fill=${want} />
      <${Options} options=${options} change=${setOptions} /></div>
    <div id="phone" role="tabpanel" aria-label="The phone"><${Phone} run=${run} told=${told} frame=${frame}><${Begin}
      ...${{ mode, link, institution, start, error, call, off }} /><//></div>
    <div class="stack wide"><${Strip} steps=${records.steps.get(made) || []} /><${Told} calls=${calls} waits=${waits} />
      <${ToPaste} page=${pageCode(configOf(setup), location.origin, mode === 'hosted')}
        server=${serverCode(pasted, keys, location.origin)} /></div></div></div>`;
}
