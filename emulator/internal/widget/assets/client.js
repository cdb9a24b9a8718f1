/** Calls of the emulator, each with the access token and nothing else. */

/** The part "words" of the table of steps, which the emulator puts in the place of the braces. */
export const words = {};

/** What a call failed with: a code and message of Belvo's, or our own code "offline". */
export class CallError extends Error {
  /** @param {{code: string, message: string, request_id?: string}} item @param {number} status */
  constructor(item, status) {
    super(item.message);
    this.code = item.code;
    this.status = status;
    this.requestId = item.request_id || newId();
    this.session = item.session;
    this.challenge = item.token_generation_data;
    this.link = item.link;
    this.field = item.field;
    this.hint = null; // what the emulator says about it
    this.issued = false; // whether it is about a token that the emulator signed
  }
}

/** What an error is for the user: a login_error can mean four things. */
export function kindOf(error) {
  if (error.field) {
    return 'validation_error';
  }
  if (error.code !== 'login_error') {
    return error.code;
  }
  const [, kind] = words.loginErrors.find(([form]) => error.message.match(form)) || [];
  return kind || error.code;
}

/** A request id for what never reached the emulator. @returns {string} */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

/**
 * The claims of a JWT; its signature is the server's matter. Null if it is none.
 * @param {string} token
 * @returns {?Object}
 */
export function readClaims(token) {
  try {
    const part = String(token).split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(part), (c) => c.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes));
    return claims && typeof claims === 'object' ? claims : null;
  } catch {
    return null;
  }
}

/** The emulator, as far as one access token opens it. */
export class Client {
  /**
   * @param {string} token
   * @param {URL} base where the widget's script came from
   * @param {?string} other the claim api_url: a host, tried when nobody answers at base
   */
  constructor(token, base, other) {
    this.token = token;
    this.bases = [base];
    if (other && /^[\w.:[\]-]+$/.test(other) && other !== base.host) {
      this.bases.push(new URL(`${base.protocol}//${other}/`));
    }
    if (base.host === 'cdn.belvo.io') {
      this.bases.push(new URL('https://widget-api.belvo.com/')); // which strict pages let the widget call
    }
    this.aborter = new AbortController();
  }

  /** Ends every call that is on its way. */
  stop() {
    this.aborter.abort();
  }

  /**
   * Sends a request.
   * @param {string} method
   * @param {string} path without a leading slash
   * @param {Object} [body]
   * @returns {Promise<Object>} the JSON of the answer
   * @throws {CallError}
   */
  async call(method, path, body) {
    const response = await this.send(method, path, body);
    let answer;
    try {
      answer = response.status === 204 ? null : await response.json();
    } catch {
      throw this.failed(response.status); // a proxy's page, or half an answer
    }
    if (response.ok) {
      return answer;
    }
    const hint = response.headers.get('X-Belvo-Emulator-Hint');
    if (hint) {
      console.warn(`belvo-emulator: ${hint}`);
    }
    const error =
      Array.isArray(answer) && answer[0]
        ? new CallError(answer[0], response.status)
        : this.failed(response.status);
    error.hint = hint;
    error.issued = response.headers.has('X-Belvo-Emulator-Issued');
    throw error;
  }

  failed(status) {
    return new CallError({ code: 'unexpected_error', message: words.unexpected }, status);
  }

  /**
   * Sends a request to the first base where somebody answers. Only reading and starting are tried
   * again elsewhere: a login must not be sent twice.
   */
  async send(method, path, body) {
    const repeatable = method === 'GET' || path.startsWith('widget/');
    for (;;) {
      const base = this.bases[0];
      const last = () => !repeatable || (base === this.bases[0] && this.bases.length === 1);
      try {
        const response = await fetch(new URL(path, base), {
          method,
          headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' },
          body: body && JSON.stringify(body),
          credentials: 'omit',
          referrerPolicy: 'no-referrer',
          signal: this.aborter.signal,
        });
        const ours = (response.headers.get('Content-Type') || '').startsWith('application/json');
        if (ours || last()) {
          return response;
        } // else somebody else serves the script
      } catch (error) {
        if (this.aborter.signal.aborted) {
          throw error;
        }
        if (last()) {
          throw repeatable ? new CallError({ code: 'offline', message: words.unexpected }, 0) : this.failed(0);
        }
      }
      if (base === this.bases[0]) {
        // another call may have found out before
        this.bases.shift();
      }
    }
  }

  /** What the token is for. @returns {Promise<{link: ?Object}>} */
  start() {
    return this.call('POST', 'widget/v1/start', {});
  }

  /** Every institution, those of the type that the API lists only on request included.
   * @returns {Promise<Object[]>} */
  async institutions() {
    const types = 'bank,fiscal,employment,gig';
    return (await this.call('GET', `api/institutions/?page_size=1000&type__in=${types}`)).results;
  }

  /** Connects a user. */
  register(fields) {
    return this.call('POST', 'api/links/', fields);
  }

  /** Gives a link new credentials. */
  update(link, fields) {
    return this.call('PUT', `api/links/${link}/`, fields);
  }

  /** Completes a login that waits for an MFA token. */
  resume(session, link, token) {
    return this.call('PATCH', 'api/links/', token ? { session, link, token } : { session, link });
  }

  /** A QR code. @returns {Promise<{size: number, path: string}>} */
  qr(value) {
    return this.call('POST', 'widget/v1/qr', { value });
  }
}
