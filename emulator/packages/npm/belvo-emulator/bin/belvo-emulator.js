#!/usr/bin/env node
'use strict';
// Runs the program of this platform with the same arguments, streams, signals and exit code.
const { spawn } = require('node:child_process');
const { binary } = require('../lib/binary.js');

let path;
try {
  path = binary();
} catch (error) {
  console.error(`belvo-emulator: ${error.message}`);
  process.exit(1);
}
const child = spawn(path, process.argv.slice(2), { stdio: 'inherit' });

// A terminal sends SIGINT to the program as well, so here it must only not end us first.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));

child.on('error', (error) => {
  console.error(`belvo-emulator: cannot start ${path}: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
