// The forms of webhooks: an endpoint, an event to fire, another address for one event.
import { html, useEffect, useState } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { plainName, short } from '../lib/format.js';
import { useWorld } from '../lib/world.js';
import { Action } from '../shell/action.js';
import { Check, Field, FormDialog } from './form.js';

const builtIn = [
  { value: '200', title: 'takes everything (200)' }, { value: '503', title: 'fails (503)' },
  { value: '401', title: 'refuses (401)' }, { value: '200,10s', title: 'answers too late, after 10 s' },
  { value: 'cut', title: 'closes the connection' },
];
const receiver = (name) => location.origin + '/__emulator/v1/webhooks/receiver/' + name;

function Address({ kind, setKind, name, setName, url, setUrl }) {
  return html`<${Field} label="Where to" value=${kind} set=${setKind} options=${[
      { value: 'own', title: 'an address of mine' }, { value: 'built', title: 'the built-in receiver' }]} />
    ${kind === 'own' ? html`<${Field} label="URL" value=${url} set=${setUrl} type="url" required
        placeholder="http://127.0.0.1:3000/webhooks" />`
      : html`<${Field} label="It" value=${name} set=${setName} options=${builtIn} />`}`;
}

const unset = (value) => (value === '' || value === false ? undefined : value);

/** EndpointForm adds an endpoint, or changes one. */
export function EndpointForm({ endpoint, close, done }) {
  const own = receiver('');
  const known = endpoint?.url?.startsWith(own) ? endpoint.url.slice(own.length) : '';
  const [kind, setKind] = useState(known || !endpoint ? 'built' : 'own');
  const [name, setName] = useState(known || '503');
  const [url, setUrl] = useState(known ? '' : endpoint?.url || '');
  const [id, setId] = useState(endpoint?.id || '');
  const [profile, setProfile] = useState(endpoint?.profile || 'aggregation');
  const [types, setTypes] = useState((endpoint?.types || []).join(', '));
  const [authorization, setAuthorization] = useState('');
  const [delay, setDelay] = useState(endpoint?.delay || '');
  const [duplicate, setDuplicate] = useState(endpoint?.duplicate || false);
  const [reorder, setReorder] = useState(endpoint?.reorder || false);
  const body = () => ({
    id: unset(id), url: kind === 'own' ? url : receiver(name), profile, authorization: unset(authorization),
    types: types.trim() ? types.split(/[\s,]+/).filter(Boolean) : undefined, delay: unset(delay),
    duplicate: unset(duplicate), reorder: unset(reorder),
  });
  return html`<${FormDialog} title=${endpoint ? `Endpoint ${endpoint.id}` : 'Add an endpoint'}
      word=${endpoint ? 'Change it' : 'Add it'} close=${close} done=${done}
      calls=${() => [{ method: 'POST', path: 'webhooks/endpoints', body: body() }]}>
    <${Address} ...${{ kind, setKind, name, setName, url, setUrl }} />
    ${!endpoint && html`<${Field} label="Name" value=${id} set=${setId} placeholder="made up when empty" />`}
    <div class="pair"><${Field} label="Tried again" value=${profile} set=${setProfile} options=${[
        { value: 'aggregation', title: '5 times, ever later' }, { value: 'payments', title: '3 times, each minute' },
        { value: 'none', title: 'never' }]} />
      <${Field} label="First attempt after" value=${delay} set=${setDelay} placeholder="at once" /></div>
    <${Field} label="Only these types" value=${types} set=${setTypes} placeholder="all; or LINK, ACCOUNTS" />
    <${Field} label="Authorization" value=${authorization} set=${setAuthorization} type="password"
      placeholder=${endpoint?.authorization ? 'type it anew, it is never shown' : 'none'} />
    <${Check} label="Send each webhook twice" value=${duplicate} set=${setDuplicate} />
    <${Check} label="Swap neighbours" value=${reorder} set=${setReorder} />
    ${endpoint && html`<p class="row"><${Action} kind="small" done=${() => { close(); done(); }}
      call=${{ method: 'DELETE', path: 'webhooks/endpoints/' + endpoint.id }}>Remove it<//>
      <span class="soft">What waits for it is withdrawn.</span></p>`}<//>`;
}

/** OtherForm sends one event to another address, which becomes an endpoint for its type. */
export function OtherForm({ event, close, done }) {
  const [kind, setKind] = useState('own');
  const [name, setName] = useState('200');
  const [url, setUrl] = useState('');
  const id = 'other-' + short(event.webhook_id);
  return html`<${FormDialog} title="To another address" word="Send it" close=${close} done=${done}
      calls=${() => [
        { method: 'POST', path: 'webhooks/endpoints',
          body: { id, url: kind === 'own' ? url : receiver(name), types: [event.type] } },
        { method: 'POST', path: `webhooks/endpoints/${id}/replay`, query: { event: event.webhook_id } }]}>
    <${Address} ...${{ kind, setKind, name, setName, url, setUrl }} />
    <p class="soft">The address becomes the endpoint <code>${id}</code>, which gets this event and later ones of
      <code> ${event.type}</code> until you remove it.</p><//>`;
}

// useKinds are the kinds of webhooks that the emulator sends by itself.
function useKinds() {
  const [kinds, setKinds] = useState([]);
  useEffect(() => {
    get('coverage', {}).then((report) => setKinds(report.axes.find((a) => a.name === 'webhooks').items
      .map((item) => item.name))).catch(() => {});
  }, []);
  return kinds;
}

/** FireForm sends any event of a link. */
export function FireForm({ close, done }) {
  const { links } = useWorld();
  const list = [...links.values()], kinds = useKinds();
  const [link, setLink] = useState(list[0]?.id || '');
  const [kind, setKind] = useState('LINK token_required');
  const [process, setProcess] = useState('');
  const [data, setData] = useState('');
  const calls = () => {
    const [type, code] = kind.trim().split(/\s+/);
    let value;
    try { value = data.trim() ? JSON.parse(data) : undefined; } catch (e) { throw new Error(`Data: ${e.message}`); }
    return [{ method: 'POST', path: 'webhooks/fire',
      body: { link, type, code: code || '', process: unset(process), data: value } }];
  };
  return html`<${FormDialog} title="Fire an event" word="Fire it" close=${close} calls=${calls}
      done=${(answer) => done(answer.webhook_id)}>
    <${Field} label="Link" value=${link} set=${setLink} options=${list.map((l) => ({ value: l.id,
      title: `${plainName(l.institution_name)}, ${short(l.id)}, ${l.state}` }))} />
    <${Field} label="Type and code" value=${kind} set=${setKind} list="kinds" required
      hint="Any two words; the list has those that come by themselves." />
    <datalist id="kinds">${kinds.map((k) => html`<option key=${k} value=${k} />`)}</datalist>
    <${Field} label="Process type" value=${process} set=${setProcess} placeholder="the event’s own" />
    <${Field} label="Data" value=${data} set=${setData} placeholder='what it says by itself; or {"total": 7}' /><//>`;
}
