'use strict';
const { start, Emulator } = require('./emulator.js');
const { connect, Sandbox, ControlError, VerificationError } = require('./sandbox.js');

module.exports = { start, connect, Emulator, Sandbox, ControlError, VerificationError };
