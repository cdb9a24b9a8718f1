// The same module for import: there is one copy of it, however it is loaded.
import api from './index.js';

export const { start, connect, Emulator, Sandbox, ControlError, VerificationError } = api;
