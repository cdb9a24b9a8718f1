// Lives the life of a Heimdall link with Belvo's own SDK, against the emulator at the URL given
// as the only argument. Each step that holds prints a line; the first that does not ends it.
'use strict';

const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');
const belvo = require('belvo').default;

const url = process.argv[2];
const institution = 'heimdall_mx_retail';
const scopes = 'read_institutions,write_links,read_links';

// A secret id that is a UUID is a sandbox of its own.
const secretId = randomUUID();
const secretPassword = 'heimdall-sees-everything';

const steps = [];
const step = (name, body) => steps.push({ name, body });

// What the steps hand on to each other.
const world = {};

// rejects runs a call of the SDK that must fail and returns its error: { statusCode, detail }.
async function rejects(statusCode, code, call) {
  const error = await call().then(
    (answer) => assert.fail(`expected ${statusCode} ${code}, got ${JSON.stringify(answer)}`),
    (reason) => reason,
  );
  assert.equal(error.statusCode, statusCode, error);
  assert.ok(Array.isArray(error.detail), 'the body of an error is an array');
  assert.equal(error.detail.length, 1);
  assert.equal(error.detail[0].code, code);
  assert.match(error.detail[0].request_id, /^[0-9a-f]{32}$/);
  return error;
}

// lock asks the link for data, which Heimdall refuses without a token, and returns what 428 says.
async function lock() {
  const error = await rejects(428, 'token_required', () => world.client.accounts.retrieve(world.link.id));
  return error.detail[0];
}

async function assertValid() {
  const link = await world.client.links.detail(world.link.id);
  assert.equal(link.id, world.link.id);
  assert.equal(link.institution, institution);
  assert.equal(link.status, 'valid');
}

function payload(jwt) {
  const parts = jwt.split('.');
  assert.equal(parts.length, 3);
  return JSON.parse(Buffer.from(parts[1], 'base64url'));
}

step('the client is the pinned one', async () => {
  assert.equal(require('belvo/package.json').version, require('./package.json').dependencies.belvo);
});

step('login', async () => {
  world.client = new belvo(secretId, secretPassword, url);
  await world.client.connect();
});

step('login with the wrong password', async () => {
  const { log } = console;
  console.log = () => {}; // where the SDK prints the refusal, keys included
  try {
    await assert.rejects(new belvo(secretId, 'wrong', url).connect(), /Login failed/);
  } finally {
    console.log = log;
  }
});

step('institutions', async () => {
  const all = await world.client.institutions.list();
  assert.equal(new Set(all.map((i) => i.id)).size, all.length);
  const heimdall = all.find((i) => i.name === institution);
  assert.equal(heimdall.type, 'bank');
  assert.deepEqual(await world.client.institutions.detail(heimdall.id), heimdall);
});

step('register', async () => {
  world.link = await world.client.links.register(institution, 'user_valid', 'pass_valid', {
    externalId: 'customer-1',
  });
  assert.equal(world.link.status, 'valid');
  assert.equal(world.link.institution, institution);
  assert.equal(world.link.external_id, 'customer-1');
});

step('the next POST asks for a token', async () => {
  const refusal = await lock();
  assert.equal(refusal.link, world.link.id);
  assert.match(refusal.session, /^[0-9a-f]{32}$/);
  assert.equal(typeof refusal.expiry, 'number');
  world.session = refusal.session;
});

step('the link is found by its status', async () => {
  const waiting = await world.client.links.list({ filters: { status: 'token_required' } });
  assert.deepEqual(waiting.map((l) => l.id), [world.link.id]);
  assert.deepEqual(await world.client.links.list({ filters: { status: 'valid' } }), []);
});

step('tokens for the widget', async () => {
  const tokens = [
    await world.client.links.token(world.link.id, scopes),
    await world.client.widgetToken.create({ link: world.link.id, scopes }),
  ];
  for (const { access, refresh } of tokens) {
    assert.equal(payload(access).token_type, 'access');
    assert.deepEqual(payload(access).scopes, scopes.split(','));
    assert.equal(payload(access).link.id, world.link.id);
    assert.equal(payload(refresh).token_type, 'refresh');
  }
});

step('a wrong token is another 428', async () => {
  const error = await rejects(428, 'token_required', () => (
    world.client.links.resume(world.session, '999999', world.link.id)));
  assert.notEqual(error.detail[0].session, world.session);
  await rejects(400, 'session_expired', () => (
    world.client.links.resume(world.session, '111111', world.link.id)));
  world.session = error.detail[0].session;
});

step('the right token heals the link', async () => {
  const link = await world.client.links.resume(world.session, '111111', world.link.id);
  assert.equal(link.id, world.link.id);
  await assertValid();
});

step('the right token at the resource brings its data', async () => {
  const { session } = await lock();
  const accounts = await world.client.accounts.resume(session, '111111', world.link.id);
  assert.ok(accounts.length > 0);
  for (const account of accounts) assert.equal(account.link, world.link.id);
  await assertValid();
  const kept = await world.client.accounts.list({ filters: { link: world.link.id } });
  assert.equal(kept.length, accounts.length);
});

step('new credentials heal the link', async () => {
  await lock();
  const link = await world.client.links.update(world.link.id, { password: 'pass_valid' });
  assert.equal(link.id, world.link.id);
  assert.equal(link.status, 'valid');
  await assertValid();
});

step('errors are parsed', async () => {
  const unknown = await rejects(400, 'does_not_exist', () => (
    world.client.links.register('narnia_mx_retail', 'user_valid', 'pass_valid')));
  assert.equal(unknown.detail[0].field, 'institution');
  await rejects(400, 'login_error', () => (
    world.client.links.register(institution, 'user_invalid', 'pass_invalid')));
  await rejects(404, 'not_found', () => world.client.links.detail(randomUUID()));
});

step('delete', async () => {
  assert.equal(await world.client.links.delete(world.link.id), true);
  await rejects(404, 'not_found', () => world.client.links.detail(world.link.id));
  assert.equal(await world.client.links.delete(world.link.id), false);
});

step('250 links on many pages', async () => {
  const { links, session } = world.client;
  for (let done = 0; done < 250; done += 25) {
    await Promise.all(Array.from({ length: 25 }, (_, i) => (
      links.register('erebor_mx_retail', `user_${done + i}`, 'pass_valid'))));
  }
  const atOnce = await links.list({ limit: 250 });
  const ids = new Set(atOnce.map((l) => l.id));
  assert.equal(ids.size, 250);

  // The SDK's own walk along "next", first with the pages of the sandbox, then with wider ones.
  const usual = await links.list();
  assert.deepEqual(usual, atOnce.slice(0, 100));
  const walked = [];
  for await (const link of session.getAll('api/links/', { page_size: 40, institution: 'erebor_mx_retail' })) {
    walked.push(link);
  }
  assert.deepEqual(walked, atOnce);
});

(async () => {
  for (const { name, body } of steps) {
    try {
      await body();
    } catch (error) {
      console.error(`not ok: ${name}\n`, error);
      process.exit(1);
    }
    console.log(`ok: ${name}`);
  }
  console.log('all steps hold');
})();
