/** The screens. Each function returns what Frame.show takes; what happens next is the flow's. */
import { h, icon, svg, tile } from './dom.js';
import { banner, field, who } from './form.js';
import { picture } from './frame.js';

const TERMS = 'https://belvo.com/terms-service/';

/** A main button. */
export function primary(text, testid, onclick, attributes) {
  return h(
    'button',
    { class: 'primary', type: 'button', 'data-testid': testid, onclick, ...attributes },
    text,
  );
}

/** A lesser button. */
export function secondary(text, testid, onclick) {
  return h('button', { class: 'secondary', type: 'button', 'data-testid': testid, onclick }, text);
}

/** A text with a title before its bar. */
export function split(text) {
  const [title, detail] = text.split('|');
  return { title, detail };
}

/** A round sign above a title. */
export function sign(name, kind) {
  return h('div', { class: `sign ${kind}` }, icon(name));
}

/** Whether it is the address of a page: a token must not bring a script in. */
export function isPage(url) {
  return /^https?:\/\//i.test(url || '');
}

/** A link that leads out of the widget. */
export function outward(href, testid, text) {
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer', 'data-testid': testid }, text);
}

/**
 * The company and what it is to be connected with, and Belvo between them where the token's branding
 * wants that. Deviation: Belvo's logo is its own, here its name stands for it.
 * @param {import('./flow.js').Flow} flow
 * @param {Node} end the sign of the other side
 */
export function pair(flow, end) {
  const { company_icon: source, show_belvo_middle_logo: middle } = flow.branding;
  const dots = () => h('span', { class: 'dots', 'aria-hidden': 'true' });
  return h(
    'div',
    { class: 'pair' },
    source ? picture(source, sign('phone', 'calm')) : sign('phone', 'calm'),
    dots(),
    middle === true && [h('strong', { class: 'belvo', 'data-testid': 'belvo-middle-logo' }, 'belvo'), dots()],
    end,
  );
}

/** The first screen: who asks, and why it is safe. */
export function intro(flow, go) {
  const {
    company_name: named,
    company_terms_url: url,
    company_benefit_header: header,
    company_benefit_content: content,
  } = flow.branding;
  const fast = split(flow.text('introFast'));
  const benefits = [
    ['shield', split(flow.text('introSafe'))],
    ['bolt', { title: header || fast.title, detail: content || (!header && fast.detail) }],
    ['people', split(flow.text('introYours'))],
  ].map(([name, { title, detail }]) =>
    h('li', {}, icon(name), h('div', {}, h('strong', {}, title), h('span', {}, detail))),
  );
  return {
    title: flow.text(named ? 'introNamed' : 'introTitle'),
    lead: pair(flow, sign('bank', 'calm')),
    nodes: [
      h('ul', { class: 'benefits' }, benefits),
      h(
        'div',
        { class: 'bottom' },
        h(
          'p',
          { class: 'hint' },
          h(
            'span',
            {},
            `${flow.text('terms')} `,
            outward(isPage(url) ? url : TERMS, 'belvo-terms', flow.text('termsLink')),
            '.',
          ),
        ),
        primary(flow.text('go'), 'belvo-continue', go),
      ),
    ],
  };
}

/** The screen that asks for the MFA token, in the four ways there are. */
export function token(flow, session, submit, alert) {
  const data = session.data || { type: '', expects_user_input: true };
  const typed = data.expects_user_input !== false && data.type !== 'inputless';
  const one =
    typed &&
    field(flow, {
      name: 'token',
      type: data.type === 'text' ? 'text' : 'number',
      label: flow.text(data.type === 'text' ? 'answerField' : 'tokenField'),
    });
  const form = h(
    'form',
    {
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        if (!one || one.check()) {
          submit(one ? one.control.value.trim() : '');
        } else {
          one.control.focus();
        }
      },
    },
    alert && banner(alert),
    challenge(flow, data),
    one && h('div', { class: data.type === 'text' ? 'fields' : 'fields code' }, one.node),
    h(
      'button',
      { class: 'primary', type: 'submit', 'data-testid': 'belvo-submit' },
      flow.text(typed ? 'confirm' : 'confirmed'),
    ),
  );
  const fallback =
    { numeric: 'numericText', qr: 'qrText', inputless: 'inputlessText', text: 'tokenText' }[data.type] ||
    'tokenText';
  return {
    title: flow.text(flow.updating && flow.link.asks === 'token' ? 'tokenUpdate' : 'tokenTitle'),
    lead: flow.updating ? null : h('div', { class: 'lead' }, tile(flow.institution)),
    nodes: [
      h(
        'p',
        { class: 'text', 'data-testid': 'belvo-instructions' },
        data.instructions || flow.text(fallback),
      ),
      flow.updating && who(flow),
      form,
    ],
    back: flow.updating && flow.link.asks === 'token' ? null : () => flow.askCredentials(),
    focus: one ? one.control : null,
    say: alert ? alert.replace('|', '. ') : '',
  };
}

/** What the user makes the token from. */
function challenge(flow, data) {
  switch (data.type) {
    case 'numeric':
      return h(
        'div',
        { class: 'challenge' },
        h('span', {}, flow.text('numericLabel')),
        h('output', { class: 'digits', 'data-testid': 'belvo-challenge' }, data.value),
      );
    case 'text':
      return h(
        'div',
        { class: 'challenge' },
        h('p', { class: 'ask', 'data-testid': 'belvo-challenge' }, data.value),
      );
    case 'qr':
      return qr(flow, data.value);
    case 'inputless':
      return h('div', { class: 'challenge' }, sign('phone', 'calm pulse'));
    default:
      return null;
  }
}

/** The QR code of a value; a value that is an image already is shown as it is. */
function qr(flow, value) {
  const box = h('div', {
    class: 'qr',
    role: 'img',
    'aria-label': flow.text('qrLabel'),
    'data-testid': 'belvo-qr',
  });
  if (/^data:image\/(png|jpeg|gif|webp);base64,/.test(value)) {
    box.append(h('img', { src: value, alt: '' }));
    return box;
  }
  flow.client.qr(value).then(
    ({ size, path }) => {
      box.append(
        svg(
          'svg',
          { viewBox: `0 0 ${size} ${size}`, 'shape-rendering': 'crispEdges' },
          svg('path', { d: path }),
        ),
      );
      box.dataset.ready = 'true';
    },
    (error) => flow.failed(error, () => flow.begin()),
  );
  return box;
}

/** The screen while a login is on its way. */
export function linking(flow) {
  const title = flow.text(flow.updating ? 'updatingTitle' : 'linkingTitle');
  return {
    title,
    say: title,
    bare: true,
    lead: h('div', { class: 'orbit' }, tile(flow.institution), h('span', { class: 'ring' })),
    nodes: [
      h('p', { class: 'text' }, flow.text('linkingText')),
      h('div', { class: 'progress', role: 'progressbar', 'aria-label': title }),
    ],
  };
}

/** The screen of a success. */
export function success(flow, finish) {
  const text = flow.text(flow.updating ? 'successUpdate' : 'successText');
  return {
    title: flow.text('successTitle'),
    lead: sign('check', 'good'),
    nodes: [
      h('p', { class: 'text' }, text),
      flow.updating && who(flow),
      h('div', { class: 'bottom' }, primary(flow.text('finish'), 'belvo-finish', finish)),
    ],
    say: text,
  };
}

const SIGNS = {
  locked: 'lock',
  session_expired: 'clock',
  session_expired_ob: 'clock',
  request_timeout: 'clock',
  offline: 'cloud',
  too_many_sessions: 'people',
  ACCESS_TOKEN_NOT_VALID: 'key',
};

/**
 * The screen of an error.
 * @param {string} kind the text's key
 * @param {string} code of Belvo's
 * @param {{again?: function, other?: ?function, leave: function}} ways out
 */
export function failure(flow, kind, code, ways) {
  const { title, detail } = split(flow.text(`e_${kind}`));
  const buttons = [
    ways.again && primary(flow.text('retry'), 'belvo-retry', () => ways.again()),
    ways.other && secondary(flow.text('other'), 'belvo-other', () => ways.other()),
    ways.again ? null : primary(flow.text('leave'), 'belvo-leave', ways.leave),
  ];
  return {
    title,
    lead: sign(SIGNS[kind] || 'alert', 'bad'),
    nodes: [
      h('p', { class: 'text', 'data-testid': 'belvo-error', 'data-code': code }, detail || ''),
      h('div', { class: 'bottom' }, buttons),
    ],
    say: detail,
  };
}

/** The question whether to leave. */
export function exitDialog(flow, yes) {
  const { opportunity_loss: loss } = flow.branding;
  return {
    title: flow.text('exitTitle'),
    nodes: [
      h('p', { class: 'text' }, loss || flow.text('exitText')),
      primary(flow.text('stay'), 'belvo-exit-stay', () => flow.frame.answer(), { autofocus: true }),
      secondary(flow.text('leave'), 'belvo-exit-confirm', yes),
    ],
  };
}

/** Why the user leaves. The answer goes nowhere: Belvo hands it to nobody either. */
export function survey(flow, done) {
  const options = ['NoBank', 'Trust', 'Trouble', 'Later'].map((key) =>
    h(
      'label',
      { class: 'option' },
      h('input', {
        type: 'radio',
        name: 'belvo-survey',
        value: key.toLowerCase(),
        'data-testid': `belvo-survey-${key.toLowerCase()}`,
      }),
      h('span', {}, flow.text(`survey${key}`)),
    ),
  );
  return {
    title: flow.text('surveyTitle'),
    bare: true,
    nodes: [
      h('p', { class: 'text' }, flow.text('surveyText')),
      h('div', { class: 'options', role: 'radiogroup', 'aria-labelledby': 'belvo-title' }, options),
      h(
        'div',
        { class: 'bottom' },
        primary(flow.text('surveySend'), 'belvo-survey-send', done),
        secondary(flow.text('surveySkip'), 'belvo-survey-skip', done),
      ),
    ],
  };
}
