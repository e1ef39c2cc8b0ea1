import type { EngineDependencies } from '../engine/dependencies.js';
import type { Instant } from '../ports/clock.js';
import type { User } from '../user/user.js';
import type { EventDelivery } from './event-delivery.js';
import { maskEmail, maskPhoneNumber } from './masking.js';
import type { SecurityEvent, SecurityEventDetail, SecurityEventType } from './security-event.js';

/** An event before it is known when, where and in which tenant it happened. */
export interface EventDraft {
  readonly type: SecurityEventType;
  readonly detail?: SecurityEventDetail;
  readonly user?: User | undefined;
}

/** Where an event happens. */
export interface EventContext {
  readonly tenant: { readonly id: string; readonly name: string };
  readonly client?: { readonly id: string; readonly name?: string } | undefined;
  readonly transactionId?: string | undefined;
  readonly ipAddress?: string | undefined;
  readonly userAgent?: string | undefined;
  /** See `eventOrigin`. */
  readonly delivery?: EventDelivery | undefined;
}

type EventDependencies = Pick<EngineDependencies, 'randomness' | 'digests' | 'phoneNumbers'>;

/** Makes the event that is stored: with an id, and masked. */
export function createSecurityEvent(
  draft: EventDraft,
  context: EventContext,
  now: Instant,
  dependencies: EventDependencies,
): SecurityEvent {
  const { user } = draft;
  return {
    id: dependencies.randomness.timeOrderedUuid(now),
    type: draft.type,
    createdAt: now,
    tenant: context.tenant,
    ...(context.client ? { client: context.client } : {}),
    ...(user
      ? {
          user: {
            sub: user.sub,
            preferredUsername: maskIdentifier(user.preferredUsername, dependencies),
            status: user.status,
          },
          userNameHash: dependencies.digests.keyedHash(user.preferredUsername.toLowerCase()),
        }
      : {}),
    ...(context.transactionId === undefined ? {} : { transactionId: context.transactionId }),
    ...(context.ipAddress === undefined ? {} : { ipAddress: context.ipAddress }),
    ...(context.userAgent === undefined ? {} : { userAgent: context.userAgent.slice(0, 256) }),
    detail: (draft.detail ?? {}) as SecurityEvent['detail'],
    ...(context.delivery ? { delivery: deliveryOf(context.delivery, user) } : {}),
  };
}

function deliveryOf(delivery: EventDelivery, user: User | undefined): EventDelivery {
  return user?.externalUserId === undefined ? delivery : { ...delivery, externalUserId: user.externalUserId };
}

/** Masks a user name that is an e-mail address or a phone number; other names are shown. */
function maskIdentifier(name: string, dependencies: EventDependencies): string {
  if (name.includes('@')) return maskEmail(name);
  const phone = name.startsWith('+') ? dependencies.phoneNumbers.parse(name) : undefined;
  return phone ? maskPhoneNumber(phone.e164, phone.callingCode) : name;
}
