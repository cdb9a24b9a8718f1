/** One run of the widget: what follows what, and what the page is told of it. */
import { CallError, Client, kindOf, readClaims, words } from './client.js';
import { Frame } from './frame.js';
import * as list from './list.js';
import * as screens from './screens.js';
import { asObject, brandingOf, Voice } from './voice.js';
import { credentials } from './form.js';

/** What may be taken from the configuration or the page's address. */
const LOCALES = ['es', 'pt', 'en'];

/** A run of the widget, from build() to success or exit. */
export class Flow extends Voice {
  /**
   * @param {string} token
   * @param {Object} config the page's own
   * @param {URL} base where the emulator is
   * @param {{late?: boolean, fatal?: function(Object): void}} [door] what the hosted page does
   *   otherwise: late calls back at the last click, fatal tells of a token that is not valid
   */
  constructor(token, config, base, door = {}) {
    super(config);
    this.door = door;
    this.claims = readClaims(token) || {};
    this.widget = asObject(this.claims.widget);
    this.client = new Client(token, base, this.claims.api_url);
    this.branding = brandingOf(config, this.widget.branding);
    this.locale = LOCALES.find((l) => l === String(config.locale).toLowerCase()) || 'es';
    this.updating = Boolean(this.claims.link);
    this.issued = false; // whether the emulator is known to have signed the token
    this.link = null; // what is updated, see WidgetLink of the emulator
    this.typed = {}; // what need not be typed again, by the names of the fields
  }

  /** Shows the widget. Never throws: what goes wrong is a screen. */
  async run() {
    this.frame = new Frame(this);
    try {
      this.frame.open();
      const asked = this.ask(); // while the texts are on their way
      const [texts, pilot] = await Promise.all([import(`./${this.locale}.js`), this.boardPilot()]);
      this.texts = texts.default;
      this.pilot = pilot;
      await this.begin(asked);
    } catch (error) {
      this.crash(error);
    }
  }

  /** Loads the autopilot when there is a plan for it. */
  async boardPilot() {
    const plan = this.config.autopilot || this.widget.autopilot;
    return plan ? new (await import('./autopilot.js')).Autopilot(this, plan) : null;
  }

  /** Asks what the token is for, and for the institutions where they are needed. */
  ask() {
    const safe = (promise) => promise.catch((error) => error);
    const start = safe(this.client.start());
    return { start, all: this.updating ? null : safe(this.client.institutions()) };
  }

  /** Shows the first screen. That of a new link need not wait for the institutions. */
  async begin(asked = this.ask()) {
    const start = await asked.start;
    this.issued = start instanceof Error ? Boolean(start.issued) : true;
    if (this.over) {
      return;
    }
    if (start instanceof Error) {
      this.failed(start, () => this.begin());
      return;
    }
    if (start.link) {
      this.update(start.link);
      return;
    }
    this.all = asked.all;
    if (!this.narrowed()) {
      this.introduce();
    } else if (await this.load()) {
      this.open();
    }
  }

  /** Whether the configuration or the token has a say in the first screen. */
  narrowed() {
    const { config, widget } = this;
    return config.show_intro === false || widget.openfinance_feature || words.filters.some((f) => config[f]);
  }

  /** Waits for the institutions. @returns {Promise<boolean>} whether they are there */
  async load() {
    if (!this.institutions) {
      const all = await this.all;
      if (all instanceof Error) {
        this.failed(all, () => this.begin());
        return false;
      }
      this.institutions = list.choice(all, this.config, this.widget);
    }
    return !this.over;
  }

  // --- new links

  /** The first screen where the configuration has a say in it. */
  open() {
    if (this.institutions.length === 0) {
      console.warn('belvo-emulator: the options and the token leave no institution, see the guide');
    }
    if (this.institutions.length === 1 && this.institutions[0].status !== 'down') {
      this.choose(this.institutions[0]);
    } else if (this.config.show_intro === false) {
      this.list();
    } else {
      this.introduce();
    }
  }

  introduce() {
    this.show(
      '/consent',
      screens.intro(this, () => this.list()),
    );
  }

  async list() {
    const from = this.page;
    this.frame.wait();
    if ((await this.load()) && from === this.page) {
      // a second click comes too late
      this.institution = null;
      this.show('/institutions', list.institutions(this));
    }
  }

  /** The user wants an institution. */
  choose(institution) {
    if (institution.status === 'down') {
      this.warn(words.disabled, institution.name);
      return false;
    }
    if (this.institution !== institution) {
      this.typed = this.known(institution);
    }
    this.institution = institution;
    this.askCredentials();
    return true;
  }

  /** What the token already tells an Open Finance bank: whose consent it is for. */
  known(institution) {
    const open = institution.integration_type === 'openfinance';
    const person = open && this.people().find((p) => p.type === 'CPF' && p.number);
    return person ? { username: String(person.number) } : {};
  }

  /** Who the token says the user is. @returns {Object[]} */
  people() {
    const { identification_info: people } = asObject(this.widget.consent);
    return Array.isArray(people) ? people.map(asObject) : [];
  }

  /** What goes back from the credentials: nothing where there was no choice. */
  back() {
    return !this.updating && (this.institutions || []).length > 1 ? () => this.list() : null;
  }

  /** Asks for the credentials; after an error says what was wrong with the ones before. */
  askCredentials(error) {
    if (this.updating && this.consents()) {
      this.submit({}); // there is nothing to type
      return;
    }
    this.show(
      '/credentials',
      credentials(this, (fields) => this.submit(fields), error),
    );
  }

  /** Whether the institution wants a consent instead of credentials. */
  consents() {
    return this.institution.integration_type === 'openfinance';
  }

  /** Sends what the user typed; an Open Finance bank wants a consent before. */
  async submit(fields) {
    try {
      if (this.consents()) {
        const consent = await import('./consent.js');
        consent.begin(this, fields, (more) => this.connect({ ...fields, ...more }));
      } else {
        await this.connect(fields);
      }
    } catch (error) {
      this.crash(error);
    }
  }

  connect(fields) {
    return this.attempt(() => {
      if (this.updating) {
        return this.client.update(this.link.id, fields);
      }
      const { access_mode: mode, external_id: external } = this.config;
      return this.client.register({
        ...fields,
        institution: this.institution.name,
        access_mode: mode === 'single' ? 'single' : 'recurrent',
        ...(external ? { external_id: String(external) } : {}),
      });
    });
  }

  // --- updates

  /** Updates a link: asks for what the link needs. */
  update(link) {
    this.updating = true;
    this.link = link;
    this.institution = link.institution;
    if (link.asks === 'token') {
      this.askToken({
        session: link.challenge.session,
        link: link.id,
        data: link.challenge.token_generation_data,
      });
    } else {
      this.askCredentials();
    }
  }

  // --- what both have in common

  /** Asks for the MFA token of a session. */
  askToken(session, alert) {
    this.show(
      '/token',
      screens.token(this, session, (token) => this.resume(session, token), alert),
    );
  }

  resume(session, token) {
    return this.attempt(() => this.client.resume(session.session, session.link, token), session);
  }

  /** Makes a call that ends in a link, a challenge or an error. */
  async attempt(call, session) {
    this.show('/linking', screens.linking(this));
    try {
      const link = await call();
      if (!this.over) {
        this.succeed(link);
      }
    } catch (error) {
      this.settle(error, session);
    }
  }

  /** Decides what a failed attempt leads to. */
  settle(error, session) {
    const challenged = error instanceof CallError && error.code === 'token_required' && error.session;
    if (!challenged) {
      const again = session && this.updating ? () => this.begin() : () => this.askCredentials();
      const inForm = !session && this.inForm(error);
      this.failed(error, again, inForm ? () => this.askCredentials(error) : null);
      return;
    }
    if (this.over) {
      return;
    }
    const next = { session: error.session, link: error.link, data: error.challenge };
    if (session) {
      // it was answered wrongly
      this.report(error);
    }
    this.askToken(next, session ? this.text('wrongToken') : null);
  }

  /** Whether an error is shown in the form, where the user can mend it. */
  inForm(error) {
    return error.field
      ? this.institution.form_fields.some((f) => f.name === error.field)
      : words.inForm.includes(kindOf(error));
  }

  /** Shows an error, on a screen of its own or, given inline, there. */
  failed(error, again, inline) {
    if (this.over) {
      return;
    }
    if (!(error instanceof CallError)) {
      this.crash(error);
      return;
    }
    if (error.status === 401) {
      this.refuse(error);
      return;
    }
    this.report(error);
    if (error.field) {
      console.warn(`belvo-emulator: ${error.field}: ${error.message}`);
    }
    if (inline) {
      inline();
      return;
    }
    const kind = error.field ? 'unexpected_error' : kindOf(error); // the user never saw the field
    const ways = error.code === 'duplicated' ? {} : { again, other: this.back() };
    this.explain(kind, error.code, ways, error.hint);
  }

  /** Shows an error on a screen of its own, with the ways on besides leaving. */
  explain(kind, code, ways, note) {
    const leave = () => this.exit();
    this.show('/error', { ...screens.failure(this, kind, code, { leave, ...ways }), note });
  }

  /** The emulator does not take the token: nothing can go on. */
  refuse(error) {
    const refused = new CallError({ ...words.notValid, request_id: error.requestId }, 401);
    this.report(refused);
    if (this.door.fatal) {
      this.door.fatal(words.notValid);
    }
    this.explain(words.notValid.code, words.notValid.code, {}, error.hint);
  }

  /** Something that ought not to happen; it is shown where it can be. */
  crash(error) {
    if (this.over || (error && error.name === 'AbortError')) {
      return;
    }
    console.error('belvo-emulator: the widget failed', error);
    const code = 'unexpected_error';
    this.report(new CallError({ code, message: words.unexpected }, 0));
    if (this.texts) {
      this.explain(code, code);
    } else {
      this.exit();
    }
  }

  succeed(link) {
    const tell = () => this.tell(this.config.callback, link.id, link.institution);
    const late = this.door.late || (this.config.emulator || {}).callback_on === 'finish';
    this.done = true;
    this.show(
      '/success',
      screens.success(this, () => {
        this.end();
        if (late) {
          tell();
        }
      }),
    );
    if (!late) {
      tell();
    }
  }

  // --- leaving

  /** The user wants to leave; first he is asked whether he does. */
  leave() {
    if (this.done) {
      this.end();
    } else if (this.surveyed || this.page === '' || !this.texts) {
      this.exit();
    } else if (this.config.show_close_dialog === false) {
      this.survey();
    } else {
      this.frame.ask(screens.exitDialog(this, () => this.survey()));
    }
  }

  survey() {
    this.atStart = words.start.includes(this.page);
    if (this.config.show_abandon_survey === false) {
      this.exit();
      return;
    }
    this.surveyed = true;
    this.show(
      '/abandon-survey',
      screens.survey(this, () => this.exit()),
    );
  }

  /** Leaves for good and tells the page. */
  exit() {
    const where = {};
    if (this.institution) {
      where.institution_name = this.institution.name;
    }
    if (this.surveyed || this.atStart || !this.institution) {
      where.step = 'abandon-survey';
    }
    this.end();
    this.tell(this.config.onExit, { last_encountered_error: this.lastError, meta_data: where });
  }

  /** Takes the widget off the page; calls on their way are given up. */
  end() {
    this.over = true;
    this.client.stop();
    this.frame.close();
  }

  /** Takes the widget off without a word: another one takes its place. */
  remove() {
    this.config = {};
    this.end();
  }
}
