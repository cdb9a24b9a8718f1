// Code with a button that copies it.
import { html, useState } from '../lib/ui.js';
import { Icon } from './icon.js';

/** copyText copies a text; where the browser has no clipboard, as on a plain host name, it selects it. */
export async function copyText(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}

/** CopyButton copies what text returns. */
export function CopyButton({ text, label = 'Copy', kind = 'small quiet copy', children }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await copyText(typeof text === 'function' ? text() : text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return html`<button type="button" class=${'btn ' + kind} aria-label=${copied ? 'Copied' : label}
    onClick=${copy}>
    <${Icon} name=${copied ? 'tick' : 'copy'} />${children}</button>`;
}

/** Code is a text with a copy button; children is how it looks, if not plain; title and note stand above it. */
export function Code({ text, label, title, note, children }) {
  return html`<div class="code">${title && html`<header><span>${title}</span><code class="end cut">${note}</code>
    </header>`}<pre tabindex="0" role="region" aria-label=${label}>${children || text}</pre>
    <${CopyButton} text=${text} label=${'Copy ' + label} /></div>`;
}
