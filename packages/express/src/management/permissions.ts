/** Tells whether one of the permissions held covers `wanted`; `*` stands for whole segments at the end (specification 5.1). */
export function isPermitted(held: readonly string[], wanted: string): boolean {
  return held.some((permission) => covers(permission, wanted));
}

function covers(permission: string, wanted: string): boolean {
  if (permission === wanted || permission === '*') return true;
  return permission.endsWith(':*') && wanted.startsWith(permission.slice(0, -1));
}
