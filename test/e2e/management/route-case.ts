import type { Answer, Level, Scene } from './scene.js';

/** A route: where it hangs, and its path from there, as the OpenAPI document writes it. */
export interface Route {
  /** `tenant`: below `{B}`; `organization`: below `{B}` without the tenant; `server`: below `/v1/management`, for administrators only. */
  readonly under: 'tenant' | 'organization' | 'server';
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
}

/** What is sent to a route. */
export interface Sent {
  /** Of the path, by name. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** With its question mark. */
  readonly query?: string;
  readonly body?: unknown;
  readonly etag?: string;
}

/** A tenant of its own for each test, with an operator who may do everything there. */
export interface Place {
  readonly scene: Scene;
  readonly level: Level;
  readonly tenantId: string;
  readonly token: string;
  /** @param given of the path; organization and tenant are those of the place unless others are given */
  pathOf(route: Pick<Route, 'under' | 'path'>, given?: Sent['parameters']): string;
  send(route: Route, sent: Sent): Promise<Answer>;
}

/** One way of getting something wrong, put over a request that would succeed. */
export interface Mistake {
  readonly body?: unknown;
  readonly query?: string;
  /** Of one of the violations. */
  readonly pointer: string;
}

export interface RouteCase extends Route {
  /** All of them are needed. */
  readonly permissions: readonly string[];
  /** Makes what a successful call needs, and tells what to send. */
  readonly arrange: (place: Place) => Promise<Sent>;
  /** Of success. */
  readonly status: number;
  /** Looks at the answer of success, and at what it left behind. */
  readonly verify?: (place: Place, sent: Sent, answer: Answer) => void | Promise<void>;
  readonly mistakes?: readonly Mistake[];
  /** Path of what shows whether something was written, for routes with `dry_run`. */
  readonly watches?: (place: Place, sent: Sent) => string;
  /** Fields of the result that differ from call to call. */
  readonly volatile?: readonly string[];
  /** What leads to 409, with the description. */
  readonly conflict?: {
    readonly arrange: (place: Place) => Promise<Sent>;
    readonly description: string | RegExp;
    /** Absent where nothing may be told about what is in the way. */
    readonly conflictingId?: (sent: Sent) => unknown;
  };
  /** How many of eight parallel calls succeed, and what the others are told. */
  readonly race?: { readonly losers: readonly number[]; readonly isConditional: boolean };
}

/** Levels at which a route is. */
export function levelsOf({ under }: Route): readonly Level[] {
  return under === 'server' ? ['system'] : ['organization', 'system'];
}

/** The path of a route as the OpenAPI document has it. */
export function templateOf({ under, path }: Pick<Route, 'under' | 'path'>, level: Level): string {
  const organization = level === 'organization' ? '/organizations/{organization-id}' : '';
  const bases = { tenant: `${organization}/tenants/{tenant-id}`, organization, server: '' };
  return `/v1/management${bases[under]}${path}`;
}

/** The value of a parameter of the path. */
export function parameterOf({ parameters }: Sent, name: string): string {
  const value = parameters?.[name];
  if (value === undefined) throw new Error(`nothing was given for {${name}}`);
  return value;
}
