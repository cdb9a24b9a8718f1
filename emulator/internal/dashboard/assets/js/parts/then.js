// The links as they were after a request, beside what they are now.
import { html } from '../lib/ui.js';
import { href } from '../lib/router.js';
import { initials, plainName, short } from '../lib/format.js';
import { Glyph } from './glyph.js';

const most = 100; // rows

// stateAt is the state of a link after a position, "" if it was not there yet.
function stateAt(steps, position) {
  const found = (steps || []).findLast((s) => s.position <= position);
  return found && found.to !== 'none' ? found.to : '';
}

/** rowsAt are the links with their states then and now. Links that were made by other ways than requests count too. */
export function rowsAt(records, links, position) {
  const gone = [...records.steps.keys()].filter((id) => !links.has(id));
  const all = [...links.values(), ...gone.map((id) => ({ id, institution_name: '', username: '', state: 'deleted' }))];
  return all.map((l) => ({ link: l, then: stateAt(records.steps.get(l.id), position), now: l.state }))
    .filter((row) => row.then || row.now !== 'deleted');
}

const State = ({ name }) => html`<span class="row"><${Glyph} to=${name} /><span
  class=${'st ' + name}>${name}</span></span>`;

/** Then is the table; position is that of the request, last says that nothing came after it. */
export function Then({ records, links, position, last }) {
  const rows = rowsAt(records, links, position), different = rows.filter((r) => r.then && r.then !== r.now).length;
  return html`<section class="card"><header><h2>${last ? 'The world now' : 'The world of then'}</h2>
      ${!last && html`<span class="soft">
        <b>${different}</b> of ${rows.length} links are different today</span>`}</header>
    ${rows.length === 0 ? html`<p class="empty soft">No link yet.</p>` : html`<table><thead><tr><th>Link</th>
      <th class="hide-s">User</th><th>Then</th><th>Now</th></tr></thead>
      <tbody>${rows.slice(0, most).map(({ link, then, now }) => html`<tr key=${link.id}
        class=${!then ? 'gone' : then !== now ? 'diff' : ''}><td><span class="row"><span class="tile small">${
          initials(plainName(link.institution_name || '?'))}</span><a href=${href('links', link.id)}>${
          plainName(link.institution_name) || 'deleted'}</a><code class="soft hide-s">${short(link.id)}</code>
            </span></td>
        <td class="hide-s">${link.username}</td>
        <td>${then ? html`<${State} name=${then} />` : html`<span class="soft">not there yet</span>`}</td>
        <td><${State} name=${now} /></td></tr>`)}</tbody></table>`}
    ${rows.length > most && html`<p class="empty soft">and ${rows.length - most} more</p>`}</section>`;
}
