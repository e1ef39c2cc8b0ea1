import type { JsonValue } from '../../json/json.js';
import type { JsonType } from '../../mapping/value-types.js';
import type { JsonPathSegment } from '../../ports/json-path-reader.js';
import { USER_STATUSES } from '../../user/user.js';
import { INTERACTIONS } from '../authentication-policy.js';

/** The values that a path can select from any evaluation document (specification 3.4); undefined stands for nothing. */
export type FactDomain =
  | { readonly kind: 'values'; readonly values: readonly (JsonValue | undefined)[] }
  | { readonly kind: 'types'; readonly types: readonly JsonType[]; readonly mayBeMissing: boolean };

const NOTHING: FactDomain = { kind: 'values', values: [undefined] };
const TEXT: FactDomain = { kind: 'types', types: ['string'], mayBeMissing: false };
const LIST: FactDomain = { kind: 'types', types: ['array'], mayBeMissing: false };
const FLAG: FactDomain = { kind: 'values', values: [true, false] };
/** Wildcards, slices, unions and descents select a list, or nothing. */
const SELECTION: FactDomain = { kind: 'types', types: ['array'], mayBeMissing: true };
const ANYTHING: FactDomain = {
  kind: 'types',
  types: ['number', 'string', 'boolean', 'array', 'object'],
  mayBeMissing: true,
};

const USER_DOMAINS: Readonly<Record<string, FactDomain>> = {
  sub: TEXT,
  status: { kind: 'values', values: USER_STATUSES },
  provider_id: TEXT,
  has_password: FLAG,
  email_verified: FLAG,
  phone_number_verified: FLAG,
  roles: LIST,
  permissions: LIST,
  custom_properties: { kind: 'types', types: ['object'], mayBeMissing: false },
};

/** The domain of a path below `user`, once somebody is bound. */
export function userDomain(segments: readonly JsonPathSegment[]): FactDomain {
  const [, member, below, ...deeper] = segments;
  if (!isDefinite(segments) || member?.kind !== 'member') return SELECTION;
  if (!below) return USER_DOMAINS[member.name] ?? NOTHING;
  if (member.name === 'custom_properties') return below.kind === 'member' ? ANYTHING : NOTHING;
  const isEntry = (member.name === 'roles' || member.name === 'permissions') && below.kind === 'index';
  return isEntry && deeper.length === 0 ? { kind: 'types', types: ['string'], mayBeMissing: true } : NOTHING;
}

/** The domain of a path below an interaction that was called; the counters are looked at together elsewhere. */
export function interactionDomain(segments: readonly JsonPathSegment[]): FactDomain {
  const [interaction, member, ...deeper] = segments;
  if (!isDefinite(segments) || interaction?.kind !== 'member' || member?.kind !== 'member') return SELECTION;
  const known = INTERACTIONS[interaction.name];
  if (deeper.length > 0 || !known) return NOTHING;
  if (member.name === 'operation_type') return { kind: 'values', values: [known.operationType] };
  if (member.name === 'method') return { kind: 'values', values: [known.method] };
  return TEXT;
}

function isDefinite(segments: readonly JsonPathSegment[]): boolean {
  return segments.every(({ kind }) => kind === 'member' || kind === 'index');
}
