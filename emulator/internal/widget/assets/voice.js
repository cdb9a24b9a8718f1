/** What a run of the widget says: to the page through its functions, to the user in his language. */
import { newId } from './client.js';

/** The part of a run that speaks. */
export class Voice {
  /** @param {Object} config the page's own */
  constructor(config) {
    this.config = config;
    this.institution = null; // the one that was chosen
    this.lastError = null;
    this.page = '';
    this.over = false;
  }

  /** Calls the page back; what its function throws is its own matter. */
  tell(callback, ...args) {
    if (typeof callback !== 'function') {
      return;
    }
    try {
      callback(...args);
    } catch (error) {
      console.error(error);
    }
  }

  show(page, view) {
    if (this.over || !this.frame.alive()) {
      return;
    }
    const from = this.page;
    this.page = page;
    this.frame.show(page, view);
    const metadata = { page, from };
    if (this.institution) {
      metadata.institution_name = this.institution.name;
    }
    this.tell(this.config.onEvent, { eventName: 'PAGE_LOAD', metadata });
    if (this.pilot) {
      this.pilot.arrive(page);
    }
  }

  /** Tells of an error, and remembers it for the exit. */
  report(error) {
    this.lastError = { code: error.code, message: error.message };
    this.tell(this.config.onEvent, {
      eventName: 'ERROR',
      request_id: error.requestId,
      meta_data: {
        error_code: error.code,
        error_message: error.message,
        institution_name: this.institution ? this.institution.name : '',
        timestamp: new Date().toISOString(),
      },
    });
  }

  warn({ code, message }, institution) {
    this.tell(this.config.onEvent, {
      eventName: 'WARNING',
      request_id: newId(),
      meta_data: {
        warning_code: code,
        warning_message: message,
        institution_name: institution,
        timestamp: new Date().toISOString(),
      },
    });
  }

  /**
   * A text in the user's language.
   * @param {string} key
   * @param {Object<string, *>} [more] what the braces stand for besides company and institution
   * @returns {string}
   */
  text(key, more = {}) {
    const values = {
      company: this.branding.company_name || this.texts.we,
      institution: this.institution ? nameOf(this.institution) : '',
      ...more,
    };
    const pattern = this.texts[key] || this.texts.e_unexpected_error;
    const text = pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    return pattern.startsWith('{') ? text[0].toUpperCase() + text.slice(1) : text;
  }
}

/** An institution's name without the remark that it is for tests. */
function nameOf(institution) {
  return institution.display_name.replace(/\s*\(.*\)$/, '');
}

/** The value if it is an object with names, else an empty one: what a token holds can be anything. */
export function asObject(value) {
  return value && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

/** The branding: where Belvo's present guides put it, and where the older ones did. */
export function brandingOf(config, branding) {
  const both = { ...config, ...asObject(branding) };
  return Object.fromEntries(Object.entries(both).filter(([, v]) => ['string', 'boolean'].includes(typeof v)));
}
