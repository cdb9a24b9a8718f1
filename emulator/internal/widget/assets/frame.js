/** The window of the widget: a modal dialog in a shadow root inside #belvo, and what stands in it. */
import { contrast, h, icon, readableOn, safeColour } from './dom.js';
import css from './style.js';
import { asObject } from './voice.js';

/** One stylesheet for all runs; it needs no leave of the page's Content-Security-Policy. */
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** The window of one run of the widget. */
export class Frame {
  /** @param {import('./flow.js').Flow} flow */
  constructor(flow) {
    this.flow = flow;
  }

  /** Puts the window on the page, with nothing in it yet. */
  open() {
    let container = document.getElementById('belvo');
    if (!container) {
      console.warn('belvo-emulator: the page has no <div id="belvo"></div>, so one was added to its body');
      container = document.createElement('div');
      container.id = 'belvo';
      document.body.append(container);
    }
    this.host = document.createElement('div');
    this.host.dataset.testid = 'belvo-host';
    const root = this.host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    this.build();
    root.append(this.dialog);
    container.append(this.host);
    this.paint();
    this.before = document.activeElement;
    this.dialog.showModal();
  }

  build() {
    this.backButton = h(
      'button',
      { class: 'round', type: 'button', 'data-testid': 'belvo-back', hidden: true },
      icon('back'),
    );
    this.closeButton = h(
      'button',
      {
        class: 'round',
        type: 'button',
        'data-testid': 'belvo-close',
        'aria-label': '×',
        onclick: () => this.flow.leave(),
      },
      icon('close'),
    );
    this.brand = h('div', { class: 'brand' });
    this.screen = h('div', { class: 'screen' }, h('div', { class: 'wait' }, h('div', { class: 'spinner' })));
    this.note = h('p', { class: 'note', 'data-testid': 'belvo-note' });
    this.live = h('p', { class: 'sr', 'aria-live': 'polite', 'data-testid': 'belvo-announcer' });
    this.dialog = h(
      'dialog',
      { class: 'shell', 'data-testid': 'belvo-widget', 'aria-labelledby': 'belvo-title' },
      h(
        'div',
        { class: 'card' },
        h('div', { class: 'bar' }, this.backButton, this.brand, this.closeButton),
        this.screen,
        this.note,
        this.live,
      ),
    );
    this.keys = (event) => this.key(event);
    addEventListener('keydown', this.keys, true); // before the page: the focus may be nowhere
    this.dialog.addEventListener('cancel', (event) => {
      // Escape while nothing in the window has the focus
      if (event.target === this.dialog) {
        event.preventDefault();
        this.flow.leave();
      }
    });
    this.dialog.addEventListener('close', (event) => {
      if (event.target === this.dialog && !this.flow.over && this.alive()) {
        this.dialog.showModal(); // browsers may close a dialog at Escape whatever we say
        this.flow.leave();
      }
    });
  }

  /** Escape asks whether to leave; in that question it means to stay. */
  key(event) {
    if (!this.alive()) {
      removeEventListener('keydown', this.keys, true);
      return;
    }
    if (event.key !== 'Escape') {
      return;
    }
    event.preventDefault();
    event.stopPropagation(); // the page behind must not take it for its own
    if (this.question) {
      this.answer();
    } else {
      this.flow.leave();
    }
  }

  /** Whether the window is still on the page: a page may have thrown it away. */
  alive() {
    return this.host.isConnected;
  }

  /** Colours, light or dark, and the theme of the token. */
  paint() {
    const { widget } = this.flow;
    const scheme = String(widget.color_scheme || '').toLowerCase();
    const system = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      const dark = scheme === 'dark' || (scheme !== 'light' && system.matches);
      this.dialog.classList.toggle('dark', dark);
      this.theme(Array.isArray(widget.theme) ? widget.theme : [], dark);
    };
    this.unpaint = () => system.removeEventListener('change', apply);
    system.addEventListener('change', apply);
    apply();
    const veil = this.flow.branding.overlay_background_color;
    if (CSS.supports('color', veil || '')) {
      this.dialog.style.setProperty('--veil', veil);
    }
  }

  /** Takes the theme's values over; a key that ends in -dark counts in the dark only. */
  theme(rows, dark) {
    const { style } = this.dialog;
    const seen = {};
    for (const { css_key: key, value } of rows.map(asObject)) {
      if (/^--[\w-]+$/.test(key) && typeof value === 'string' && !/url\(/i.test(value)) {
        const own = key.endsWith('-dark');
        const name = own ? key.slice(0, -5) : key;
        if (!own || dark) {
          seen[name] = own || !(name in seen) ? value : seen[name];
        }
        style.removeProperty(name); // of the other scheme
      }
    }
    for (const [name, value] of Object.entries(seen)) {
      style.setProperty(name, value);
    }
    const primary = safeColour(seen['--color-primary-base']);
    if (primary) {
      // whatever the colour, what is written on it and with it can be read
      style.setProperty('--on-primary', readableOn(primary));
      const legible = contrast(primary, dark ? 0.01 : 1) >= 4.5;
      style.setProperty('--accent', legible ? primary : `color-mix(in srgb, ${primary} 45%, var(--ink))`);
    }
  }

  /**
   * Shows a screen.
   * @param {string} page its name in PAGE_LOAD
   * @param {{title: string, nodes: Array, lead?: Node, back?: ?function, focus?: Element, say?: string,
   *   bare?: boolean, note?: string}} view what stands on it, where back leads, what screen readers hear; bare
   *   has no ×; note is what the emulator says in the footer
   */
  show(page, view) {
    const { flow } = this;
    this.answer();
    this.wait(false);
    this.dialog.lang = flow.locale;
    this.closeButton.setAttribute('aria-label', flow.text('close'));
    this.backButton.setAttribute('aria-label', flow.text('back'));
    this.backButton.hidden = !view.back;
    this.backButton.onclick = view.back || null;
    this.closeButton.hidden = Boolean(view.bare);
    this.brand.replaceChildren(...this.logo());
    this.note.textContent = view.note ? `belvo-emulator: ${view.note}` : flow.text('sandbox');
    this.note.lang = view.note ? 'en' : flow.locale;
    const title = h(
      'h2',
      { id: 'belvo-title', class: 'title', tabindex: '-1', 'data-testid': 'belvo-title' },
      view.title,
    );
    const content = h(
      'div',
      { class: `content ${page.slice(1)}`, 'data-testid': `belvo-page${page.replace('/', '-')}` },
      view.lead || null,
      title,
      ...view.nodes,
    );
    if (!this.dialog.matches(':modal')) {
      this.dialog.removeAttribute('open'); // the page has moved the container meanwhile
      this.dialog.showModal();
    }
    this.screen.replaceChildren(content);
    this.screen.scrollTop = 0;
    this.live.textContent = view.say || '';
    (view.focus || title).focus({ preventScroll: !view.focus });
  }

  /** Says that something is on its way while the screen stays. @param {boolean} [on] */
  wait(on = true) {
    this.dialog.classList.toggle('busy', on);
    this.screen.setAttribute('aria-busy', String(on));
  }

  /** The company's logo, or its name. */
  logo() {
    const { company_logo: logo, company_name: name } = this.flow.branding;
    if (!logo) {
      return name ? [h('span', { class: 'company' }, name)] : [];
    }
    return [picture(logo, name ? h('span', { class: 'company' }, name) : '')];
  }

  /** Asks a question over the screen. @param {{title: string, nodes: Array}} view */
  ask(view) {
    this.question = h(
      'dialog',
      {
        class: 'question',
        role: 'alertdialog',
        'aria-labelledby': 'belvo-question',
        'data-testid': 'belvo-exit-dialog',
      },
      h('h2', { id: 'belvo-question', class: 'title' }, view.title),
      ...view.nodes,
    );
    this.question.addEventListener('close', () => this.answer());
    this.dialog.append(this.question);
    this.question.showModal();
    if (this.flow.pilot) {
      this.flow.pilot.arrive('/exit');
    }
  }

  /** Takes the question away. */
  answer() {
    if (this.question) {
      this.question.remove();
      this.question = null;
    }
  }

  /** Takes the window off the page and gives the focus back. */
  close() {
    if (this.closed) {
      return;
    }
    this.closed = true;
    removeEventListener('keydown', this.keys, true);
    this.unpaint();
    this.dialog.close();
    this.host.remove();
    if (this.before && this.before.isConnected) {
      this.before.focus({ preventScroll: true });
    }
  }
}

/** A picture that the token names, and what stands in its place where it cannot be had. */
export function picture(source, instead) {
  const alt = instead.textContent || '';
  const image = h('img', { src: source, alt, class: 'logo', referrerpolicy: 'no-referrer' });
  image.addEventListener('error', () => image.replaceWith(instead));
  return image;
}
