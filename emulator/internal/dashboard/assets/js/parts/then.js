// The links as they were after a request, beside what they are now.
import { html } from '../lib/ui.js';
import { href } from '../lib/router.js';
import { initials, plainName, short } from '../lib/format.js';
import { Glyph } from './glyph.js';

const most = 100; // rows

/** rowsOf are the links with their states then and now: those of both worlds. */
export function rowsOf(then, links) {
  const all = new Map([...links, ...then]);
  return [...all.values()].map((l) => ({ link: l, then: then.get(l.id)?.state || '',
    now: links.get(l.id)?.state || '' }));
}

const State = ({ name }) => html`<span class="row"><${Glyph} to=${name} /><span
  class=${'st ' + name}>${name}</span></span>`;

/** Then is the table; then is the world of then, null while it is asked for; last says that it is the present. */
export function Then({ links, then, last }) {
  if (!last && !then?.links) return html`<section class="card" aria-busy=${then ? undefined : 'true'}><header>
    <h2>The world of then</h2></header><p class="empty soft">${then ? 'It cannot be shown.' : 'One moment.'}</p>
    </section>`;
  const rows = rowsOf(last ? links : then.links, links), different = rows.filter((r) => r.then !== r.now).length;
  return html`<section class="card"><header><h2>${last ? 'The world now' : 'The world of then'}</h2>
      ${!last && html`<span class="soft">
        <b>${different}</b> of ${rows.length} links are different today</span>`}</header>
    ${rows.length === 0 ? html`<p class="empty soft">No link yet.</p>` : html`<table><thead><tr><th>Link</th>
      <th class="hide-s">User</th><th>Then</th><th>Now</th></tr></thead>
      <tbody>${rows.slice(0, most).map(({ link, then, now }) => html`<tr key=${link.id}
        class=${!then ? 'gone' : then !== now ? 'diff' : ''}><td><span class="row"><span class="tile small">${
          initials(plainName(link.institution_name || '?'))}</span><a href=${href('links', link.id)}>${
          plainName(link.institution_name)}</a><code class="soft hide-s">${short(link.id)}</code>
            </span></td>
        <td class="hide-s">${link.username}</td>
        <td>${then ? html`<${State} name=${then} />` : html`<span class="soft">not there yet</span>`}</td>
        <td>${now ? html`<${State} name=${now} />`
          : html`<span class="soft">not there now</span>`}</td></tr>`)}</tbody></table>`}
    ${rows.length > most && html`<p class="empty soft">and ${rows.length - most} more</p>`}</section>`;
}
