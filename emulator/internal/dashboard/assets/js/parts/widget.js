// What the widget's view asks a backend would ask: the bodies of its calls, and the code to paste.

/** modes are the ways to show the widget. */
export const modes = [
  { name: 'connect', title: 'Connect' }, { name: 'update', title: 'Update a link' },
  { name: 'hosted', title: 'Hosted page' },
];
export const locales = ['en', 'es', 'pt'].map((name) => ({ name, title: name }));

/** settings are what the form of options begins with. */
export const settings = { company: 'ACME', colour: '#2457e6', scheme: '', access: 'recurrent', ask: true, survey: true,
  autopilot: '' };

// consent is what the widget object of a token says for a consent of Brazil's Open Finance.
const consent = {
  openfinance_feature: 'consent_link_creation',
  purpose: 'Encontrar a melhor oferta de crédito para você.',
  consent: {
    terms_and_conditions_url: 'https://example.com/terms',
    permissions: ['REGISTER', 'ACCOUNTS', 'CREDIT_CARDS', 'CREDIT_OPERATIONS'],
    identification_info: [{ type: 'CPF', number: '76109277673', name: 'Ralph Bragg' }],
    default_consent_duration_days: 183,
  },
};

const scopes = {
  connect: 'read_institutions,write_links',
  update: 'read_institutions,write_links,read_links',
  consent: 'read_institutions,write_links,read_consents,write_consents,write_consent_callback,delete_consents',
};

/** tokenBody is the body of POST /api/token/, without the keys. */
export function tokenBody({ link, institution, options, origin }) {
  const open = institution?.integration_type === 'openfinance';
  const end = (name) => `${origin}/__emulator/phone?ended=${name}`;
  return {
    scopes: link ? scopes.update : open ? scopes.consent : scopes.connect,
    ...(link ? { link_id: link } : {}),
    widget: {
      ...(open && !link ? consent : {}),
      branding: { company_name: options.company },
      theme: [{ css_key: '--color-primary-base', value: options.colour }],
      ...(options.scheme ? { color_scheme: options.scheme } : {}),
      ...(origin ? { callback_urls: { success: end('success'), exit: end('exit'), event: end('event') } } : {}),
    },
  };
}

/** configOf are the options of createWidget. */
export function configOf({ institution, options, locale, mode }) {
  return {
    locale, access_mode: options.access,
    ...(institution && mode !== 'update' ? { institutions: [institution.name] } : {}),
    ...(options.ask ? {} : { show_close_dialog: false }),
    ...(options.survey ? {} : { show_abandon_survey: false }),
    ...(options.autopilot ? { autopilot: options.autopilot } : {}),
  };
}

/** hostedAddress is the hosted page with its options, which stand in its address. */
export const hostedAddress = (token, config) =>
  `/widget/?${new URLSearchParams({ access_token: token, ...config })}`;

/** serverCode is the call that a backend makes for each user. */
export function serverCode(body, keys, origin) {
  const json = JSON.stringify({ ...keys, ...body }, null, 2).replaceAll("'", "'\\''");
  return `curl -X POST ${origin}/api/token/ \\\n  -H 'Content-Type: application/json' \\\n  -d '${json}'`;
}

/** pageCode is what a page has to have. */
export function pageCode(config, origin, hosted) {
  if (hosted) {
    const query = new URLSearchParams(config);
    return `<a href="${origin}/widget/?access_token=ACCESS_TOKEN&${query}">\n  Connect your bank</a>`;
  }
  const options = JSON.stringify(config, null, 4).slice(1, -2);
  return [`<script src="${origin}/belvo-widget-1-stable.js"></script>`, '<div id="belvo"></div>', '<script>',
    `  belvoSDK.createWidget(accessToken, {${options},`, '    callback: (link, institution) => {},',
    '    onExit: (data) => {},', '    onEvent: (data) => {},', '  }).build();', '</script>'].join('\n');
}
