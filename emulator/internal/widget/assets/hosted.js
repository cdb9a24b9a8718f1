/**
 * The hosted page: the widget for apps and for pages that only want to send the user somewhere.
 * What it needs comes in the address; how it ended goes to the token's callback_urls.
 */
import { readClaims } from './client.js';
import { h } from './dom.js';
import { Flow } from './flow.js';
import { redirectFor, settings, usable } from './address.js';
import { asObject } from './voice.js';

const base = new URL('../../', import.meta.url);
const query = new URLSearchParams(location.search);
const kept = history.state && history.state.accessToken;
const token = query.get('access_token') || kept || '';

/* The token leaves the address, so that it stays in no history and no log; a reload finds it in
   the state of this one entry. */
query.delete('access_token');
const others = query.toString();
history.replaceState({ accessToken: token }, '', location.pathname + (others ? `?${others}` : ''));

const claims = readClaims(token); // null if it is no token at all
const urls = asObject(asObject((claims || {}).widget).callback_urls);
if (urls.application_link || query.has('consent_id')) {
  console.warn(
    'belvo-emulator: App2App is not emulated: application_link and consent_id have no effect, the consent ' +
      'is given on the page that stands in for the bank',
  );
}

/** Tells whoever embeds the page: a WebView of React Native, iOS or Android, or a frame's owner. */
function post(event) {
  const text = JSON.stringify(event);
  const handlers = (window.webkit && window.webkit.messageHandlers) || {};
  const names = new Set(['belvo', ...Object.keys(handlers)]);
  const ways = [
    () => window.ReactNativeWebView && window.ReactNativeWebView.postMessage(text),
    ...Array.from(names, (name) => () => handlers[name] && handlers[name].postMessage(text)),
    ...['BelvoWidget', 'Android'].map(
      (name) => () => window[name] && window[name].postMessage && window[name].postMessage(text),
    ),
    () => window.parent !== window && window.parent.postMessage(text, '*'),
  ];
  for (const way of ways) {
    try {
      way();
    } catch (error) {
      console.error(error);
    }
  }
}

/**
 * Leaves for an address, if it is one that a page may open. Anybody can write a token, so the page
 * follows only the addresses of those that this server signed.
 */
function leave(address) {
  if (claims && !flow.issued) {
    console.error('belvo-emulator: the page goes nowhere: this server did not sign the access token');
  } else if (usable(address)) {
    location.assign(address);
  } else {
    console.error(`belvo-emulator: the page cannot go to ${address}: callback_urls are whole addresses`);
  }
}

/** What is left on the page when the user stays: a scheme of an app leads nowhere in a browser. */
function rest() {
  const note = h('h1', { 'data-testid': 'belvo-over' }, flow.texts ? flow.text('closable') : '');
  document.body.replaceChildren(h('main', { class: 'over' }, note));
}

const config = {
  ...settings(query),
  callback: (link, institution) => {
    leave(redirectFor(urls, 'success', { link, institution }));
    rest();
  },
  onExit: (data) => {
    const error = data.last_encountered_error;
    leave(
      redirectFor(urls, 'exit', {
        last_encountered_error_code: error && error.code,
        last_encountered_error_message: error && error.message,
        meta_data_institution_name: data.meta_data.institution_name,
        meta_data_step: data.meta_data.step,
      }),
    );
    rest();
  },
  onEvent: (event) => {
    post(event);
    if (event.eventName === 'WARNING') {
      const { warning_code: warning, warning_message: message } = event.meta_data;
      const address = redirectFor(urls, 'warning', { warning, warning_message: message });
      if (!/^https?:/i.test(address)) {
        // a page would be gone, and the user with it
        leave(address);
      }
    }
  },
};

const flow = new Flow(token, config, base, {
  late: true,
  fatal: (error) => leave(redirectFor(urls, 'error', { error: error.code, error_message: error.message })),
});
document.documentElement.lang = flow.locale;
flow.run();
