/**
 * The Connect Widget. This module takes the place of the loader's stub and tells so by the event
 * "belvoReady" on document.
 */
import { Flow } from './flow.js';

/** Where the emulator is: the folder above /v1.0.0/stable/, whatever stands in front of it. */
const base = new URL('../../', import.meta.url);

/** The widget that is on the page, if there is one. @type {?Flow} */
let shown = null;

/** Warns a page that has Belvo's own script as well: the two fight for window.belvoSDK. */
function warnOfTheRealOne() {
  const real = Array.from(document.scripts).find((s) =>
    /^https?:\/\/[^/]*\bbelvo\.(io|co|com)\//.test(s.src),
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
  return {
    build() {
      warnOfTheRealOne();
      if (shown) {
        shown.remove(); // a page that mounts twice wants one widget, and no exit in between
      }
      shown = new Flow(accessToken, config || {}, base);
      shown.run();
    },
  };
}

if (!window.belvoSDK || !window.belvoSDK.ready) {
  window.belvoSDK = { ready: true, createWidget };
  document.dispatchEvent(new Event('belvoReady'));
}
