'use strict';
// An emulator as a child process.
const { spawn } = require('node:child_process');
const { randomUUID } = require('node:crypto');
const { createInterface } = require('node:readline');
const { binary } = require('./binary.js');
const { Sandbox } = require('./sandbox.js');

/** How much of the log is kept, in characters. */
const LOG_LIMIT = 1 << 20;

/** The options that are flags of the program, by the names that they have there. */
const FLAGS = {
  clock: '--clock', seed: '--seed', seedFile: '--seed-file', scenarios: '--scenarios', fixtures: '--fixtures',
  webhook: '--webhook', logLevel: '--log-level',
};

/** The command line of the options; it throws for one that there is not. */
function commandLine(options) {
  const { args = [], binary: _, env, ...flags } = options;
  const line = ['serve', '--listen', '127.0.0.1:0', '--log-format', 'text'];
  for (const [name, value] of Object.entries(flags)) {
    if (!Object.hasOwn(FLAGS, name)) throw new TypeError(`start: there is no option ${name}`);
    if (value !== undefined) line.push(FLAGS[name], String(value));
  }
  return [...line, ...args];
}

/** The environment without what would configure the emulator, so that a test does the same everywhere. */
function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BELVO_')));
}

/** A running emulator. Make it with start. */
class Emulator {
  #child;
  #log = '';
  #ended;
  #kill = () => this.#child.kill();

  constructor(child) {
    this.#child = child;
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text) => { this.#log = (this.#log + text).slice(-LOG_LIMIT); });
    this.#ended = new Promise((resolve) => { child.once('close', resolve); });
    process.once('exit', this.#kill); // a test runner that ends leaves no process behind
    child.once('close', () => process.removeListener('exit', this.#kill));
  }

  /** Waits for the line that says that it is ready. */
  async _ready() {
    const line = await Promise.race([
      new Promise((resolve, reject) => {
        createInterface({ input: this.#child.stdout }).once('line', resolve);
        this.#child.once('error', reject);
      }),
      this.#ended.then(() => { throw new Error(`the emulator did not start:\n${this.#log}`); }),
    ]);
    this.#child.stdout.resume();
    const fields = Object.fromEntries([...line.matchAll(/(\w+)=(\S+)/g)].map((m) => [m[1], m[2]]));
    this.url = fields.url;
    this.secretId = fields.secret_id;
    return this;
  }

  get log() { return this.#log; }

  get pid() { return this.#child.pid; }

  sandbox(keys = {}) {
    const { secretId = randomUUID(), secretPassword = 'password', controlToken } = keys;
    return new Sandbox({ url: this.url, secretId, secretPassword, controlToken });
  }

  async stop() {
    this.#child.kill();
    await this.#ended;
  }

  async [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]() { await this.stop(); }
}

/** Starts an emulator on a free port and waits until it answers. */
async function start(options = {}) {
  const child = spawn(options.binary ?? binary(), commandLine(options), {
    stdio: ['ignore', 'pipe', 'pipe'], env: { ...environment(), ...options.env }, windowsHide: true,
  });
  return new Emulator(child)._ready();
}

module.exports = { start, Emulator };
