// Prepare a world once, and give each test a copy of it: a fork takes less than a millisecond, however much there is
// in the world. For Vitest; in Jest the first line is: import { ... } from '@jest/globals'.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { start } from 'belvo-emulator';

let emulator, prepared, link;

beforeAll(async () => {
  emulator = await start({ clock: 'manual', seed: 1 });
  prepared = emulator.sandbox();
  const made = await prepared.fetch('/api/links/', { method: 'POST', json: {
    institution: 'erebor_mx_retail', username: 'bnk100', password: 'pass_valid', access_mode: 'recurrent' } });
  link = (await made.json()).id;
  await prepared.advance('30d'); // a month of refreshes
});
afterAll(() => emulator.stop());

let box; // of the test: box.env leads an application to it
beforeEach(async () => { box = await prepared.fork(); });

const status = async () => (await box.fetch(`/api/links/${link}/`)).status;

describe('each test begins with the prepared world', () => {
  it('may remove the link', async () => {
    await box.fetch(`/api/links/${link}/`, { method: 'DELETE' });
    expect(await status()).toBe(404);
  });

  it('has the link again, and the same time', async () => {
    expect(await status()).toBe(200);
    expect((await box.control('get', 'clock')).now).toBe((await prepared.control('get', 'clock')).now);
  });
});
