'use strict';
// Runs at the end of a job that failed: what the emulator logged may say why.
const { readFileSync } = require('node:fs');

const log = process.env.STATE_log;
if (log) {
  console.log('::group::Log of belvo-emulator');
  // What the log says must not be read as commands of the runner.
  const token = require('node:crypto').randomUUID();
  console.log(`::stop-commands::${token}\n${readFileSync(log, 'utf8')}\n::${token}::`);
  console.log('::endgroup::');
}
