/** Something is not as the guide prints it, or the walk cannot begin. The message says where, what was expected and what to do. */
export class Deviation extends Error {
  name = 'Deviation';
}

/** @throws Deviation with `message` unless `holds` */
export function demand(holds, message) {
  if (!holds) throw new Deviation(message);
}
