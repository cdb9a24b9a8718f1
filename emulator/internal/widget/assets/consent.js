/**
 * The consent of Brazil's Open Finance: what is shared, what for and for how long, and then the
 * bank's own page, which here is a stand-in that the emulator serves. It is loaded only for
 * institutions that need it.
 */
import { CallError, newId } from './client.js';
import { h, icon, tile } from './dom.js';
import { isPage, outward, pair, primary } from './screens.js';
import { who } from './form.js';
import denial from './denial.js';
import { asObject } from './voice.js';

/** How long the user has to go to the bank, in milliseconds. What he does there takes its time. */
const PATIENCE = 60_000;

/** What is shared where the token does not say: what Belvo's guide wants every token to say. */
const PERMISSIONS = ['REGISTER', 'ACCOUNTS', 'CREDIT_CARDS', 'CREDIT_OPERATIONS'];

/** The durations that can be chosen, in days and months; none is without an end. */
const DURATIONS = [
  [0, 0],
  [366, 12],
  [275, 9],
  [183, 6],
  [92, 3],
];

const TOO_LATE = { code: 'session_expired_ob', message: 'The session to connect the account has expired' };

/**
 * Begins a consent. What goes on is told for how many days it was given, 0 for one without an end.
 * @param {import('./flow.js').Flow} flow
 * @param {Object<string, string>} fields what the user typed
 * @param {function(Object): void} connect goes on when the bank agreed
 */
export function begin(flow, fields, connect) {
  flow.show(
    '/data-sharing',
    sharing(flow, fields, (days) =>
      flow.show(
        '/redirect',
        redirect(
          flow,
          (more) => connect({ consent_duration: days, ...more }),
          () => begin(flow, fields, connect),
        ),
      ),
    ),
  );
}

/** One part of what is agreed to, under a title. */
function panel(title, ...nodes) {
  return h('div', { class: 'panel' }, h('h3', {}, title), ...nodes);
}

/** Whose data it is: the person who typed, and the company that the token names besides. */
function documents(flow, fields) {
  const people = flow.people();
  const person = people.find((p) => p.type === 'CPF') || {};
  const company = people.find((p) => p.type === 'CNPJ');
  const line = (name, type, number) =>
    h('p', {}, [name, `${type} ${masked(number)}`].filter(Boolean).join(' · '));
  return [
    line(person.name, 'CPF', fields.username || person.number),
    company && line(company.name, 'CNPJ', company.number),
  ];
}

/** The way to the company's own terms, if the token names them. */
function terms(flow, { terms_and_conditions_url: url }) {
  return (
    isPage(url) &&
    h('p', { class: 'text' }, outward(url, 'belvo-consent-terms', flow.text('consentTerms')))
  );
}

/** What is shared. */
function sharing(flow, fields, accept) {
  const consent = asObject(flow.widget.consent);
  const permissions = Array.isArray(consent.permissions) ? consent.permissions : PERMISSIONS;
  const why = flow.widget.purpose || consent.purpose;
  const preset = DURATIONS.findIndex(([days]) => days === Number(consent.default_consent_duration_days));
  const select = h(
    'select',
    { id: 'belvo-duration', 'data-testid': 'belvo-duration' },
    DURATIONS.map(([days, months], i) =>
      h(
        'option',
        { value: days, selected: i === Math.max(preset, 0) },
        months ? flow.text('months', { count: months }) : flow.text('forever'),
      ),
    ),
  );
  return {
    title: flow.text('purposeTitle'),
    lead: h('div', { class: 'lead' }, tile(flow.institution)),
    nodes: [
      h('p', { class: 'text' }, flow.text('purposeText')),
      flow.updating && who(flow),
      panel(
        flow.text('purposeWhat'),
        h(
          'ul',
          { 'data-testid': 'belvo-permissions' },
          permissions.map((p) => h('li', {}, icon('check'), flow.texts[p] || String(p))),
        ),
      ),
      typeof why === 'string' &&
        panel(flow.text('purposeFor'), h('p', { 'data-testid': 'belvo-purpose' }, why.slice(0, 600))),
      panel(flow.text('document'), ...documents(flow, fields)),
      h(
        'div',
        { class: 'field' },
        h('label', { for: 'belvo-duration' }, flow.text('duration')),
        h('div', { class: 'box' }, select),
      ),
      terms(flow, consent),
      h(
        'div',
        { class: 'bottom' },
        primary(flow.text('authorize'), 'belvo-consent-accept', () => accept(select.value)),
      ),
    ],
    back: flow.updating ? null : () => flow.askCredentials(),
  };
}

function masked(number) {
  const digits = String(number || '').replace(/\D/g, '');
  const end = digits.slice(-2) || '••';
  return digits.length > 11 ? `••.•••.•••/••••-${end}` : `•••.•••.•••-${end}`;
}

/** The address of the bank's page, which tells the widget's own what was decided. */
function addressOf(flow, state) {
  const query = new URLSearchParams({
    state,
    institution: flow.institution.display_name,
    locale: flow.locale,
    origin: location.origin,
    company: flow.branding.company_name || '',
  });
  return new URL(`widget/bank/?${query}`, flow.client.bases[0]).href;
}

/**
 * Opens the bank's page in a window of its own, or calls inside where that cannot be: a WebView has
 * no other windows, and a page whose Cross-Origin-Opener-Policy cuts them off sees them as closed.
 * That the user closed the window looks the same, so the button stays in that case.
 * @returns {function(): void} closes the window
 */
function openBank(page, inside) {
  const bank = window.open(page, 'belvo-bank', 'width=480,height=720');
  if (!bank) {
    inside('bank');
    return () => {};
  }
  let gone = 0; // for how long; a window may close itself while what it decided is on its way
  const watch = setInterval(() => {
    gone = bank.closed ? gone + 1 : 0;
    if (gone > 2) {
      clearInterval(watch);
      inside('bank spare');
    }
  }, 300);
  return () => {
    clearInterval(watch);
    bank.close();
  };
}

/** The way to the bank; back where it refused. */
function redirect(flow, connect, again) {
  const state = newId();
  const text = h('p', { class: 'text', role: 'status' }, flow.text('redirectText'));
  let closeBank = () => {};
  const settle = (approved) => {
    stop();
    if (approved) {
      // Deviation: PUT wants a password, which such a link has not; the consent stands in its place.
      connect(flow.updating ? { password: state } : {});
    } else {
      flow.failed(new CallError(denial.forbidden, 400), again);
    }
  };
  const hear = (event) => {
    if (event.origin === flow.client.bases[0].origin && event.data && event.data.state === state) {
      settle(event.data.approved === true);
    }
  };
  const late = setTimeout(() => {
    stop();
    flow.failed(new CallError(TOO_LATE, 400), () => flow.begin());
  }, PATIENCE);
  /** Forgets the bank. */
  function stop() {
    clearTimeout(late);
    removeEventListener('message', hear);
    closeBank();
    flow.decide = null;
  }
  flow.client.aborter.signal.addEventListener('abort', stop);
  addEventListener('message', hear);
  flow.decide = settle; // for the autopilot, which cannot press a button of another window
  const go = () => {
    clearTimeout(late); // at the bank there is time
    const page = addressOf(flow, state);
    const title = flow.institution.display_name;
    text.textContent = flow.text('redirectWait');
    closeBank();
    closeBank = openBank(page, (kind) =>
      text.replaceWith(h('iframe', { src: page, class: kind, title, 'data-testid': 'belvo-bank' })),
    );
  };
  return {
    title: flow.text('redirectTitle'),
    lead: pair(flow, tile(flow.institution)),
    nodes: [text, h('div', { class: 'bottom' }, primary(flow.text('redirectGo'), 'belvo-bank-go', go))],
  };
}
