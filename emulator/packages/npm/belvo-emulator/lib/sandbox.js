'use strict';
// A client of one sandbox: Belvo's API with its keys, and the control calls for it.
const { randomUUID } = require('node:crypto');

/** What the path of every control call begins with. */
const CONTROL = '/__emulator/v1/';

/** A control call that was refused. */
class ControlError extends Error {
  constructor(message, status) {
    super(message);
    this.name = 'ControlError';
    this.status = status;
  }
}

/** The application has not made the requests that it should have. */
class VerificationError extends ControlError {
  constructor(failure) {
    const near = (failure.nearest ?? []).map((n) => `\n  ${n.request}: ${n.summary}`).join('');
    super(failure.error + near, 409);
    this.name = 'VerificationError';
    this.failure = failure;
  }
}

/** One isolated world, by its keys. */
class Sandbox {
  #token;

  constructor({ url, secretId, secretPassword, controlToken }) {
    this.url = url;
    this.secretId = secretId;
    this.secretPassword = secretPassword;
    this.#token = controlToken;
  }

  /** The variables that lead an application to this sandbox. */
  get env() {
    return { BELVO_API_URL: this.url, BELVO_SECRET_ID: this.secretId,
      BELVO_SECRET_PASSWORD: this.secretPassword };
  }

  /** A request with the keys of the sandbox; a body that is an object is sent as JSON. */
  async fetch(path, { json, headers, ...init } = {}) {
    const all = new Headers(headers);
    if (!all.has('Authorization')) {
      const keys = Buffer.from(`${this.secretId}:${this.secretPassword}`).toString('base64');
      all.set('Authorization', `Basic ${keys}`);
    }
    if (json !== undefined) {
      all.set('Content-Type', 'application/json');
      init.body = JSON.stringify(json);
    }
    return fetch(new URL(path, this.url), { ...init, headers: all });
  }

  /** A control call. Its answer is parsed; undefined for one without content. */
  async control(method, path, { params = {}, query = {}, body } = {}) {
    const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name]));
    const url = new URL(filled.startsWith('/') ? filled : CONTROL + filled, this.url);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const headers = this.#token ? { 'X-Belvo-Emulator-Control-Token': this.#token } : {};
    const response = await this.fetch(url, { method: method.toUpperCase(), headers, json: body });
    const text = await response.text();
    const isJSON = (response.headers.get('Content-Type') ?? '').startsWith('application/json');
    const answer = isJSON ? JSON.parse(text) : text || undefined;
    if (response.ok) return answer;
    if (response.status === 409 && answer?.nearest) throw new VerificationError(answer);
    throw new ControlError(answer?.error ?? `${response.status} ${text}`, response.status);
  }

  /** Moves the sandbox's clock on; everything that was due has happened when it returns. */
  async advance(by) { return this.control('post', 'clock/advance', { body: { by } }); }

  /** Queues what the next request that matches is answered with. */
  async next(answer) { return this.control('post', 'next', { body: answer }); }

  /** Checks that the application has made the right requests; timeout, such as '5s', waits for them. */
  async verify(wanted, { timeout } = {}) {
    return this.control('post', 'requests/verify', { body: wanted, query: { timeout } });
  }

  /** A new sandbox that begins with a copy of this one's world. */
  async fork({ secretId = randomUUID(), secretPassword = 'password', endpoints } = {}) {
    await this.control('post', 'fork', {
      body: { secret_id: secretId, secret_password: secretPassword, endpoints } });
    return new Sandbox({ url: this.url, secretId, secretPassword, controlToken: this.#token });
  }
}

/** The sandbox that the environment names, as it does under "belvo-emulator exec". */
function connect(options = {}) {
  const { BELVO_API_URL, BELVO_SECRET_ID, BELVO_SECRET_PASSWORD, BELVO_EMULATOR_CONTROL_TOKEN } = process.env;
  const { url = BELVO_API_URL, secretId = BELVO_SECRET_ID ?? 'SECRET_ID',
    secretPassword = BELVO_SECRET_PASSWORD ?? 'SECRET_PASSWORD',
    controlToken = BELVO_EMULATOR_CONTROL_TOKEN } = options;
  if (!url) throw new TypeError('connect: give a url, or run under "belvo-emulator exec"');
  return new Sandbox({ url, secretId, secretPassword, controlToken });
}

module.exports = { connect, Sandbox, ControlError, VerificationError };
