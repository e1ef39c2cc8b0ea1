import { TesseraError, type BudgetTake, type SecurityEvent, type SecurityEventStore } from '@tessera/core';
import { MemoryBudgets, MemorySecurityEventStore, MemoryTransactionStore } from '@tessera/memory';
import { aSecurityEvent, aTransaction } from '@tessera/testkit';

const NOW = 1_737_280_800_000;
const take = (key: string, window: BudgetTake['window'] = 'fixed'): BudgetTake => ({
  key,
  limit: 5,
  windowSeconds: 60,
  window,
});

/** Holds every append until it is let go, or refuses it. */
class SlowEventStore extends MemorySecurityEventStore implements SecurityEventStore {
  private readonly held: ((refuse?: Error) => void)[] = [];

  override async append(events: readonly SecurityEvent[]): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.held.push((error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    await super.append(events);
  }

  release(error?: Error): void {
    this.held.shift()?.(error);
  }
}

async function scene() {
  const [events, budgets] = [new SlowEventStore(), new MemoryBudgets()];
  const store = new MemoryTransactionStore({ events, budgets });
  const transaction = aTransaction({ createdAt: NOW });
  await store.create(transaction, []);
  const event = aSecurityEvent({ tenant: { id: transaction.tenantId, name: 'Example' } });
  return { events, budgets, store, transaction, event, tenantId: transaction.tenantId };
}

describe('MemoryTransactionStore', () => {
  it('changes neither state nor budgets when the events cannot be stored', async () => {
    const { events, budgets, store, transaction, event, tenantId } = await scene();
    await budgets.apply(tenantId, { take: [take('given'), take('cleared', 'extending')] }, NOW);
    const before = await store.find(transaction, NOW);
    const update = store.update(transaction, NOW + 1000, (current) => ({
      next: current && { ...current, guessesSpent: 1 },
      result: undefined,
      events: [event],
      budgets: { take: [take('taken'), take('extended', 'extending')], giveBack: ['given'], reset: ['cleared'] },
    }));
    events.release(new TesseraError('ERR_STORE_UNAVAILABLE', 'the event store is down'));
    await expect(update).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(await store.find(transaction, NOW)).toEqual(before);
    expect(await budgets.read(tenantId, ['taken', 'extended', 'given', 'cleared'], NOW)).toEqual([0, 0, 1, 1]);
    expect(await budgets.read(tenantId, ['cleared'], NOW + 60_000)).toEqual([0]);
  });

  it('leaves units that others took meanwhile taken when it puts budgets back', async () => {
    const { events, budgets, store, transaction, event, tenantId } = await scene();
    const update = store.update(transaction, NOW, (current) => ({
      next: current,
      result: undefined,
      events: [event],
      budgets: { take: [take('shared')] },
    }));
    await budgets.apply(tenantId, { take: [take('shared')] }, NOW);
    expect(await budgets.read(tenantId, ['shared'], NOW)).toEqual([2]);
    events.release(new Error('down'));
    await expect(update).rejects.toThrow('down');
    expect(await budgets.read(tenantId, ['shared'], NOW)).toEqual([1]);
  });

  it('goes on after a failed update', async () => {
    const { events, store, transaction, event } = await scene();
    const failing = store.update(transaction, NOW, (current) => ({ next: current, result: 'first', events: [event] }));
    const waiting = store.update(transaction, NOW, (current) => ({ next: current, result: 'second' }));
    events.release(new Error('down'));
    await expect(failing).rejects.toThrow('down');
    expect(await waiting).toBe('second');
  });

  it('shows a state to the next update of a transaction only when its events are stored', async () => {
    const { events, store, transaction, event } = await scene();
    const first = store.update(transaction, NOW, (current) => ({
      next: current && { ...current, guessesSpent: 1 },
      result: undefined,
      events: [event],
    }));
    const second = store.update(transaction, NOW, (current) => ({ next: current, result: current?.guessesSpent }));
    expect((await store.find(transaction, NOW))?.guessesSpent).toBe(0);
    events.release();
    await first;
    expect(await second).toBe(1);
  });

  it('does not make one transaction wait for another', async () => {
    const { events, store, transaction, event, tenantId } = await scene();
    const other = aTransaction({ tenantId, createdAt: NOW });
    await store.create(other, []);
    const slow = store.update(transaction, NOW, (current) => ({ next: current, result: 'slow', events: [event] }));
    expect(await store.update(other, NOW, (current) => ({ next: current, result: 'fast' }))).toBe('fast');
    events.release();
    expect(await slow).toBe('slow');
  });

  it('refuses a transition that turns a transaction into another', async () => {
    const { store, transaction } = await scene();
    const foreign = store.update(transaction, NOW, (current) => ({
      next: current && { ...current, tenantId: 'other' },
      result: undefined,
    }));
    await expect(foreign).rejects.toMatchObject({ code: 'ERR_INVARIANT' });
  });
});
