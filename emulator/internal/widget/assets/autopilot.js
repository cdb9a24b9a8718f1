/**
 * The autopilot goes through the widget's screens as a user would: it fills in the inputs and
 * presses the buttons that are there, from a plan that a test gave. When the plan does not say
 * what to do it stops and tells at which screen and why.
 */

import pages from './pages.js';

/** The event on document that tells how it ended. */
const EVENT = 'belvo-emulator:autopilot';

/**
 * Reads a plan: an object, its JSON, or the short form for addresses, "institution:NAME,username:U,
 * password:P,token:999999|111111".
 * @param {Object|string} plan
 * @returns {Object<string, string|string[]>}
 */
export function readPlan(plan) {
  if (typeof plan !== 'string') {
    return plan;
  }
  if (plan.trim().startsWith('{')) {
    return JSON.parse(plan);
  }
  return Object.fromEntries(
    plan
      .split(',')
      .filter(Boolean)
      .map((part) => {
        const at = part.indexOf(':');
        return at < 0 ? [part, 'true'] : [part.slice(0, at).trim(), part.slice(at + 1)];
      }),
  );
}

/** One flight through the widget. */
export class Autopilot {
  /** @param {import('./flow.js').Flow} flow @param {Object|string} plan */
  constructor(flow, plan) {
    this.flow = flow;
    this.steps = [];
    this.began = performance.now();
    this.used = {};
    this.approved = 0;
    try {
      this.plan = { ...readPlan(plan) };
    } catch {
      this.plan = null;
    }
  }

  /** The widget shows a screen. What is to be done there is done in the next microtask. */
  arrive(page) {
    queueMicrotask(() => this.act(page));
  }

  act(page) {
    if (this.over || (page !== '/exit' && page !== this.flow.page)) {
      return;
    }
    this.steps.push(page);
    if (!this.plan) {
      this.stop(page, 'the plan is neither an object, nor JSON, nor name:value pairs');
    } else if (this.plan.exit_at === page) {
      this.press(page, 'belvo-close');
    } else {
      this.next(page);
    }
  }

  /** Does what the table says; a screen of which it says nothing passes by itself. */
  next(page) {
    const step = pages.find((known) => known.page === page);
    if (step.press) {
      this.press(page, step.press, step.last);
    } else if (step.does) {
      this[step.does](page);
    }
  }

  fillForm(page) {
    this.fill(page, 'plan');
  }

  /** Where there is nothing to type it approves, but not for ever. */
  fillToken(page) {
    const types = this.flow.frame.dialog.querySelector('form input');
    if (!types && ++this.approved > 3) {
      this.stop(page, 'the bank goes on to ask for approval');
    } else {
      this.fill(page, 'token');
    }
  }

  fail(page) {
    this.stop(page, `the widget shows the error ${this.find('belvo-error').dataset.code}`);
  }

  find(testid) {
    return this.flow.frame.dialog.querySelector(`[data-testid="${CSS.escape(testid)}"]`);
  }

  press(page, testid, last) {
    const button = this.find(testid);
    if (!button) {
      this.stop(page, `there is no button ${testid}`);
      return;
    }
    if (last) {
      this.finish({ done: true });
    }
    button.click();
    if (this.flow.over && !this.over) {
      this.finish({ done: true }); // it has left
    }
  }

  pick(page) {
    const name = this.plan.institution;
    if (!name) {
      this.stop(page, 'the plan names no institution');
    } else if (!this.find(`belvo-institution-${name}`)) {
      this.stop(page, `the list does not have the institution ${name}`);
    } else {
      this.press(page, `belvo-institution-${name}`);
      if (this.flow.page === page) {
        this.stop(page, `the institution ${name} is down`);
      }
    }
  }

  /** Fills the form in. A value that was refused is not given again. */
  fill(page, kind) {
    const dialog = this.flow.frame.dialog;
    const alert = this.find('belvo-alert');
    const spent = kind === 'plan' && alert;
    if (spent) {
      this.stop(page, `the widget says: ${alert.textContent}`);
      return;
    }
    for (const control of dialog.querySelectorAll('form input, form select')) {
      const value = this.valueFor(control.name);
      if (value === undefined) {
        this.stop(
          page,
          alert && kind === 'token'
            ? 'every token of the plan was refused'
            : `the plan has no ${control.name}`,
        );
        return;
      }
      control.value = value;
      control.dispatchEvent(new Event('input', { bubbles: true }));
    }
    this.press(page, 'belvo-submit');
    const wrong = dialog.querySelector('form [aria-invalid="true"]');
    if (this.flow.page === page && wrong) {
      this.stop(page, `the field ${wrong.name} does not take the plan's value`);
    }
  }

  /** The next value of the plan for a field; several are parted by bars or are a list. */
  valueFor(name) {
    const given = this.plan[name];
    if (given === undefined || given === null) {
      return undefined;
    }
    const values = Array.isArray(given) ? given : String(given).split('|');
    const at = this.used[name] || 0;
    this.used[name] = at + 1;
    return name === 'token' || values.length > 1 ? values[at] : values[0];
  }

  /** At the bank of an Open Finance consent; "bank" of the plan is approve or deny. */
  decide(page) {
    if (!this.flow.decide) {
      this.stop(page, 'the bank asks for nothing');
      return;
    }
    this.flow.decide(this.plan.bank !== 'deny');
  }

  stop(step, reason) {
    const text = this.flow.text('autopilotStopped', { step, reason });
    console.error(`belvo-emulator: the autopilot stopped at ${step}: ${reason}`);
    const note = document.createElement('p');
    note.className = 'stopped';
    note.dataset.testid = 'belvo-autopilot-stopped';
    note.textContent = text;
    this.flow.frame.note.before(note);
    this.finish({ done: false, step, reason });
  }

  finish(result) {
    this.over = true;
    const detail = {
      ...result,
      steps: this.steps,
      ms: Math.round((performance.now() - this.began) * 10) / 10,
    };
    document.dispatchEvent(new CustomEvent(EVENT, { detail }));
  }
}
