/** Who registers in a test. */
export interface Person {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly phone_number: string;
}

let count = 0;

/** Somebody whom no other test of this file has registered. */
export function somebody(): Person {
  count += 1;
  return {
    email: `somebody-${count}@example.com`,
    password: 'Test1234!',
    name: `Somebody ${count}`,
    phone_number: `+81-90-1234-${String(5000 + count)}`,
  };
}
