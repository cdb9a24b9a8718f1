'use strict';
// Where the program of this platform is.
const { chmodSync, accessSync, constants } = require('node:fs');
const { name, optionalDependencies } = require('../package.json');

/**
 * The path of the program: BELVO_EMULATOR_BINARY, or the one in the optional package of this platform.
 * It throws if that package is not installed.
 */
function binary() {
  if (process.env.BELVO_EMULATOR_BINARY) return process.env.BELVO_EMULATOR_BINARY;
  const platform = `${process.platform}-${process.arch}`;
  const wanted = Object.keys(optionalDependencies).find((one) => one.endsWith(`/${platform}`));
  if (wanted === undefined) {
    throw new Error(`${name} has no binary for ${platform}; set BELVO_EMULATOR_BINARY to one that you built`);
  }
  const file = process.platform === 'win32' ? 'belvo-emulator.exe' : 'belvo-emulator';
  let path;
  try {
    path = require.resolve(`${wanted}/bin/${file}`);
  } catch {
    throw new Error(`the package ${wanted} is missing; install ${name} without --omit=optional ` +
      'on the platform where it runs');
  }
  try {
    accessSync(path, constants.X_OK);
  } catch {
    chmodSync(path, 0o755); // some installers do not keep the mode of files
  }
  return path;
}

module.exports = { binary };
