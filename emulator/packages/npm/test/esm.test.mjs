// Runs against the installed package.
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ControlError, Sandbox, VerificationError, connect, start } from 'belvo-emulator';

const user = { institution: 'heimdall_mx_retail', username: 'user_valid', password: 'pass_valid' };

describe('an emulator', () => {
  let emulator;
  beforeAll(async () => {
    process.env.BELVO_EMULATOR_STRICT_KEYS = 'true'; // which has no effect
    emulator = await start({ clock: 'manual', seed: 1 });
  });
  afterAll(() => emulator.stop());

  it('walks through Heimdall', async () => {
    const box = emulator.sandbox();
    const link = await (await box.fetch('/api/links/', { method: 'POST', json: user })).json();
    const refused = await box.fetch('/api/accounts/', { method: 'POST', json: { link: link.id } });
    expect(refused.status).toBe(428);
    expect((await (await box.fetch(`/api/links/${link.id}/`)).json()).status).toBe('token_required');
    const made = await box.verify({ method: 'POST', path: '/api/accounts/', body: { link: link.id } });
    expect(made).toEqual({ ok: true, count: 1 });
    const report = await box.control('get', 'links/{id}', { params: { id: link.id } });
    expect(report.state).toBe('token_required');
  });

  it('gives each test a sandbox of its own', async () => {
    const list = await (await emulator.sandbox().fetch('/api/links/')).json();
    expect(list.count).toBe(0);
  });

  it('queues answers and moves the clock', async () => {
    const box = emulator.sandbox();
    await box.next({ respond: 'institution_down', match: { operation: 'register' } });
    expect((await box.fetch('/api/links/', { method: 'POST', json: user })).status).toBe(400);
    await box.fetch('/api/links/', { method: 'POST', json: { ...user, access_mode: 'recurrent' } });
    const { transitions } = await box.advance('8d');
    expect(transitions.map((step) => step.event)).toEqual(['refresh_challenged']);
  });

  it('copies its world', async () => {
    const box = emulator.sandbox();
    const link = await (await box.fetch('/api/links/', { method: 'POST', json: user })).json();
    const other = await box.fork();
    expect(other.secretId).not.toBe(box.secretId);
    await other.fetch(`/api/links/${link.id}/`, { method: 'DELETE' });
    expect((await other.fetch(`/api/links/${link.id}/`)).status).toBe(404);
    expect((await box.fetch(`/api/links/${link.id}/`)).status).toBe(200);
  });

  it('says what is wrong', async () => {
    const box = emulator.sandbox();
    await expect(box.verify({ path: '/api/owners/' })).rejects.toThrow(VerificationError);
    await expect(box.advance('soon')).rejects.toThrow(ControlError);
    await expect(start({ clok: 'manual' })).rejects.toThrow('there is no option clok');
    await expect(start({ clock: 'never' })).rejects.toThrow(/did not start:.*--clock/s);
    expect(() => connect({ url: '' })).toThrow('belvo-emulator exec');
  });

  it('is one module for import and require', async () => {
    expect(createRequire(import.meta.url)('belvo-emulator').Sandbox).toBe(Sandbox);
  });
});

it.runIf(process.env.BELVO_EMULATOR_LISTEN)('finds the emulator of exec', async () => {
  const box = connect();
  expect(box.env.BELVO_API_URL).toBe(process.env.BELVO_API_URL);
  expect((await box.control('get', 'health')).status).toBe('ok');
});
