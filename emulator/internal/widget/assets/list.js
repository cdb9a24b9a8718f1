/** The list of institutions: which of them are shown, and the screen with its search and filters. */
import { h, icon, tile } from './dom.js';
import { banner } from './form.js';
import { split } from './screens.js';

/** The words of an option that is a list, or a text of them parted by commas. */
function words(option) {
  const values = typeof option === 'string' ? option.split(',') : Array.isArray(option) ? option : [];
  return values.map((v) => String(v ?? '').trim()).filter(Boolean).map((v) => v.toLowerCase());
}

/** Whether a list names one of the values; an empty list names all. */
function names(list, values) {
  return list.length === 0 || values.some((v) => list.includes(v.toLowerCase()));
}

/** The kinds in the order of their filters. */
const KINDS = ['retail', 'business', 'fiscal', 'employment', 'gig'];

/** The kind of an institution as the option institution_types calls it. */
function kindOf(institution) {
  const last = institution.name.split('_').pop();
  return last === 'business' || last === 'retail' ? last : institution.type;
}

/**
 * The institutions that the configuration and the token leave.
 * @param {Object[]} all
 * @param {Object} config
 * @param {Object} widget of the token
 */
export function choice(all, config, widget) {
  const [chosen, countries, types, resources] = [
    config.institutions || config.institution,
    config.country_codes,
    config.institution_types,
    config.resources,
  ].map(words);
  const asked = config.integration_type || (widget.openfinance_feature ? 'openfinance' : '');
  const technology = String(asked).replace('openbanking', 'openfinance');
  const platforms = types.includes('gig') || chosen.length > 0;
  const jobs = types.includes('employment') || chosen.length > 0 || resources.length > 0;
  return all
    .filter(
      (i) =>
        names(chosen, [i.name]) &&
        names(countries, i.country_codes) &&
        names(types, [kindOf(i)]) &&
        resources.every((r) => i.resources.includes(r.toUpperCase())) &&
        (!technology || i.integration_type === technology) &&
        (jobs || kindOf(i) !== 'employment') &&
        (platforms || kindOf(i) !== 'gig'),
    )
    .sort((a, b) => (a.display_name + a.name < b.display_name + b.name ? -1 : 1)); // collators are slow
}

/** The list of institutions with its filters. */
export function institutions(flow) {
  const all = flow.institutions;
  const filter = { text: '', country: '', kind: '' };
  const list = h('ul', { class: 'list', 'data-testid': 'belvo-institutions' });
  const count = h('p', { class: 'sr', role: 'status' });
  const note = h('div', {});
  const refresh = () => {
    const found = all.filter((i) => passes(filter, i));
    list.replaceChildren(...found.map((i) => h('li', {}, row(flow, i, note))));
    if (found.length === 0) {
      list.append(empty(flow));
    }
    note.replaceChildren(); // what it says is of another list
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
  const chips = (key, label, values, everything) =>
    values.length > 1 &&
    chipRow(flow, key, label, ['', ...values], everything, (value) => {
      filter[key] = value;
      refresh();
    });
  refresh();
  return {
    title: flow.text('listTitle'),
    nodes: [
      all.length > 0 && h('div', { class: 'find' }, icon('search'), search),
      chips('country', flow.text('country'), countriesOf(all), flow.text('everyCountry')),
      chips('kind', flow.text('kind'), kindsOf(all), flow.text('all')),
      note,
      count,
      list,
      all.length > 0 &&
        flow.branding.social_proof !== false &&
        h('p', { class: 'hint' }, icon('people'), flow.text('social')),
    ],
    back: flow.config.show_intro === false ? null : () => flow.introduce(),
  };
}

/** Whether an institution is among those that the user looks for. */
function passes(filter, i) {
  return (
    (!filter.country || i.country_codes.includes(filter.country)) &&
    (!filter.kind || kindOf(i) === filter.kind) &&
    plain(`${i.display_name} ${i.name}`).includes(plain(filter.text))
  );
}

const countriesOf = (all) => [...new Set(all.flatMap((i) => i.country_codes))].sort();
const kindsOf = (all) => KINDS.filter((kind) => all.some((i) => kindOf(i) === kind));

/** One row of filters; the first one takes the others away. */
function chipRow(flow, key, label, values, everything, pick) {
  const chips = values.map((value) =>
    h(
      'button',
      {
        class: 'chip',
        type: 'button',
        'aria-pressed': String(value === ''),
        'data-testid': `belvo-${key}-${value || 'all'}`,
        onclick: (event) => {
          chips.forEach((chip) => chip.setAttribute('aria-pressed', String(chip === event.currentTarget)));
          pick(value);
        },
      },
      value ? flow.texts[value] || value : everything,
    ),
  );
  return h('div', { class: 'chips', role: 'group', 'aria-label': label }, chips);
}

/** What stands in a list without institutions: the user's filters left none, or there never were any. */
function empty(flow) {
  const { title, detail } = split(flow.text(flow.institutions.length > 0 ? 'none' : 'nobody'));
  return h(
    'li',
    { class: 'empty', 'data-testid': 'belvo-no-institutions' },
    icon('search'),
    h('strong', {}, title),
    h('span', {}, detail),
  );
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
