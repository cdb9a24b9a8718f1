// The address of what is shown, behind the #: #/requests/r5?q=428 is the view requests with r5 and a filter.
import { createStore } from './ui.js';

function parse() {
  const [path, search = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [view = '', ...rest] = path.split('/').map(decodeURIComponent);
  return { view: view || 'home', id: rest.join('/'), query: Object.fromEntries(new URLSearchParams(search)) };
}

export const route = createStore(parse());
addEventListener('hashchange', () => route.set(parse()));

/** href is the address of a view. */
export function href(view, id = '', query = {}) {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString();
  return '#/' + view + (id ? '/' + encodeURIComponent(id) : '') + (search ? '?' + search : '');
}

/** go shows a view; with replace it leaves no step for the browser's way back. */
export function go(view, id, query, { replace = false } = {}) {
  const to = href(view, id, query);
  if (replace) {
    history.replaceState(null, '', to);
    route.set(parse());
  } else {
    location.hash = to;
  }
}
