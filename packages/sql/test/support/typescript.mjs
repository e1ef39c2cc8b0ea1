// `node --conditions=@tessera/source --import ./typescript.mjs some.ts`: runs sources as they are, for tests with processes of their own.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
