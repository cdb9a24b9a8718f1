// Compiled, never run: what the types say of the package under require.
import belvo = require('belvo-emulator');

export async function walk(): Promise<number> {
  const emulator: belvo.Emulator = await belvo.start();
  const verdict = await emulator.sandbox().verify({ path: '/api/links/' }, { timeout: '5s' });
  await emulator.stop();
  return verdict.count;
}
