import type { Management } from './management.js';

const PAGE = 1000;

/** Transactions of all events of a type, one entry an event. @throws Error when the server refuses */
export async function transactionsOf(management: Management, type: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const query = `?event_type=${type}&limit=${PAGE}&offset=${offset}`;
    const { status, body } = await management.list('security-events', query);
    if (status !== 200) throw new Error(`the events were answered with ${status}`);
    const list = body['list'] as readonly { readonly transaction_id: string }[];
    found.push(...list.map((event) => event.transaction_id));
    if (list.length < PAGE) return found;
  }
}

/** Asks again until `isThere`, a few times a second. @throws Error after `seconds` */
export async function eventually(what: string, seconds: number, isThere: () => Promise<boolean>): Promise<number> {
  const begin = performance.now();
  for (;;) {
    if (await isThere().catch(() => false)) return performance.now() - begin;
    if (performance.now() - begin > seconds * 1000) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
