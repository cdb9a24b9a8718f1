/** A page to try the widget on. It asks the API what a backend would ask, and shows what a page is told. */

const form = document.getElementById('form');
const log = document.getElementById('log');
const problem = document.getElementById('problem');

/** What the form says. */
function settings() {
  const data = new FormData(form);
  return Object.fromEntries(
    Array.from(form.elements)
      .filter((e) => e.name)
      .map((e) => [e.name, e.type === 'checkbox' ? e.checked : String(data.get(e.name) || '').trim()]),
  );
}

/** The Authorization header of secret keys, of whatever letters they are. */
function basic(id, password) {
  const bytes = new TextEncoder().encode(`${id}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/**
 * Calls the API as a backend does: with the keys. Without "omit" a browser would ask the user for other
 * keys when these are wrong, and the page would wait.
 */
async function call(method, path, body, expected) {
  const { id, password } = settings();
  const response = await fetch(path, {
    method,
    headers: { 'Content-Type': 'application/json', Authorization: basic(id, password) },
    body: JSON.stringify(body),
    credentials: 'omit',
  });
  const answer = await response.json().catch(() => null); // a scenario may break answers
  if (answer && (response.ok || response.status === expected)) {
    return answer;
  }
  const { code, message } = (answer && answer[0]) || {};
  const hint = response.headers.get('X-Belvo-Emulator-Hint');
  throw new Error(
    [`${method} ${path}: ${response.status}`, code && `${code}, ${message}`, hint && `(${hint})`]
      .filter(Boolean)
      .join(' '),
  );
}

/** A user whom nobody has had yet. */
function freshUser(prefix) {
  return prefix + Math.floor(Math.random() * 1e6);
}

/** Makes the link that is to be updated, as the chosen mode wants it. */
async function makeLink(mode, link) {
  if (mode === 'link' && !link) {
    form.elements.link.focus();
    throw new Error('Type the id of the link that is to be updated.');
  }
  if (['new', 'consent', 'link'].includes(mode)) {
    return mode === 'link' ? link : '';
  }
  const invalid = mode === 'invalid';
  const { id } = await call('POST', '/api/links/', {
    institution: invalid ? 'erebor_mx_retail' : 'heimdall_mx_retail',
    username: freshUser(invalid ? 'six_' : 'play'),
    password: 'pass_valid',
  });
  for (let i = 0; i < { token: 1, invalid: 6, valid: 0 }[mode]; i++) {
    await call('POST', '/api/accounts/', { link: id }, invalid ? 400 : 428);
  }
  return id;
}

/** What the widget object of a token says besides for a consent of Brazil's Open Finance. */
const CONSENT = {
  openfinance_feature: 'consent_link_creation',
  purpose: 'Encontrar a melhor oferta de crédito para você.',
  consent: {
    terms_and_conditions_url: 'https://example.com/terms',
    permissions: ['REGISTER', 'ACCOUNTS', 'CREDIT_CARDS', 'CREDIT_OPERATIONS'],
    identification_info: [{ type: 'CPF', number: '76109277673', name: 'Ralph Bragg' }],
    default_consent_duration_days: 183,
  },
};

/** The scopes that each kind of token needs. */
function scopesFor(link, mode) {
  if (mode === 'consent') {
    return 'read_institutions,write_links,read_consents,write_consents,write_consent_callback,delete_consents';
  }
  return link ? 'read_institutions,write_links,read_links' : 'read_institutions,write_links';
}

/** The body of POST /api/token/. */
function tokenRequest(link) {
  const s = settings();
  return {
    id: s.id,
    password: s.password,
    scopes: scopesFor(link, s.mode),
    ...(link ? { link_id: link } : {}),
    widget: {
      ...(s.mode === 'consent' ? CONSENT : {}),
      branding: { company_name: s.company },
      theme: [{ css_key: '--color-primary-base', value: s.colour }],
      ...(s.scheme ? { color_scheme: s.scheme } : {}),
      callback_urls: {
        success: `${location.href}#success`,
        exit: `${location.href}#exit`,
        event: `${location.href}#error`,
      },
    },
  };
}

/** The options of createWidget. */
function options() {
  const s = settings();
  const names = s.institutions
    .split(',')
    .map((n) => n.trim())
    .filter(Boolean);
  return {
    locale: s.locale,
    access_mode: s.access_mode,
    ...(names.length ? { institutions: names } : {}),
    ...(s.show_close_dialog ? {} : { show_close_dialog: false }),
    ...(s.show_abandon_survey ? {} : { show_abandon_survey: false }),
    ...(s.autopilot ? { autopilot: s.autopilot } : {}),
  };
}

/** Shows one call of the page's functions. */
function note(name, args) {
  if (log.firstElementChild && log.firstElementChild.className === 'soft') {
    log.replaceChildren();
  }
  const item = document.createElement('li');
  const head = document.createElement('strong');
  const code = document.createElement('code');
  head.textContent = name;
  code.textContent = args.map((a) => JSON.stringify(a)).join(', ');
  item.append(head, code);
  item.dataset.testid = `play-${name}`;
  log.prepend(item);
}

/** The code that does the same on a page of one's own. */
function showCode() {
  const body = tokenRequest('');
  delete body.widget.callback_urls;
  if (!['new', 'consent'].includes(settings().mode)) {
    body.link_id = 'LINK_ID';
    body.scopes = 'read_institutions,write_links,read_links';
  }
  const json = JSON.stringify({ ...body, id: 'SECRET_ID', password: 'SECRET_PASSWORD' });
  document.getElementById('code').textContent = [
    '# On your server, for each user',
    `curl -X POST ${location.origin}/api/token/ \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d '${json.replaceAll("'", "'\\''")}'`,
    '',
    '<!-- On your page -->',
    `<script src="${location.origin}/belvo-widget-1-stable.js"></script>`,
    '<div id="belvo"></div>',
    '<script>',
    `  belvoSDK.createWidget(accessToken, {${JSON.stringify(options(), null, 4).slice(1, -2)},`,
    '    callback: (link, institution) => {},',
    '    onExit: (data) => {},',
    '    onEvent: (data) => {},',
    '  }).build();',
    '</script>',
  ].join('\n');
}

/** Makes the token of the form. @returns {Promise<string>} */
async function makeToken() {
  problem.textContent = '';
  const s = settings();
  const link = await makeLink(s.mode, s.link);
  return (await call('POST', '/api/token/', tokenRequest(link))).access;
}

/** Runs something and says what went wrong. */
async function attempt(run) {
  try {
    await run();
  } catch (error) {
    problem.textContent = error.message;
  }
}

form.addEventListener('input', showCode);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  attempt(async () => {
    const token = await makeToken();
    window.belvoSDK
      .createWidget(token, {
        ...options(),
        callback: (...args) => note('callback', args),
        onExit: (...args) => note('onExit', args),
        onEvent: (...args) => note('onEvent', args),
      })
      .build();
  });
});
document.getElementById('hosted').addEventListener('click', () =>
  attempt(async () => {
    const query = new URLSearchParams({ access_token: await makeToken(), ...options() });
    location.assign(`/widget/?${query}`);
  }),
);
document
  .getElementById('copy')
  .addEventListener('click', () =>
    navigator.clipboard.writeText(document.getElementById('code').textContent),
  );
document.addEventListener('belvo-emulator:autopilot', (event) => note('autopilot', [event.detail]));
showCode();
