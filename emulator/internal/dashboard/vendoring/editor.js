// What the editor of scenarios takes of CodeMirror.
export { Compartment, EditorState, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
export {
  Decoration, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, WidgetType,
} from '@codemirror/view';
export { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
export { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
export { yaml } from '@codemirror/lang-yaml';
export { tags } from '@lezer/highlight';
