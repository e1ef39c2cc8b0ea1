import { phoneOf } from './echo.js';
import type { Place } from './tessera.js';

/** Tenants and users among whom a load is spread. */
export interface Population {
  /** Of one tenant, all users are in it; of several, each has one user, whose number is that of the tenant. */
  readonly places: readonly Place[];
  /** In the first tenant. */
  readonly users: number;
  /** Logins among which they are spread evenly; with more of them than people, people log in several times. */
  readonly logins: number;
  /** Number of the first login of a session. */
  readonly first?: number;
}

/** Who logs in, and where. */
export interface Person {
  readonly place: Place;
  readonly phoneNumber: string;
}

/** The person of a login. */
export function personOf({ places, users, logins, first = 0 }: Population, login: number): Person {
  const several = places.length > 1;
  const all = several ? places.length : users;
  const index = Math.floor((((first + login) % logins) * all) / logins);
  const place = places[several ? index : 0];
  if (!place) throw new Error(`there is no person ${index}`);
  return { place, phoneNumber: phoneOf(index) };
}
