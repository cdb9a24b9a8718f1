/** The list of institutions: which of them are shown, and the screen with its search and filters. */
import { h, icon, tile } from './dom.js';
import { banner } from './form.js';
import { split } from './screens.js';

/** Whether a list of the configuration names a value; no list names all. */
function named(list, test) {
  const values = (typeof list === 'string' ? list.split(',') : Array.isArray(list) ? list : []).map((v) =>
    String(v).trim(),
  );
  return values.length === 0 || values.some((v) => test(v.toLowerCase()));
}

/** The kinds in the order of their filters. */
const KINDS = ['retail', 'business', 'fiscal', 'employment', 'gig'];

/** The kind of an institution as the option institution_types calls it. */
function kindOf(institution) {
  const last = institution.name.split('_').pop();
  return last === 'business' || last === 'retail' ? last : institution.type;
}

/** Whether the configuration or the token has a say in the first screen. */
export function narrowed(config, widget) {
  const filters = [
    'institutions',
    'institution',
    'country_codes',
    'institution_types',
    'resources',
    'integration_type',
  ];
  return config.show_intro === false || Boolean(widget.openfinance_feature) || filters.some((f) => config[f]);
}

/**
 * The institutions that the configuration and the token leave.
 * @param {Object[]} all
 * @param {Object} config
 * @param {Object} widget of the token
 */
export function choice(all, config, widget) {
  const names = config.institutions || (config.institution ? [config.institution] : null);
  const technology = config.integration_type || (widget.openfinance_feature ? 'openfinance' : '');
  const asksFor = (list, word) => Array.isArray(list) && list.some((v) => String(v).toLowerCase() === word);
  const wantsJobs =
    asksFor(config.institution_types, 'employment') ||
    (names && names.length > 0) ||
    (Array.isArray(config.resources) && config.resources.length > 0);
  return all
    .filter(
      (i) =>
        named(names, (n) => n === i.name) &&
        named(config.country_codes, (c) => i.country_codes.some((own) => own.toLowerCase() === c)) &&
        named(config.institution_types, (t) => t === kindOf(i)) &&
        (!config.resources ||
          [].concat(config.resources).every((r) => i.resources.includes(String(r).toUpperCase()))) &&
        (!technology || i.integration_type === technology.replace('openbanking', 'openfinance')) &&
        (wantsJobs || kindOf(i) !== 'employment'),
    )
    .sort((a, b) => (a.display_name + a.name < b.display_name + b.name ? -1 : 1)); // collators are slow to make
}

/** The list of institutions with its filters. */
export function institutions(flow) {
  const all = flow.institutions;
  const filter = { text: '', country: '', kind: '' };
  const list = h('ul', { class: 'list', 'data-testid': 'belvo-institutions' });
  const count = h('p', { class: 'sr', role: 'status' });
  const note = h('div', {});
  const refresh = () => {
    const found = all.filter(
      (i) =>
        (!filter.country || i.country_codes.includes(filter.country)) &&
        (!filter.kind || kindOf(i) === filter.kind) &&
        plain(`${i.display_name} ${i.name}`).includes(plain(filter.text)),
    );
    list.replaceChildren(...found.map((i) => h('li', {}, row(flow, i, note))));
    if (found.length === 0) {
      const { title, detail } = split(flow.text('none'));
      list.append(
        h(
          'li',
          { class: 'empty', 'data-testid': 'belvo-no-institutions' },
          icon('search'),
          h('strong', {}, title),
          h('span', {}, detail),
        ),
      );
    }
    count.textContent = flow.text('found', { count: found.length });
  };
  const search = h('input', {
    type: 'search',
    'aria-label': flow.text('search'),
    placeholder: flow.text('search'),
    autocomplete: 'off',
    'data-testid': 'belvo-search',
    oninput: () => {
      filter.text = search.value;
      refresh();
    },
  });
  const chips = [
    chipRow(
      flow.text('country'),
      'country',
      [...new Set(all.flatMap((i) => i.country_codes))].sort(),
      (c) => flow.texts[c] || c,
      flow.text('everyCountry'),
    ),
    chipRow(
      flow.text('kind'),
      'kind',
      KINDS.filter((k) => all.some((i) => kindOf(i) === k)),
      (k) => flow.texts[k] || k,
      flow.text('all'),
    ),
  ];
  /** One row of filters, left out where there is nothing to choose. */
  function chipRow(label, key, values, word, everything) {
    const chip = (value, text) =>
      h(
        'button',
        {
          class: 'chip',
          type: 'button',
          'aria-pressed': String(value === ''),
          'data-testid': `belvo-${key}-${value || 'all'}`,
          onclick: (event) => {
            filter[key] = value;
            for (const other of event.currentTarget.parentNode.children) {
              other.setAttribute('aria-pressed', String(other === event.currentTarget));
            }
            refresh();
          },
        },
        text,
      );
    return (
      values.length > 1 &&
      h(
        'div',
        { class: 'chips', role: 'group', 'aria-label': label },
        chip('', everything),
        values.map((v) => chip(v, word(v))),
      )
    );
  }
  refresh();
  return {
    title: flow.text('listTitle'),
    nodes: [
      h('div', { class: 'find' }, icon('search'), search),
      chips,
      note,
      count,
      list,
      flow.branding.social_proof !== false && h('p', { class: 'hint' }, icon('people'), flow.text('social')),
    ],
    back: flow.config.show_intro === false ? null : () => flow.introduce(),
  };
}

/** Without accents and capitals. */
function plain(text) {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
}

function row(flow, institution, note) {
  const down = institution.status === 'down';
  const places = institution.country_codes.map((c) => flow.texts[c] || c).join(', ');
  return h(
    'button',
    {
      class: down ? 'row off' : 'row',
      type: 'button',
      'data-testid': `belvo-institution-${institution.name}`,
      onclick: () => {
        if (!flow.choose(institution)) {
          const text = flow.text('downNote', { institution: institution.display_name });
          note.replaceChildren(banner(text));
          note.scrollIntoView({ block: 'nearest' });
        }
      },
    },
    tile(institution),
    h(
      'span',
      { class: 'names' },
      h('strong', {}, institution.display_name),
      h('span', {}, [places, flow.texts[kindOf(institution)]].filter(Boolean).join(' · ')),
    ),
    down ? h('span', { class: 'badge' }, flow.text('down')) : icon('next'),
  );
}
