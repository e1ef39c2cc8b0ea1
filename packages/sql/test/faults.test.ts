import { TesseraError } from '@tessera/core';
import { openSqlite } from '@tessera/sql';
import pg from 'pg';
import { isRetryable, LostRace, toTesseraError } from '../src/database/faults.js';

describe('failures of a database', () => {
  it('become ERR_STORE_UNAVAILABLE without any value of a statement', () => {
    const fault = new pg.DatabaseError('invalid input syntax for type bigint: "+819012345678"', 0, 'error');
    Object.assign(fault, { code: '22P02', severity: 'ERROR', detail: 'Key (email)=(a@example.com) already exists.' });
    const error = toTesseraError(fault);
    expect(error.code).toBe('ERR_STORE_UNAVAILABLE');
    const shown = `${error.message} ${String(error.cause)} ${JSON.stringify(error.cause)}`;
    expect(shown).toContain('22P02');
    expect(shown).not.toMatch(/8190|example\.com/);
  });

  it('leave errors of the engine alone', () => {
    const error = new TesseraError('ERR_INVARIANT', 'broken');
    expect(toTesseraError(error)).toBe(error);
  });

  it('are worth another run only when another transaction got in the way', () => {
    const coded = (code: string): Error => Object.assign(new Error(code), { code });
    expect(['23505', '40001', '40P01', 'SQLITE_CONSTRAINT_UNIQUE'].map((code) => isRetryable(coded(code)))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(isRetryable(new LostRace())).toBe(true);
    expect(['SQLITE_FULL', 'ECONNREFUSED', '57P01'].map((code) => isRetryable(coded(code)))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('end a transaction that can never get through', async () => {
    const database = openSqlite({ path: ':memory:' });
    let runs = 0;
    const hopeless = database.transact(async () => {
      runs += 1;
      throw new LostRace();
    });
    await expect(hopeless).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(runs).toBe(100);
    await database.close();
  });
});
