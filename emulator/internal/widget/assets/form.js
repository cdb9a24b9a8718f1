/** The form of an institution's form_fields. */
import { h, icon, tile } from './dom.js';
import { kindOf } from './client.js';

/** What browsers and password managers should know of a field. */
const HINTS = { username: 'username', password: 'current-password', token: 'one-time-code' };

/**
 * The screen that asks for credentials.
 * @param {import('./flow.js').Flow} flow
 * @param {function(Object<string, string>)} submit takes the fields
 * @param {?import('./client.js').CallError} [error] what was wrong with the ones before
 */
export function credentials(flow, submit, error) {
  const alert = error && flow.text(`e_${kindOf(error)}`);
  const all = flow.institution.form_fields.filter((f) => !flow.updating || renewable(f));
  const inputs = all.filter((f) => f.type !== 'hidden' && !f.optional).map((f) => field(flow, f));
  const extras = all.filter((f) => f.type !== 'hidden' && f.optional);
  const fields = h(
    'div',
    { class: 'fields' },
    inputs.map((i) => i.node),
  );
  const more = opener(flow, extras, (added) => {
    inputs.push(...added);
    fields.append(...added.map((i) => i.node));
    more.remove();
    added[0].control.focus();
  });
  const refused = error && inputs.find((i) => i.name === error.field);
  if (refused) {
    refused.complain();
  }
  const form = h(
    'form',
    {
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        const wrong = inputs.filter((i) => !i.check());
        if (wrong.length > 0) {
          wrong[0].control.focus();
          return;
        }
        flow.typed = Object.fromEntries(inputs.filter((i) => i.kept).map((i) => [i.name, i.control.value]));
        submit(valuesOf(all, inputs));
      },
    },
    alert && banner(alert),
    fields,
    more,
    h(
      'button',
      { class: 'primary', type: 'submit', 'data-testid': 'belvo-submit' },
      flow.text(flow.updating ? 'update' : 'connect'),
    ),
    h('p', { class: 'hint' }, icon('lock'), flow.text('safe')),
  );
  return {
    title: flow.updating ? flow.text('updateTitle') : flow.text('loginTitle'),
    lead: flow.updating ? null : h('div', { class: 'lead' }, tile(flow.institution)),
    nodes: [
      h('p', { class: 'text' }, flow.text(flow.updating ? 'updateText' : 'loginText')),
      flow.updating && who(flow),
      form,
    ],
    back: flow.back(),
    focus: (refused || inputs.find((i) => i.control.value === '') || inputs[0] || {}).control,
    say: alert ? alert.replace('|', '. ') : '',
  };
}

/** The button that opens the fields which the user may leave out; nothing where there are none. */
function opener(flow, extras, open) {
  return (
    extras.length > 0 &&
    h(
      'button',
      {
        class: 'plain',
        type: 'button',
        'data-testid': 'belvo-more',
        onclick: () => open(extras.map((f) => field(flow, f))),
      },
      icon('key'),
      flow.text('haveToken'),
    )
  );
}

/** Whether PUT takes a field: the user name is the link's for good. */
function renewable(f) {
  return !/^username\d?$/.test(f.name);
}

function valuesOf(all, inputs) {
  const values = {};
  for (const f of all.filter((one) => one.type === 'hidden')) {
    values[f.name] = f.value || '';
  }
  for (const i of inputs) {
    if (i.control.value !== '') {
      values[i.name] = i.control.value;
    }
  }
  return values;
}

/** Whose link is updated. @param {import('./flow.js').Flow} flow */
export function who(flow) {
  return h(
    'div',
    { class: 'who', 'data-testid': 'belvo-identity' },
    tile(flow.institution),
    h(
      'div',
      {},
      h('strong', { 'data-testid': 'belvo-identity-institution' }, flow.institution.display_name),
      h('span', { 'data-testid': 'belvo-identity-user' }, flow.link.user),
    ),
  );
}

/**
 * A message above a form; screen readers hear it at once.
 * @param {string} text "title|text" or one of them
 */
export function banner(text) {
  const [title, detail] = text.split('|');
  return h(
    'div',
    { class: 'banner', role: 'alert', 'data-testid': 'belvo-alert' },
    icon('alert'),
    h('div', {}, h('strong', {}, title), detail && h('span', {}, detail)),
  );
}

/**
 * One input with its label and the place for its message. Kept is what the user need not type again
 * after an error; that leaves secrets out.
 * @returns {{name: string, node: HTMLElement, control: HTMLElement, kept: boolean,
 *   check: function(): boolean, complain: function(): void}}
 */
export function field(flow, f) {
  const id = `belvo-${f.name}`;
  const control = f.type === 'select' ? select(f, id) : input(f, id);
  const kept = f.type !== 'password' && f.name !== 'token';
  if (kept && flow.typed[f.name]) {
    control.value = flow.typed[f.name];
  }
  const message = h('p', { class: 'message', id: `${id}-message`, 'data-testid': `belvo-message-${f.name}` });
  const say = (text) => {
    control.setAttribute('aria-invalid', String(Boolean(text)));
    message.textContent = text;
    return !text;
  };
  const check = () => say(problem(flow, f, control.value));
  control.addEventListener('input', () => {
    if (message.textContent) {
      check();
    }
  });
  control.addEventListener('change', () => control.value && check());
  const box = h('div', { class: 'box' }, control, f.type === 'password' && eye(flow, control));
  return {
    name: f.name,
    control,
    kept,
    check,
    complain: () => say(f.validation_message || flow.text('badForm')),
    node: h('div', { class: 'field' }, h('label', { for: id }, labelOf(flow, f)), box, message),
  };
}

/** The label; the plainest ones of the test banks are put into the user's language. */
function labelOf(flow, f) {
  const label = f.label || f.placeholder || f.name;
  const known = ['username', 'password', 'usuário', 'senha'].find((k) => k === label.toLowerCase());
  return known ? flow.text(known) : label[0].toUpperCase() + label.slice(1);
}

function input(f, id) {
  return h('input', {
    id,
    name: f.name,
    'data-testid': `belvo-field-${f.name}`,
    type: f.type === 'password' ? 'password' : 'text',
    inputmode: f.type === 'number' ? 'numeric' : null,
    maxlength: f.length || null,
    placeholder: f.type === 'password' ? null : f.placeholder,
    autocomplete: HINTS[f.name] || 'off',
    autocapitalize: 'none',
    autocorrect: 'off',
    spellcheck: 'false',
    'aria-describedby': `${id}-message`,
    'aria-required': String(!f.optional),
  });
}

function select(f, id) {
  return h(
    'select',
    { id, name: f.name, 'data-testid': `belvo-field-${f.name}`, 'aria-describedby': `${id}-message` },
    (f.values || []).map((v, i) => h('option', { value: v.code, selected: i === f.pre_selected }, v.label)),
  );
}

/** The button that shows what stands in a password field. */
function eye(flow, control) {
  const button = h('button', {
    class: 'eye',
    type: 'button',
    'data-testid': `belvo-eye-${control.name}`,
    onclick: () => {
      control.type = control.type === 'password' ? 'text' : 'password';
      paint();
    },
  });
  const paint = () => {
    const hidden = control.type === 'password';
    button.setAttribute('aria-label', flow.text(hidden ? 'showPassword' : 'hidePassword'));
    button.replaceChildren(icon(hidden ? 'eye' : 'eyeOff'));
  };
  paint();
  return button;
}

/** What is wrong with a value, "" for nothing. */
function problem(flow, f, value) {
  if (value === '') {
    return f.optional ? '' : flow.text('needed');
  }
  if (f.type === 'select' || !f.validation) {
    return '';
  }
  let form;
  try {
    form = new RegExp(f.validation);
  } catch {
    return ''; // the emulator decides
  }
  return form.test(value) ? '' : f.validation_message || flow.text('badForm');
}
