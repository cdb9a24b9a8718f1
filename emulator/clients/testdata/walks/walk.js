// Walks a Heimdall link's life by the client named in the first argument; the second is a secret id.
'use strict';
const assert = require('node:assert/strict');
const https = require('node:https');

const [, , client, id] = process.argv;
const base = 'https://sandbox.belvo.com';
const auth = { username: id, password: 'password' };
const basic = `Basic ${Buffer.from(`${id}:password`).toString('base64')}`;

const byFetch = async (method, url, body) => {
  const answer = await fetch(url, {
    method,
    headers: { Authorization: basic, 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, data: await answer.json() };
};

const byHttps = (method, url, body) => new Promise((resolve, reject) => {
  const request = https.request(url, {
    method, headers: { Authorization: basic, 'Content-Type': 'application/json' },
  }, (answer) => {
    let text = '';
    answer.on('data', (part) => { text += part; });
    answer.on('end', () => resolve({ status: answer.statusCode, data: JSON.parse(text) }));
  });
  request.on('error', reject);
  request.end(body && JSON.stringify(body));
});

const byAxios = (axios) => (method, url, data) => axios({ method, url, data, auth, validateStatus: () => true });

// The SDK has no status and follows pages by itself.
async function bySDK() {
  const Belvo = require('belvo').default;
  const belvo = new Belvo(id, 'password', 'sandbox');
  await belvo.connect();
  const link = await belvo.links.register('heimdall_mx_retail', 'user_valid', 'pass_valid');
  const refusal = await belvo.accounts.retrieve(link.id).catch((e) => e);
  assert.equal(refusal.statusCode, 428);
  const waiting = await belvo.links.list({ filters: { status: 'token_required' } });
  assert.deepEqual(waiting.map((l) => l.id), [link.id]);
  const healed = await belvo.links.resume(refusal.detail[0].session, '111111', link.id);
  assert.equal(healed.id, link.id);
  return (await belvo.institutions.list({ limit: 1000, filters: { page_size: 7 } })).length;
}

async function walk(ask) {
  const link = await ask('POST', `${base}/api/links/`, {
    institution: 'heimdall_mx_retail', username: 'user_valid', password: 'pass_valid',
  });
  assert.equal(link.status, 201);
  const refused = await ask('POST', `${base}/api/accounts/`, { link: link.data.id });
  assert.equal(refused.status, 428);
  const waiting = await ask('GET', `${base}/api/links/?status=token_required`);
  assert.equal(waiting.data.results[0].id, link.data.id);
  const healed = await ask('PATCH', `${base}/api/links/`, {
    session: refused.data[0].session, link: link.data.id, token: '111111',
  });
  assert.deepEqual([healed.status, healed.data.status], [200, 'valid']);
  let walked = 0;
  for (let next = `${base}/api/institutions/?page_size=7`; next;) {
    assert.ok(next.startsWith(`${base}/`), next);
    const page = await ask('GET', next);
    walked += page.data.results.length;
    next = page.data.next;
  }
  return walked;
}

const walks = {
  'node-fetch': () => walk(byFetch),
  'node-https': () => walk(byHttps),
  axios: () => walk(byAxios(require('axios'))),
  'axios-old': () => walk(byAxios(require(require.resolve('axios', { paths: [require.resolve('belvo')] })))),
  belvo: bySDK,
};
walks[client]().then((n) => console.log(`walked ${n} institutions`), (e) => {
  console.error(e);
  process.exit(1);
});
