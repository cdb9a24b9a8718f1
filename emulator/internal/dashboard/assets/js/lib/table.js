// The table of a link's life, asked for once.
import { useEffect, useState } from './ui.js';
import { get } from './api.js';

let asked = null;

/** useTable is the table's transitions, empty until they are known. */
export function useTable() {
  const [table, setTable] = useState([]);
  useEffect(() => {
    asked ||= get('lifecycle', {}, { global: true }).then((t) => t.transitions);
    asked.then(setTable).catch(() => { asked = null; });
  }, []);
  return table;
}

/** whyOf is the table's sentence of a transition. */
export const whyOf = (table, step) =>
  table.find((t) => t.from === step.from && t.event === step.event)?.why || '';
