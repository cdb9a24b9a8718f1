/** The stand-in for the page of an Open Finance bank: the user approves or refuses. */

const TEXTS = {
  es: [
    'Autoriza el acceso',
    'quiere leer tus datos. Decide si lo permites.',
    'Autorizar',
    'Rechazar',
    'Esta página sustituye a la del banco: no pide claves.',
    'Una aplicación',
    'Vuelve a la ventana anterior.',
  ],
  pt: [
    'Autorize o acesso',
    'quer ler os seus dados. Decida se permite.',
    'Autorizar',
    'Recusar',
    'Esta página substitui a do banco: não pede senhas.',
    'Um aplicativo',
    'Volte à janela anterior.',
  ],
  en: [
    'Authorise the access',
    'wants to read your data. Decide whether it may.',
    'Authorise',
    'Refuse',
    'This page stands in for that of the bank: it asks for no password.',
    'An app',
    'Go back to the other window.',
  ],
};

const query = new URLSearchParams(location.search);
const locale = TEXTS[query.get('locale')] ? query.get('locale') : 'pt';
const [title, text, approve, deny, note, someone, gone] = TEXTS[locale];
const at = (id) => document.getElementById(id);

document.documentElement.lang = locale;
document.title = title;
at('institution').textContent = query.get('institution') || 'Mock bank';
at('title').textContent = title;
at('text').textContent = `${query.get('company') || someone} ${text}`;
at('approve').textContent = approve;
at('deny').textContent = deny;
at('note').textContent = note;

/** Tells the widget, whose origin it named itself, if it has one: what is told is no secret. */
function decide(approved) {
  const widget = window.opener || (window.parent === window ? null : window.parent);
  const origin = query.get('origin') || location.origin;
  if (widget) {
    widget.postMessage({ state: query.get('state'), approved }, /^https?:/.test(origin) ? origin : '*');
    window.close();
  }
  at('text').textContent = gone;
}
at('approve').addEventListener('click', () => decide(true));
at('deny').addEventListener('click', () => decide(false));
at('page').hidden = false; // not before the buttons do something
