/**
 * The Connect Widget. This module takes the place of the loader's stub and tells so by the event
 * "belvoReady" on document.
 */
import { Flow } from './flow.js';
import { asObject } from './voice.js';

/** Where the emulator is: the folder above /v1.0.0/stable/, whatever stands in front of it. */
const base = new URL('../../', import.meta.url);

/** The widget that is on the page, if there is one. @type {?Flow} */
let shown = null;

/** The values of options that have only these. */
const KNOWN = {
  locale: /^(es|pt|en)$/i,
  access_mode: /^(single|recurrent)$/,
  integration_type: /^open(finance|banking)$/,
  institution_types: /^(retail|business|fiscal|employment|gig)$/i,
};

/** Warns of options with a value that has no effect; unknown options are nobody's business. */
function warnOfOptions(config) {
  for (const [name, known] of Object.entries(KNOWN)) {
    const values = String(config[name] ?? '').split(','); // those of a list, too
    const odd = values.find((value) => value && !known.test(value.trim()));
    if (odd) {
      console.warn(`belvo-emulator: the option ${name} knows no "${odd}"`);
    }
  }
}

/**
 * Warns a page that has Belvo's own script as well: the two fight for window.belvoSDK. Scripts from
 * where this one comes from are the emulator's, also under a name of Belvo's.
 */
function warnOfTheRealOne() {
  const real = Array.from(document.scripts).find(
    (s) => /^https?:\/\/[^/]*\bbelvo\.(io|co|com)[:/]/.test(s.src) && !s.src.startsWith(base.href),
  );
  if (real) {
    console.warn(
      `belvo-emulator: the page also loads ${real.src}. Remove one of the two scripts: ` +
        'whichever comes last defines window.belvoSDK.',
    );
  }
}

/**
 * The public surface, as Belvo's.
 * @param {string} accessToken the "access" of POST /api/token/
 * @param {Object} [config] see the guide; unknown keys are ignored
 * @returns {{build: function(): void}}
 */
function createWidget(accessToken, config) {
  const build = () => {
    if (document.readyState === 'loading' && !document.getElementById('belvo')) {
      document.addEventListener('DOMContentLoaded', build, { once: true }); // #belvo may still come
      return;
    }
    const options = asObject(config);
    warnOfTheRealOne();
    warnOfOptions(options);
    if (shown) {
      shown.remove(); // a page that mounts twice wants one widget, and no exit in between
    }
    shown = new Flow(accessToken, options, base);
    shown.run();
  };
  return { build };
}

if (!window.belvoSDK || !window.belvoSDK.ready) {
  window.belvoSDK = { ready: true, createWidget };
  document.dispatchEvent(new Event('belvoReady'));
}
