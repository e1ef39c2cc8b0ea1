import { SimpleTokenCache, tokenCacheContract } from '@tessera/testkit';

tokenCacheContract({ describe, it, beforeEach, afterEach }, async () => {
  let now = Date.now();
  return {
    cache: new SimpleTokenCache({ now: () => now }),
    now: () => now,
    advance: async (milliseconds) => {
      now += milliseconds;
    },
  };
});
