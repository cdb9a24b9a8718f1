// Compiled, never run: what the types say of the package under import.
import { start, type Schemas } from 'belvo-emulator';

const emulator = await start({ clock: 'manual' });
const box = emulator.sandbox();
const moved: Schemas['AdvanceReport'] = await box.advance('7d');
const now: string = (await box.control('get', 'clock')).now;
const gone: undefined = await box.control('delete', 'sandboxes/{id}', { params: { id: box.secretId } });
await box.control('post', 'clock/advance', { body: { by: now } });
await box.next({ respond: 'login_error', times: moved.omitted });
// @ts-expect-error: there is no such call
await box.control('get', 'clocks');
// @ts-expect-error: an answer cannot be misspelt
await box.next({ respnod: 'login_error' });
// @ts-expect-error: nor can a body
await box.control('post', 'clock/advance', { body: { bye: '7d' } });
export { gone };
