import { aTransaction } from '@tessera/testkit';
import { openRecord, readRecord, VersionStamps, writeRecord } from '../src/snapshot-record.js';
import { aSecretBox } from './support/scene.js';

describe('a stored transaction', () => {
  const secretBox = aSecretBox();
  const snapshot = aTransaction();

  it('comes back as it was', () => {
    const text = writeRecord({ version: '7.abc', snapshot }, secretBox);
    const record = readRecord(text);
    expect([record.version, record.expiresAt]).toEqual(['7.abc', snapshot.expiresAt]);
    expect(openRecord(record, snapshot, secretBox)).toEqual({ version: '7.abc', snapshot });
  });

  it('shows version and expiry only', () => {
    const text = writeRecord({ version: '7.abc', snapshot }, secretBox);
    expect(text).not.toContain(snapshot.clientId);
    expect(text).not.toContain(snapshot.id);
  });

  it('is refused under the name of another transaction or tenant', () => {
    const record = readRecord(writeRecord({ version: '1.a', snapshot }, secretBox));
    for (const ref of [
      { ...snapshot, id: 'other' },
      { ...snapshot, tenantId: 'other' },
    ]) {
      expect(() => openRecord(record, ref, secretBox)).toThrow(
        expect.objectContaining({ code: 'ERR_INVARIANT' }) as Error,
      );
    }
  });

  it('is not mistaken for something else', () => {
    expect(() => readRecord('something else')).toThrow(expect.objectContaining({ code: 'ERR_INVARIANT' }) as Error);
  });

  it('has a version of its own for each write, also of the same revision and of other nodes', () => {
    const nodes = [new VersionStamps(), new VersionStamps()];
    const versions = nodes.flatMap((stamps) => [stamps.next(1), stamps.next(1), stamps.next(2)]);
    expect(new Set(versions).size).toBe(6);
    // The script reads no more of a record than this to find version and expiry.
    expect(new VersionStamps().next(Number.MAX_SAFE_INTEGER).length).toBeLessThan(60);
  });
});
