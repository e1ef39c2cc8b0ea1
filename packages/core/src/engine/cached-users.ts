import type { Awaitable } from '../ports/awaitable.js';
import type { ChangeNotice, ChangeNotices } from '../ports/change-notices.js';
import type { Clock, Instant } from '../ports/clock.js';
import type { UserStore } from '../ports/user-store.js';
import { isActiveStatus } from '../user/user.js';
import type { User } from '../user/user.js';
import { BoundedCache } from './bounded-cache.js';

const MOST_USERS = 10_000;
/** For changes that no notice tells of: a node that died between its commit and the notice, a restored backup. */
const MOST_MILLISECONDS = 60_000;

/** Where a user is found who may have changed on another node within the last second. */
export interface RecentUsers {
  /** As `UserStore.findById`. */
  findById(tenantId: string, sub: string): Awaitable<User | undefined>;
}

interface Kept {
  readonly user: User;
  readonly readAt: Instant;
}

export interface CachedUsersDependencies {
  readonly users: Pick<UserStore, 'findById'>;
  readonly notices: Pick<ChangeNotices, 'subscribe'>;
  readonly clock: Clock;
}

/**
 * Users as they were read last, for at most a minute and until a change notice names them: the calls of one login ask for the same user each time.
 * Only users who may sign in are kept, so that nobody is refused by what is no longer so, and invented ids fill no memory.
 *
 * For stores that publish a notice with each change of a user. Not for what is final: passwords, the completion of a login and tokens are judged
 * by the store itself.
 */
export class CachedUsers implements RecentUsers {
  private readonly users: Pick<UserStore, 'findById'>;
  private readonly clock: Clock;
  private kept = new BoundedCache<Kept>(MOST_USERS);
  /** The newest read under way of each user. A notice removes it, so that what was read before it is not kept after it. */
  private readonly reads = new Map<string, object>();

  constructor({ users, notices, clock }: CachedUsersDependencies) {
    this.users = users;
    this.clock = clock;
    notices.subscribe((notice) => this.drop(notice));
  }

  findById(tenantId: string, sub: string): Awaitable<User | undefined> {
    const known = this.kept.get(keyOf(tenantId, sub));
    const now = this.clock.now();
    // A clock that was set back does not make an entry last.
    return known && Math.abs(now - known.readAt) < MOST_MILLISECONDS ? known.user : this.read(tenantId, sub, now);
  }

  /** Forgets everybody: notices may have been missed. */
  forget(): void {
    this.kept = new BoundedCache(MOST_USERS);
    this.reads.clear();
  }

  private async read(tenantId: string, sub: string, now: Instant): Promise<User | undefined> {
    const key = keyOf(tenantId, sub);
    const read = {};
    this.reads.set(key, read);
    try {
      const user = await this.users.findById(tenantId, sub);
      if (user && isActiveStatus(user.status) && this.reads.get(key) === read)
        this.kept.set(key, { user, readAt: now });
      return user;
    } finally {
      if (this.reads.get(key) === read) this.reads.delete(key);
    }
  }

  private drop({ what, tenantId, key }: ChangeNotice): void {
    // A tenant may be gone with all its users; that is rare, so they are not told apart.
    if (what === 'tenant') this.forget();
    if (what !== 'user') return;
    this.kept.delete(keyOf(tenantId, key));
    this.reads.delete(keyOf(tenantId, key));
  }
}

/** Joined, it is one piece of text: a template is kept with its parts and takes longer to look up. */
function keyOf(tenantId: string, sub: string): string {
  return [tenantId, sub].join('\n');
}
