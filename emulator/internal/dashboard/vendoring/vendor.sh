#!/bin/sh
# Copies the pinned libraries of package.json into ../assets/vendor as ES modules that import each other by
# relative paths: the dashboard's Content-Security-Policy allows no inline import map.
set -eu
cd "$(dirname "$0")"
npm ci --ignore-scripts --no-audit --no-fund
out=../assets/vendor
bare() { sed -e 's|from *"preact"|from"./preact.js"|g' -e '/^\/\/# sourceMappingURL/d' "$1"; }
bare node_modules/preact/dist/preact.mjs >$out/preact.js
bare node_modules/preact/hooks/dist/hooks.mjs >$out/hooks.js
bare node_modules/htm/dist/htm.module.js >$out/htm.js
# The editor and the layout of diagrams are many modules each: they become one file each, which loads when the
# view of scenarios is shown. esbuild is needed here alone; its own install script is not run.
esbuild() { node_modules/.bin/esbuild "$1" --bundle --minify --format=esm --legal-comments=none --log-level=warning; }
esbuild editor.js | gzip -9n >$out/editor.js.gz
esbuild diagram.js >$out/diagram.js
for part in autocomplete commands lang-yaml language state view; do
  printf '@codemirror/%s\n\n' "$part" && cat node_modules/@codemirror/$part/LICENSE && printf '\n'
done >$out/LICENSE-codemirror.txt
for part in common highlight lr yaml; do
  printf '@lezer/%s\n\n' "$part" && cat node_modules/@lezer/$part/LICENSE && printf '\n'
done >$out/LICENSE-lezer.txt
for part in style-mod w3c-keyname crelt @marijn/find-cluster-break; do
  printf '%s\n\n' "$part" && cat node_modules/$part/LICENSE && printf '\n'
done >$out/LICENSE-codemirror-others.txt
for part in dagre graphlib; do
  printf '@dagrejs/%s\n\n' "$part" && cat node_modules/@dagrejs/$part/LICENSE && printf '\n'
done >$out/LICENSE-dagre.txt
cp node_modules/preact/LICENSE $out/LICENSE-preact.txt
cp node_modules/htm/LICENSE $out/LICENSE-htm.txt
rm -rf node_modules
