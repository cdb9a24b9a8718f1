import type { components, paths } from './control.js';

/** The schemas of the control calls, such as Schemas['AdvanceReport']. */
export type Schemas = components['schemas'];

type Method = 'get' | 'post' | 'put' | 'delete';
type Prefix = '/__emulator/v1/';
/** The paths of the control calls that have a method, without what all of them begin with. */
export type ControlPath<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [K in M]: object } ? (P extends `${Prefix}${infer Rest}` ? Rest : never) : never;
}[keyof paths];
type Operation<M extends Method, P extends string> =
  `${Prefix}${P}` extends keyof paths ? (M extends keyof paths[`${Prefix}${P}`] ? paths[`${Prefix}${P}`][M] : never) : never;
type Content<T> = T extends { content: infer C } ? C[keyof C] : undefined;
/** The answer of a control call. */
export type ControlAnswer<M extends Method, P extends string> =
  Operation<M, P> extends { responses: infer R }
    ? R extends { 200: infer OK } ? Content<OK> : undefined
    : never;
/** The body of a control call. */
export type ControlBody<M extends Method, P extends string> =
  Operation<M, P> extends { requestBody?: infer B } ? Content<NonNullable<B>> : undefined;

export interface ControlInput<Body> {
  /** What takes the place of {names} in the path. */
  params?: Record<string, string | number>;
  query?: Record<string, string | number | boolean | undefined>;
  body?: Body;
}

/** A duration such as 90s, 24h or 7d. */
export type Duration = string;

export interface Keys {
  /** A UUID opens a sandbox of its own; one is made up unless it is given. */
  secretId?: string;
  secretPassword?: string;
}

export interface StartOptions {
  /** real, x60, manual or manual@2026-01-31T12:00:00Z */
  clock?: string;
  seed?: number | bigint | string;
  seedFile?: string;
  /** A folder of your own scenarios. */
  scenarios?: string;
  /** A folder of your own fixtures. */
  fixtures?: string;
  /** A receiver of every sandbox's webhooks. */
  webhook?: string;
  logLevel?: 'debug' | 'info' | 'warn' | 'error';
  /** More of the command line of "belvo-emulator serve". */
  args?: string[];
  /** The program, in place of the one of the package. */
  binary?: string;
  /** Variables over those of this process, of which BELVO_... have no effect. */
  env?: Record<string, string>;
}

/** Starts an emulator on a free port and waits until it answers. Rejects with its log if it does not. */
export function start(options?: StartOptions): Promise<Emulator>;

/** A running emulator, as a child process. It ends with this process at the latest. */
export class Emulator {
  private constructor();
  /** Where it is, such as http://127.0.0.1:41234. */
  readonly url: string;
  /** The secret id of the default sandbox. */
  readonly secretId: string;
  readonly pid: number;
  /** The last megabyte of its log. */
  readonly log: string;
  /** A sandbox that no other test has, unless keys are given. It is opened by its first request. */
  sandbox(keys?: Keys & { controlToken?: string }): Sandbox;
  /** Ends it and waits for its end. */
  stop(): Promise<void>;
}

export interface SandboxOptions extends Keys {
  /** BELVO_API_URL unless it is given. */
  url?: string;
  controlToken?: string;
}

/** The sandbox of a running emulator; what is not given is taken from the environment. */
export function connect(options?: SandboxOptions): Sandbox;

/** A client of one sandbox: an isolated world of links, data, webhooks, clock and journal. */
export class Sandbox {
  constructor(options: { url: string; secretId: string; secretPassword: string; controlToken?: string });
  readonly url: string;
  readonly secretId: string;
  readonly secretPassword: string;
  /** The variables that lead an application to this sandbox. */
  readonly env: { BELVO_API_URL: string; BELVO_SECRET_ID: string; BELVO_SECRET_PASSWORD: string };
  /** A request with the keys of the sandbox; json is sent as its body. */
  fetch(path: string | URL, init?: RequestInit & { json?: unknown }): Promise<Response>;
  /** Any control call, such as control('get', 'clock'). Rejects with a ControlError. */
  control<M extends Method, P extends ControlPath<M>>(
    method: M, path: P, input?: ControlInput<ControlBody<M, P>>): Promise<ControlAnswer<M, P>>;
  /** Moves the clock on; everything that was due has happened when it resolves, webhooks included. */
  advance(by: Duration): Promise<Schemas['AdvanceReport']>;
  /** Queues what the next request that matches is answered with. */
  next(answer: Schemas['NextBody']): Promise<ControlAnswer<'post', 'next'>>;
  /**
   * Checks that the application has made the right requests. It rejects with a VerificationError that
   * names the nearest ones. With a timeout, 60s at most, it waits for them.
   */
  verify(wanted: Schemas['Verification'], options?: { timeout?: Duration }): Promise<Schemas['Verdict']>;
  /** A new sandbox that begins with a copy of this one's world. */
  fork(options?: Keys & { endpoints?: Schemas['EndpointBody'][] }): Promise<Sandbox>;
}

/** A control call that was refused. */
export class ControlError extends Error {
  readonly status: number;
}

/** The application has not made the requests that it should have; the message names the nearest ones. */
export class VerificationError extends ControlError {
  readonly failure: Schemas['Failure'];
}
