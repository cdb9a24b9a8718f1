// The views, in the order of the rail. Each is a module of its own that loads when it is first shown and
// exports View; count is what the rail shows beside the name.
const sum = (n) => (n > 0 ? n.toLocaleString('en') : '');

// styled loads a view's own stylesheet with its module. It stands before the common one, whose rules for small
// screens have the last word.
async function styled(name, module) {
  const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet',
    href: new URL(`../../css/views/${name}.css`, import.meta.url).href });
  const loaded = new Promise((done) => { sheet.onload = sheet.onerror = done; });
  document.head.prepend(sheet);
  await loaded;
  return module;
}

export const views = [
  { name: 'home', title: 'Home', key: 'h', icon: 'home', load: () => import('../views/home.js') },
  { name: 'requests', title: 'Requests', key: 'r', icon: 'list', load: () => import('../views/requests.js'),
    count: (w) => sum(w.records.requests.length) },
  { name: 'links', title: 'Links', key: 'l', icon: 'link', load: () => import('../views/links.js'),
    count: (w) => sum(w.totalLinks) },
  { name: 'webhooks', title: 'Webhooks', key: 'w', icon: 'bolt',
    load: () => styled('webhooks', import('../views/webhooks.js')),
    count: (w) => sum(w.records.webhooks.length) },
  { name: 'time', title: 'Time', key: 't', icon: 'clock',
    load: () => styled('time', import('../views/time.js')) },
  { name: 'widget', title: 'Widget', key: 'p', icon: 'phone',
    load: () => styled('widget', import('../views/widget.js')) },
  { name: 'scenarios', title: 'Scenarios', key: 's', icon: 'machine',
    load: () => styled('scenarios', import('../views/scenarios.js')) },
  { name: 'coverage', title: 'Coverage', key: 'c', icon: 'ring',
    load: () => styled('coverage', import('../views/coverage.js')) },
];

/** viewNamed is a view, the first one for a name that none has. */
export const viewNamed = (name) => views.find((v) => v.name === name) || views[0];

export { sum };
