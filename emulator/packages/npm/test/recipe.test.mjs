// The recipes that the guide shows (emulator/docs/tests.md).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, start } from 'belvo-emulator';

let emulator;
beforeAll(async () => { emulator = await start({ clock: 'manual', seed: 1 }); });
afterAll(() => emulator.stop());

it('heals a link whose bank asks for a token', async () => {
  const box = emulator.sandbox();                    // no other test sees it
  const user = { institution: 'erebor_mx_retail', username: 'bnk100', password: 'pass_valid' };
  const link = await (await box.fetch('/api/links/', { method: 'POST', json: user })).json();

  await box.next({ respond: 'token_required', match: { operation: 'retrieve' } });
  const asked = await box.fetch('/api/accounts/', { method: 'POST', json: { link: link.id } });
  expect(asked.status).toBe(428);

  const [{ session }] = await asked.json();
  await box.fetch('/api/accounts/', { method: 'PATCH', json: { session, link: link.id, token: '111111' } });
  await box.verify({ method: 'PATCH', path: '/api/accounts/', body: { link: link.id }, times: { exactly: 1 } });
});

describe('a prepared world', () => {
  let prepared;
  beforeAll(async () => {
    prepared = emulator.sandbox();
    await prepared.control('post', 'links', { body: { institution: 'erebor_mx_retail', username: 'bnk100' } });
  });

  it('sees the link, and may delete it', async () => {
    const box = await prepared.fork();
    const { results } = await (await box.fetch('/api/links/')).json();
    expect((await box.fetch(`/api/links/${results[0].id}/`, { method: 'DELETE' })).status).toBe(204);
  });
});

it.runIf(process.env.BELVO_EMULATOR_LISTEN)('is the sandbox of exec', async () => {
  expect((await connect().fetch('/api/links/')).status).toBe(200);
});
