/** What the hosted page reads from its address, and the addresses it leaves for. */

/** Parameters that are lists, parted by commas. */
const LISTS = ['country_codes', 'institutions', 'institution_types', 'resources'];

/** Parameters that are true or false; anything but a no is a yes. */
const FLAGS = ['show_close_dialog', 'show_abandon_survey', 'show_intro', 'social_proof'];

/** How languages write false; some that put the address together write it with a capital. */
const NO = /^(false|0|off|no)$/i;

const TEXTS = [
  'locale',
  'mode',
  'access_mode',
  'external_id',
  'integration_type',
  'institution',
  'autopilot',
  'company_name',
  'company_icon',
  'company_logo',
  'company_benefit_header',
  'company_benefit_content',
  'opportunity_loss',
];

/**
 * The configuration in a query. Clients write undefined and null for what they do not set.
 * @param {URLSearchParams} query
 * @returns {Object}
 */
export function settings(query) {
  const config = {};
  const each = (names, read) =>
    names.forEach((name) => {
      const value = query.get(name);
      if (value && value !== 'undefined' && value !== 'null') {
        config[name] = read(value);
      }
    });
  each(LISTS, (value) =>
    value
      .split(',')
      .map((v) => v.trim())
      .filter(Boolean),
  );
  each(FLAGS, (value) => !NO.test(value));
  each(TEXTS, (value) => value);
  if (NO.test(config.autopilot)) {
    delete config.autopilot;
  }
  return config;
}

/**
 * The address for an end of the flow, with its parameters behind those that it has already. An
 * error and a warning share the address for events. Where the token names none it is the scheme
 * of Belvo's older guides.
 * Deviation: for a scheme of an app a warning takes the place of the last word, as in the guides'
 * belvowidget://warning; no source tells how one address serves both.
 * @param {Object<string, string>} urls the token's callback_urls
 * @param {'success'|'exit'|'error'|'warning'} end
 * @param {Object<string, ?string>} values empty ones are left out
 * @returns {string}
 */
export function redirectFor(urls, end, values) {
  const event = end === 'error' || end === 'warning';
  const named = event ? urls.event : urls[end];
  let address = (typeof named === 'string' && named.trim()) || `belvowidget://${end}`;
  if (end === 'warning' && !/^https?:/i.test(address)) {
    address = address.replace(/error(?=[/?#]|$)/, 'warning');
  }
  const [before, fragment] = address.split(/#(.*)/s);
  const pairs = Object.entries(values)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  const joint = !before.includes('?') ? '?' : /[?&]$/.test(before) ? '' : '&';
  return before + (pairs && joint + pairs) + (fragment === undefined ? '' : `#${fragment}`);
}

/** Whether a page may go to an address: everything but what would run in its own name. */
export function usable(address) {
  return (
    /^[a-z][a-z0-9+.-]*:/i.test(address) &&
    !/^(javascript|data|vbscript|blob|file|about):/i.test(address)
  );
}
