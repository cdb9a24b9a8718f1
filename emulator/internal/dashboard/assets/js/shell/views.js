// The views, in the order of the rail. Each is a module of its own that loads when it is first shown and
// exports View; count is what the rail shows beside the name.
const sum = (n) => (n > 0 ? n.toLocaleString('en') : '');

// sheet loads a stylesheet. It stands before the common one, whose rules for small screens have the last word.
function sheet(name) {
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet',
    href: new URL(`../../css/views/${name}.css`, import.meta.url).href });
  document.head.prepend(link);
  return new Promise((done) => { link.onload = link.onerror = done; });
}

// styled loads stylesheets of a view's own with its module.
async function styled(module, ...names) {
  await Promise.all(names.map(sheet));
  return module;
}

// view is a view whose module and stylesheet have its name; more may name other stylesheets.
const view = (name, title, key, icon, more = {}) => ({ name, title, key, icon,
  load: () => styled(import(`../views/${name}.js`), ...(more.styles || [name])), ...more });

export const views = [
  view('home', 'Home', 'h', 'home', { styles: [] }),
  view('requests', 'Requests', 'r', 'list', { count: (w) => sum(w.records.requests.length) }),
  view('links', 'Links', 'l', 'link', { styles: ['links', 'machine'], count: (w) => sum(w.totalLinks) }),
  view('webhooks', 'Webhooks', 'w', 'bolt', { count: (w) => sum(w.records.failing.size || w.records.webhooks.length),
    alert: (w) => (w.records.failing.size ? 'deliveries whose last attempt failed' : '') }),
  view('time', 'Time', 't', 'clock'),
  view('widget', 'Widget', 'p', 'phone'),
  view('scenarios', 'Scenarios', 's', 'machine', { styles: ['scenarios', 'machine'], count: (w) => sum(w.scenarios) }),
  view('coverage', 'Coverage', 'c', 'ring', { count: (w) => (w.percent > 0 ? Math.floor(w.percent) + ' %' : '') }),
];

/** viewNamed is a view, the first one for a name that none has. */
export const viewNamed = (name) => views.find((v) => v.name === name) || views[0];

export { sum };
