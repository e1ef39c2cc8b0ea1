import type { DeleteResult } from 'kysely';

const SLICE = 1000;

/** Deletes slice by slice, so that no lock is held for long and other work gets its turn between. Returns how many rows went. */
export async function deleteInSlices(deleteSlice: (limit: number) => Promise<DeleteResult>): Promise<number> {
  for (let total = 0; ;) {
    const deleted = Number((await deleteSlice(SLICE)).numDeletedRows);
    total += deleted;
    if (deleted < SLICE) return total;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
