// A list of which only the rows in sight exist, for lists of 50,000. All rows have one height.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../lib/ui.js';

const beyond = 8; // rows above and below what is in sight

/** VirtualList: count rows, each made by row(index); chosen comes into sight when keep changes. */
export function VirtualList({ count, height, row, chosen = -1, keep, label, scroller, role = 'list' }) {
  const box = useRef();
  const [view, setView] = useState({ from: 0, to: 60 });
  const look = () => {
    const pane = scroller.current;
    if (!pane || !box.current) return;
    const above = pane.scrollTop - (box.current.offsetTop - pane.offsetTop);
    const from = Math.max(0, Math.floor(above / height) - beyond);
    const to = Math.min(count, Math.ceil((above + pane.clientHeight) / height) + beyond);
    setView((old) => (old.from === from && old.to === to ? old : { from, to }));
  };
  useLayoutEffect(look, [count, height]);
  useEffect(() => {
    const pane = scroller.current;
    const watch = new ResizeObserver(look);
    watch.observe(pane);
    pane.addEventListener('scroll', look, { passive: true });
    return () => { watch.disconnect(); pane.removeEventListener('scroll', look); };
  }, [count, height]);
  useLayoutEffect(() => {
    const pane = scroller.current;
    if (chosen < 0 || !pane) return;
    const bar = box.current.offsetTop - pane.offsetTop;
    const top = bar + chosen * height;
    if (top < pane.scrollTop + bar) pane.scrollTop = top - bar;
    else if (top + height > pane.scrollTop + pane.clientHeight) pane.scrollTop = top + height - pane.clientHeight;
  }, [keep]);
  const to = Math.min(view.to, count);
  const rows = [];
  for (let i = Math.min(view.from, to); i < to; i++) rows.push(row(i));
  return html`<div ref=${box} role=${role} aria-label=${label} class="vlist"
    style=${`height:${count * height}px`}>
    <div style=${`transform:translateY(${view.from * height}px)`} role="presentation">${rows}</div></div>`;
}
