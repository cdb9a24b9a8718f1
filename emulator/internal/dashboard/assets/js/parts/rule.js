// The lines of a scenario's file that answered, with where they stand.
import { html, useEffect, useState } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { href } from '../lib/router.js';
import { Icon } from '../shell/icon.js';

const key = /^(\s*(?:- )?\{?)([\w.]+)(:)/;

/** yamlLine is a line of YAML with its keys coloured. */
export function yamlLine(line) {
  const parts = [];
  const comment = line.search(/(^|\s)#/);
  let rest = comment >= 0 ? line.slice(0, comment) : line;
  const first = rest.match(key);
  if (first) {
    parts.push(first[1], html`<span class="k">${first[2]}</span>`, first[3]);
    rest = rest.slice(first[0].length);
  }
  for (const [i, piece] of rest.split(/([{,]\s*)(\w+)(?=:)/).entries()) {
    parts.push(i % 3 === 2 ? html`<span class="k">${piece}</span>` : piece);
  }
  if (comment >= 0) parts.push(html`<span class="c">${line.slice(comment)}</span>`);
  return parts;
}

const depth = (line) => line.match(/^\s*/)[0].length;

// around has the lines above the rule that say where it stands, the rule, and how many rules before it did not fit.
function around(lines, hit) {
  const above = [];
  let at = depth(lines[hit - 1]);
  let passed = 0;
  for (let n = hit - 1; n > 0 && above.length < 3; n--) {
    const line = lines[n - 1];
    if (!line.trim() || line.trim().startsWith('#')) continue;
    if (depth(line) < at) {
      above.unshift(n);
      at = depth(line);
    } else if (above.length === 0 && depth(line) === at && line.trim().startsWith('- ')) passed += 1;
  }
  const own = [hit];
  for (let n = hit + 1; n <= lines.length && own.length < 8 && lines[n - 1].trim()
    && depth(lines[n - 1]) > depth(lines[hit - 1]); n++) own.push(n);
  return { above, own, passed };
}

/** Rule shows the rule at file:line of a scenario. */
export function Rule({ scenario, rule }) {
  const [text, setText] = useState('');
  const hit = Number(rule.split(':')[1]);
  useEffect(() => {
    get('scenarios/' + encodeURIComponent(scenario), {}, { global: true }).then((s) => setText(s.text)).catch(() => {});
  }, [scenario]);
  const lines = text.split('\n');
  if (!hit || hit > lines.length) return null;
  const { above, own, passed } = around(lines, hit);
  const row = (n, kind = '') => html`<span class=${'no ' + kind}>${n}</span><span
    class=${kind}>${yamlLine(lines[n - 1])}</span>`;
  return html`<div class="code"><div class="lines" tabindex="0" role="group" aria-label=${rule}>
    ${above.map((n) => row(n))}
    ${passed > 0 && html`<span class="no">⋮</span><span class="c">${' '.repeat(depth(lines[hit - 1]))}${
      passed === 1 ? '1 rule before it does not fit' : passed + ' rules before it do not fit'}</span>`}
    ${own.map((n) => row(n, 'hit'))}</div></div>`;
}

/** RuleLink leads to the scenario's page. */
export const RuleLink = ({ scenario }) => html`<a class="btn small quiet end"
  href=${href('scenarios', scenario)}>Open
  ${' '}<${Icon} name="right" /></a>`;
