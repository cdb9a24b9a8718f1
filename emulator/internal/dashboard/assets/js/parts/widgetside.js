// Beside the phone: the link that is updated, the institution and its users, the options.
import { html } from '../lib/ui.js';
import { plainName, short } from '../lib/format.js';
import { Action } from '../shell/action.js';
import { Check, Field } from './form.js';
import { Glyph } from './glyph.js';

const fillable = {
  token_required: [['token', '111111', 'heals'], ['token', '999999', 'asks again']],
  unconfirmed: [['token', '111111', 'completes it'], ['token', '999999', 'asks again']],
  invalid: [['password', 'a_new_one', 'heals'], ['password', 'pass_invalid', 'is refused']],
};

const seed = (institution, state) => ({ method: 'POST', path: 'links', body: { institution, state } });

/** WhichLink chooses the link that is updated, or makes one. */
export function WhichLink({ links, link, choose, fill }) {
  const title = (l) => `${plainName(l.institution_name)}, ${l.username || 'no user'}, ${short(l.id)}`;
  return html`<section class="card"><header><h2>Which link</h2></header><div class="in stack">
    ${links.length > 0 && html`<${Field} label="Link" value=${link?.id || ''} set=${choose}
      options=${links.map((l) => ({ value: l.id, title: title(l) }))} />`}
    ${link && html`<div class="row"><span class="soft">It is</span><span
        class=${'st ' + link.state}>${link.state}</span>
      <span class="end"><${Glyph} to=${link.state} /></span></div>`}
    ${link && fillable[link.state] && html`<div class="row wrap"><span class="soft">Fill in</span>${
      fillable[link.state].map(([name, value, what]) => html`<button type="button" class="chip" key=${value}
        onClick=${() => fill({ [name]: value })}><b>${value}</b>${what}</button>`)}</div>`}
    <div class="row wrap"><span class="soft">Make one that</span>
      <${Action} kind="small" call=${seed('heimdall_mx_retail', 'token_required')}
        done=${(made) => choose(made.links[0].link.id)}>waits for a token<//>
      <${Action} kind="small" call=${seed('erebor_mx_retail', 'invalid')}
        done=${(made) => choose(made.links[0].link.id)}>has an old password<//></div></div></section>`;
}

/** Institution chooses where somebody connects. */
export function Institution({ list, chosen, choose }) {
  return html`<section class="card"><header><h2>Where</h2></header><div class="in"><${Field} label="Institution"
    value=${chosen?.name || ''} set=${choose} options=${[{ value: '', title: 'all of them' }, ...list.map((i) => ({
      value: i.name, title: `${i.display_name}, ${i.country}, ${i.name}` }))]} /></div></section>`;
}

/** Users are people to try: each fills the widget's form. */
export function Users({ institution, users, fill, chosen }) {
  if (!institution || users.length === 0) return null;
  return html`<section class="card"><header><h2>Users at ${plainName(institution.display_name).split(' ')[0]}</h2>
      <span class="soft end">a click fills the form</span></header>
    <div class="users">${users.map((u) => html`<button type="button" class="user" key=${u.username}
      aria-pressed=${String(u.username === chosen)} onClick=${() => fill({ username: u.username,
        password: 'pass_valid' })}><b>${u.username}</b><span>${u.says}</span>${u.to ? html`<${Glyph} to=${u.to} />`
        : html`<span class="glyph"></span>`}</button>`)}</div></section>`;
}

/** Options are those of the token and of createWidget. */
export function Options({ options, change }) {
  const set = (name) => (value) => change({ ...options, [name]: value });
  return html`<details class="card"><summary>Options</summary><div class="in stack">
    <${Field} label="Company name" value=${options.company} set=${set('company')} />
    <div class="pair"><${Field} label="Colour" type="color" value=${options.colour} set=${set('colour')} />
      <${Field} label="Scheme" value=${options.scheme} set=${set('scheme')} options=${[
        { value: '', title: 'the user’s own' }, 'LIGHT', 'DARK']} /></div>
    <${Field} label="Access mode" value=${options.access} set=${set('access')} options=${['recurrent', 'single']} />
    <${Field} label="Autopilot" value=${options.autopilot} set=${set('autopilot')}
      placeholder="username:bnk100,password:full" />
    <${Check} label="Ask before leaving" value=${options.ask} set=${set('ask')} />
    <${Check} label="Survey when leaving" value=${options.survey} set=${set('survey')} /></div></details>`;
}
