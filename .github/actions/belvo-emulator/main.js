'use strict';
// Gets the program, from a release or by building it, and starts it for the rest of the job.
const { execFileSync, spawn } = require('node:child_process');
const { createHash } = require('node:crypto');
const { appendFileSync, mkdirSync, openSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { createInterface } = require('node:readline');

const folder = join(process.env.RUNNER_TEMP, 'belvo-emulator');
const program = join(folder, process.platform === 'win32' ? 'belvo-emulator.exe' : 'belvo-emulator');
const log = join(folder, 'emulator.log');

/** An input of the action. */
const input = (name) => (process.env[`INPUT_${name.toUpperCase()}`] ?? '').trim();

/** Tells the runner of variables, outputs and the like, each NAME=value. */
const tell = (file, ...lines) => appendFileSync(process.env[file], `${lines.join('\n')}\n`);

/** Downloads a file; undefined if there is none. */
async function download(url) {
  let response;
  try {
    response = await fetch(url);
  } catch (error) {
    console.log(`${url}: ${error.cause?.message ?? error.message}`);
    return undefined;
  }
  console.log(`${url}: ${response.status}`);
  return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined;
}

/** Takes the program from a release and returns whether there is one. A file with another sum is an error. */
async function release(version) {
  if (!/^v\d/.test(version)) return false;
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const name = `belvo-emulator_${version.slice(1)}_${system}_${arch}.tar.gz`;
  const { GITHUB_SERVER_URL, GITHUB_ACTION_REPOSITORY, GITHUB_REPOSITORY } = process.env;
  const repository = GITHUB_ACTION_REPOSITORY || GITHUB_REPOSITORY;
  const base = `${GITHUB_SERVER_URL}/${repository}/releases/download/${version}`;
  const sums = await download(`${base}/checksums.txt`);
  const archive = sums && await download(`${base}/${name}`);
  if (!archive) return false;
  const sum = createHash('sha256').update(archive).digest('hex');
  if (!sums.toString().split('\n').includes(`${sum}  ${name}`)) {
    throw new Error(`${name} is not the file that checksums.txt names`);
  }
  writeFileSync(join(folder, name), archive);
  execFileSync('tar', ['-xzf', name], { cwd: folder, stdio: 'inherit' });
  return true;
}

/** Builds the program from the sources that the action lies among. */
function build() {
  const env = { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'auto', GOFLAGS: '' };
  const args = ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', program, '.'];
  try {
    execFileSync('go', args, { cwd: join(__dirname, '..', '..', '..'), env, stdio: 'inherit' });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new Error('there is no release for this ref and no Go to build it: use actions/setup-go before');
  }
}

/** Starts the program in the background and waits for the line that says that it is ready. */
async function start() {
  const args = ['--listen', input('listen'), '--log-format', 'text', '--ready-file', join(folder, 'ready.txt')];
  const child = spawn(program, [...args, ...input('options').split(/\s+/).filter(Boolean)], {
    detached: true, stdio: ['ignore', 'pipe', openSync(log, 'w')],
  });
  const lines = createInterface({ input: child.stdout });
  await new Promise((resolve, reject) => {
    lines.once('line', resolve);
    child.once('error', reject);
    child.once('close', () => reject(new Error(`the emulator did not start:\n${readFileSync(log, 'utf8')}`)));
  });
  writeFileSync(join(folder, 'emulator.pid'), `${child.pid}\n`);
  child.unref(); // it ends with the job
  return Object.fromEntries(readFileSync(join(folder, 'ready.txt'), 'utf8').trim().split('\n').map((line) => {
    const at = line.indexOf('=');
    return [line.slice(0, at), line.slice(at + 1)];
  }));
}

async function main() {
  mkdirSync(folder, { recursive: true });
  const version = input('version') || process.env.GITHUB_ACTION_REF || '';
  if (!await release(version)) build();
  const ready = await start();
  tell('GITHUB_STATE', `log=${log}`);
  tell('GITHUB_PATH', folder);
  tell('GITHUB_OUTPUT', `url=${ready.url}`, `log=${log}`);
  tell('GITHUB_ENV', `BELVO_API_URL=${ready.url}`, `BELVO_EMULATOR_LISTEN=${ready.url.replace('http://', '')}`,
    `BELVO_SECRET_ID=${ready.secret_id}`);
  // A password of the job's own is not told, and the job has it.
  if (ready.secret_password !== '(as configured)') {
    tell('GITHUB_ENV', `BELVO_SECRET_PASSWORD=${ready.secret_password}`);
  }
}

main().then(() => process.exit(0), (error) => {
  console.log(`::error::belvo-emulator: ${error.message.replaceAll('%', '%25').replaceAll('\n', '%0A')}`);
  process.exit(1);
});
