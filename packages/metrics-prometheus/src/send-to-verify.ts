import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { SlidingCounts } from './sliding-counts.js';

const CHANNELS = ['sms', 'email'] as const;

/** How many of the codes sent in the last hour were verified, by channel. What this node sent may be verified on another: sum counters over nodes. */
export class SendToVerify {
  private readonly counts: Readonly<Record<string, { readonly sent: SlidingCounts; readonly verified: SlidingCounts }>>;

  constructor(registry: Registry, now: () => number) {
    const counts = () => ({ sent: new SlidingCounts(now), verified: new SlidingCounts(now) });
    const all = { sms: counts(), email: counts() };
    this.counts = all;
    new Gauge({
      name: 'tessera_send_to_verify_ratio',
      help: 'Verified codes per code sent in the last hour; absent while nothing was sent.',
      labelNames: ['channel'],
      registers: [registry],
      collect() {
        this.reset();
        for (const channel of CHANNELS) {
          const sent = all[channel].sent.total();
          if (sent > 0) this.set({ channel }, all[channel].verified.total() / sent);
        }
      },
    });
  }

  sent(channel: string): void {
    this.counts[channel]?.sent.add();
  }

  verified(channel: string): void {
    this.counts[channel]?.verified.add();
  }
}
