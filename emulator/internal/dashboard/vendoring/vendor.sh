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
# view of scenarios is shown. They and the licences are kept compressed, which makes the program
# smaller. esbuild is needed here alone; its own install script is not run.
esbuild() { node_modules/.bin/esbuild "$1" --bundle --minify --format=esm --legal-comments=none --log-level=warning; }
esbuild editor.js | gzip -9n >$out/editor.js.gz
esbuild diagram.js | gzip -9n >$out/diagram.js.gz
licences() {
  for name in "$@"; do printf '==== %s ====\n\n' "$name" && cat "node_modules/$name/LICENSE" && printf '\n'; done
}
licences preact htm @codemirror/autocomplete @codemirror/commands @codemirror/lang-yaml @codemirror/language \
  @codemirror/state @codemirror/view @lezer/common @lezer/highlight @lezer/lr @lezer/yaml style-mod w3c-keyname \
  crelt @marijn/find-cluster-break @dagrejs/dagre @dagrejs/graphlib | gzip -9n >$out/LICENSES.txt.gz
rm -rf node_modules
