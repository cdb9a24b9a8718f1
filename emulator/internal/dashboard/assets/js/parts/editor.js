// The editor of a scenario's YAML: CodeMirror in a shadow root, so that its styles are constructed sheets, which
// the page's Content-Security-Policy allows, and no style elements.
import {
  Decoration, defaultKeymap, drawSelection, EditorState, EditorView, HighlightStyle,
  highlightActiveLine, history, historyKeymap, keymap, lineNumbers, StateEffect, StateField, syntaxHighlighting,
  tags, WidgetType, yaml,
} from '../../vendor/editor.js';

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--c-key)' },
  { tag: tags.comment, color: 'var(--c-com)' }, { tag: tags.string, color: 'var(--c-str)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--c-num)' },
]);

const theme = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', color: 'var(--ink)', backgroundColor: 'var(--surface)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '22px' },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--accent)' },
  '.cm-line': { padding: '0 12px 0 6px' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--faint)', border: '0' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 8px 0 12px', minWidth: '38px' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--hover) 60%, transparent)' },
  '.cm-cursor': { borderLeft: '2px solid var(--accent)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--primary) 24%, transparent) !important' },
  '.lit': { backgroundColor: 'var(--info-soft)', boxShadow: 'inset 3px 0 0 var(--accent)' },
  '.err': { backgroundColor: 'var(--bad-soft)', boxShadow: 'inset 3px 0 0 var(--bad)' },
  '.sq': { textDecoration: 'underline wavy var(--bad) 1.5px', textUnderlineOffset: '3px' },
  '.msg': { display: 'flex', alignItems: 'center', gap: '8px', flexWrap: 'wrap', padding: '3px 12px 6px 6px',
    font: '500 12px/1.4 var(--sans)', color: 'var(--bad)', backgroundColor: 'var(--bad-soft)', whiteSpace: 'normal',
    boxShadow: 'inset 3px 0 0 var(--bad)' },
  '.msg button': { minHeight: '26px', padding: '0 9px', border: '1px solid var(--line-2)', borderRadius: '9px',
    background: 'var(--surface)', color: 'var(--ink)', font: '540 12px var(--sans)', cursor: 'pointer' },
});

/** fixOf is the change that a message proposes: {from, to, insert} in a line's text, null for none. */
export function fixOf(message, line) {
  const [, wrong, right] = message.match(/"([^"]+)".*did you mean "?([^"?]+)"?\?/) || [];
  const at = wrong ? line.lastIndexOf(wrong) : -1;
  return at < 0 ? null : { from: at, to: at + wrong.length, insert: right };
}

class Message extends WidgetType {
  constructor(problem, fix, apply) {
    super();
    Object.assign(this, { problem, fix, apply });
  }
  eq(other) { return other.problem.message === this.problem.message && other.fix?.insert === this.fix?.insert; }
  toDOM() {
    const box = document.createElement('div');
    box.className = 'msg';
    box.append(Object.assign(document.createElement('span'), { textContent: this.problem.message }));
    if (this.fix) {
      box.append(Object.assign(document.createElement('button'), { type: 'button',
        textContent: 'Use ' + this.fix.insert, onclick: this.apply }));
    }
    return box;
  }
  ignoreEvent() { return true; }
}

const marks = StateEffect.define();
const marked = StateField.define({
  create: () => Decoration.none,
  update(value, transaction) {
    const effect = transaction.effects.find((e) => e.is(marks));
    return effect ? effect.value : value.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Editor is an editor in an element; change gets the text, cursor the line of the cursor. */
export class Editor {
  constructor(parent, { text, change, cursor, save, next, apply }) {
    const root = parent.shadowRoot || parent.attachShadow({ mode: 'open' });
    root.replaceChildren();
    const watch = EditorView.updateListener.of((update) => {
      if (update.docChanged) change(update.state.doc.toString());
      if (update.selectionSet || update.docChanged) cursor(this.line());
    });
    const run = (f) => () => { f(); return true; };
    this.view = new EditorView({ root, parent: root, state: EditorState.create({ doc: text, extensions: [
      lineNumbers(), history(), drawSelection(), highlightActiveLine(), yaml(), syntaxHighlighting(colours), theme,
      marked, watch, EditorView.contentAttributes.of({ 'aria-label': 'YAML' }),
      keymap.of([{ key: 'Mod-s', run: run(save), preventDefault: true }, { key: 'F8', run: run(next) },
        { key: 'Alt-Enter', run: run(apply) }, { key: 'Escape', run: (v) => { v.contentDOM.blur(); return true; } },
        ...defaultKeymap, ...historyKeymap]),
    ] }) });
    this.view.scrollDOM.tabIndex = 0; // so that the keyboard reaches what is out of sight
  }

  line() { return this.view.state.doc.lineAt(this.view.state.selection.main.head).number; }
  text() { return this.view.state.doc.toString(); }
  focus() { this.view.focus(); }
  destroy() { this.view.destroy(); }

  setText(text) {
    const { length } = this.view.state.doc;
    if (text !== this.text()) this.view.dispatch({ changes: { from: 0, to: length, insert: text } });
  }

  /** go puts the cursor on a line. */
  go(number) {
    const line = this.view.state.doc.line(Math.min(Math.max(number, 1), this.view.state.doc.lines));
    const effects = EditorView.scrollIntoView(line.from, { y: 'center' });
    this.view.dispatch({ selection: { anchor: line.to }, effects });
  }

  /** show brings a line into sight. */
  show(number) {
    const { doc } = this.view.state;
    if (number <= doc.lines) {
      this.view.dispatch({ effects: EditorView.scrollIntoView(doc.line(number).from, { y: 'center' }) });
    }
  }

  /** mark shows problems at their lines, and lines that are lit. */
  mark(problems, lit) {
    const { doc } = this.view.state, list = [];
    for (const number of lit) {
      if (number >= 1 && number <= doc.lines) list.push(Decoration.line({ class: 'lit' }).range(doc.line(number).from));
    }
    for (const problem of problems) {
      const line = doc.line(Math.min(Math.max(problem.line, 1), doc.lines));
      const fix = fixOf(problem.message, line.text), start = Math.min(problem.column - 1, line.length);
      const word = fix ? [fix.from, fix.to] : [Math.max(start, 0), line.length];
      const apply = () => fix && this.fix(problem);
      list.push(Decoration.line({ class: 'err' }).range(line.from));
      const [from, to] = word.map((at) => line.from + at);
      if (to > from) list.push(Decoration.mark({ class: 'sq' }).range(from, to));
      list.push(Decoration.widget({ widget: new Message(problem, fix, apply), block: true, side: 1 }).range(line.to));
    }
    this.view.dispatch({ effects: marks.of(Decoration.set(list, true)) });
  }

  /** fix makes the change that a problem's message proposes. */
  fix(problem) {
    const line = this.view.state.doc.line(Math.min(problem.line, this.view.state.doc.lines));
    const fix = fixOf(problem.message, line.text);
    if (!fix) return;
    this.view.dispatch({ changes: { from: line.from + fix.from, to: line.from + fix.to, insert: fix.insert } });
    this.focus();
  }
}
