// One request as code: curl, fetch, a Go test with emulatortest, Playwright.
import { html, useState } from '../lib/ui.js';
import { Code } from '../shell/copy.js';
import { Tabs } from '../shell/tabs.js';

const kinds = [
  { name: 'curl', title: 'curl' }, { name: 'fetch', title: 'fetch' }, { name: 'go', title: 'Go test' },
  { name: 'playwright', title: 'Playwright' },
];

const masked = '***';

// secretsOf names the fields that the journal has masked, whose values come from the environment.
function jsBody(body) {
  return JSON.stringify(body, null, 2).replace(/"([^"]+)": "\*\*\*"/g, (_, name) =>
    `"${name}": process.env.${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`);
}

const indent = (text, by) => text.split('\n').join('\n' + ' '.repeat(by));
const target = (r) => r.path + (r.query ? '?' + r.query : '');

function fetchCode(r) {
  const auths = {
    basic: '\n    Authorization: `Basic ${btoa(`${env.BELVO_SECRET_ID}:${env.BELVO_SECRET_PASSWORD}`)}`,',
    bearer: '\n    Authorization: `Bearer ${env.BELVO_ACCESS_TOKEN}`,',
  };
  const auth = auths[r.auth] || '';
  const body = r.body ? `\n  body: JSON.stringify(${indent(jsBody(r.body), 2)}),` : '';
  return `const { env } = process;
const response = await fetch(\`\${env.BELVO_API_URL}${target(r)}\`, {
  method: '${r.method}',
  headers: {${auth}${r.body ? "\n    'Content-Type': 'application/json'," : ''}
  },${body}
});
console.log(response.status, await response.json());`;
}

const goString = (text) => JSON.stringify(text);

function goValue(value, pad) {
  if (value === null) return 'nil';
  if (Array.isArray(value)) return `[]any{${value.map((v) => goValue(v, pad)).join(', ')}}`;
  if (typeof value === 'object') {
    const lines = Object.entries(value).map(([k, v]) => `${pad}\t${goString(k)}: ${goValue(v, pad + '\t')},\n`);
    return `map[string]any{\n${lines.join('')}${pad}}`;
  }
  if (value === masked) return goString('secret');
  return typeof value === 'string' ? goString(value) : String(value);
}

const goMethods = { GET: 'Get', POST: 'Post', PUT: 'Put', PATCH: 'Patch', DELETE: 'Delete', HEAD: 'Head' };

function goCode(r) {
  const method = goMethods[r.method] ? 'http.Method' + goMethods[r.method] : goString(r.method);
  return `func TestLikeRequest${r.id.toUpperCase()}(t *testing.T) {
	server := emulatortest.Start(t)
	box := server.Sandbox(t)
	answer := box.Do(${method}, ${goString(target(r))}, ${r.body ? goValue(r.body, '\t') : 'nil'})
	answer.Want(${r.status})
}`;
}

function playwrightCode(r) {
  const body = r.body ? `\n    data: ${indent(jsBody(r.body), 4)},` : '';
  const bearer = '\n    headers: { Authorization: `Bearer ${process.env.BELVO_ACCESS_TOKEN}` },';
  const auth = r.auth === 'bearer' ? bearer : '';
  return `import { test, expect } from '@playwright/test';

test.use({
  baseURL: process.env.BELVO_API_URL,
  httpCredentials: {
    username: process.env.BELVO_SECRET_ID, password: process.env.BELVO_SECRET_PASSWORD, send: 'always',
  },
});

test('${r.method} ${r.path} is answered ${r.status}', async ({ request }) => {
  const response = await request.fetch('${target(r)}', {
    method: '${r.method}',${auth}${body}
  });
  expect(response.status()).toBe(${r.status});
});`;
}

const makers = { curl: (r) => r.curl || '', fetch: fetchCode, go: goCode, playwright: playwrightCode };

/** CopyAs shows an explained request as code. */
export function CopyAs({ request }) {
  const [kind, choose] = useState('curl');
  const text = makers[kind](request);
  return html`<div class="stack tight"><div class="row"><h3>Copy as</h3><span class="end"><${Tabs}
    options=${kinds}
      chosen=${kind} choose=${choose} label="Copy as" panel="copyas" /></span></div>
    <div id="copyas" role="tabpanel" aria-label=${kind}><${Code} text=${text}
      label=${'the request as ' + kind} /></div></div>`;
}
