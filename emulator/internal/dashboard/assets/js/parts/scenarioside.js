// Beside the editor: the machine, who gets the scenario, and what happens when one of its users registers.
import { html } from '../lib/ui.js';
import { href } from '../lib/router.js';
import { plainName } from '../lib/format.js';
import { usersOf } from './users.js';
import { Action } from '../shell/action.js';
import { Diagram } from './diagram.js';
import { Glyph } from './glyph.js';

/** broken is the last good machine with the problems in it: edges that are wrong, and states that are missing. */
export function broken(machine, problems) {
  const ghosts = [], edges = machine.edges.map((edge) => {
    const problem = problems.find((p) => p.line === edge.line);
    if (!problem) return edge;
    const [, missing] = problem.message.match(/^unknown state "([^"]+)"/) || [];
    if (missing && !machine.states.includes(missing) && !ghosts.includes(missing)) ghosts.push(missing);
    return { ...edge, to: missing || edge.to, bad: true };
  });
  return { edges, ghosts };
}

function Chips({ title, patterns }) {
  return patterns.map((p) => html`<code class="chip" key=${p}>${title} <b>${p}</b></code>`);
}

function Who({ match, list, scenario }) {
  const banks = list.filter((i) => i.scenario === scenario);
  return html`<h3>Who gets it</h3><p class="row wrap"><${Chips} title="username" patterns=${match.usernames} />
      <${Chips} title="institution" patterns=${match.institutions} />
      <span class="soft">${match.usernames.length + match.institutions.length ? 'or' : 'only'} the header</span>
      <code class="chip">X-Belvo-Emulator-Scenario</code></p>
    ${banks.length > 0 && html`<p class="soft">The usual one at ${banks.length} institutions: ${
      [...new Set(banks.map((i) => plainName(i.display_name)))].join(', ')}.</p>`}`;
}

const send = (institution, username) => ({ method: 'POST', path: 'requests/send', body: { method: 'POST',
  path: '/api/links/', body: { institution, username, password: 'pass_valid' } } });

function Users({ scenario, bank }) {
  const users = usersOf(scenario);
  if (users.length === 0) return null;
  return html`<h3>When somebody registers</h3><table><tbody>${users.map((u) => html`<tr key=${u.username}><td><code>${
      u.username}</code></td><td>${u.to ? html`<${Glyph} to=${u.to} />` : html`<span class="soft">no link</span>`}</td>
      <td class="soft">${u.says}</td><td class="end2"><${Action} kind="small quiet" quietError
        call=${send(bank, u.username)} label=${'Register ' + u.username}>Register<//></td></tr>`)}</tbody></table>`;
}

/** Side shows the machine of a text that was right, with the problems of what is there now. */
export function Side({ machine, problems, lit, now, who, choose, list, changed }) {
  if (!machine) {
    return html`<section class="sideb" aria-label="Diagram"><div class="edbar"><h2>The machine it makes</h2></div>
      <p class="empty soft">It is drawn as soon as the text is right.</p></section>`;
  }
  const { edges, ghosts } = broken(machine, problems);
  const match = machine.match || { usernames: [], institutions: [] };
  const bank = list.find((i) => i.scenario === machine.name)?.name || 'erebor_mx_retail';
  return html`<section class="sideb" aria-label="Diagram"><div class="edbar"><h2>The machine it makes</h2>
      <span class="soft">${problems.length ? 'the last good parts, problems in red' : now ? `${who} is in ${now}` : ''}
      </span></div>
    <div class="machbox" tabindex="0" role="group" aria-label="Its diagram"><${Diagram} states=${machine.states}
      edges=${edges} ghosts=${ghosts} lit=${lit} now=${now} choose=${choose} /></div>
    <div class="stack about2"><${Who} match=${match} list=${list} scenario=${machine.name} />
      ${problems.length === 0 && html`<${Users} scenario=${machine} bank=${bank} />`}
      ${changed && html`<p class="soft">Registering uses what is in force: try the text here first.</p>`}
      <p class="soft"><a href=${href('widget', '', { institution: bank })}>Connect one in the widget</a></p></div>
    </section>`;
}
