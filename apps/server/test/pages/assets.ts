import { fileURLToPath } from 'node:url';

/** Loads a module of the page. It is plain JavaScript; `T` is what the caller takes it for. */
export async function asset<T>(name: string): Promise<T> {
  return (await import(fileURLToPath(new URL(`../../assets/${name}.js`, import.meta.url)))) as T;
}
