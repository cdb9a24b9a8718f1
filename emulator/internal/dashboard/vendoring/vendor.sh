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
cp node_modules/preact/LICENSE $out/LICENSE-preact.txt
cp node_modules/htm/LICENSE $out/LICENSE-htm.txt
rm -rf node_modules
