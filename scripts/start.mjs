// `npm start`: installs and builds what is missing, then runs the bundled server for development.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, install, root } from './lib/prepare.mjs';

install();
build();

// The one place that chooses this profile by itself: a server that is started in any other way is a production server.
process.env.TESSERA_PROFILE ??= 'development';
process.chdir(root);

// In this very process, so that signals, exit code and terminal are the server's own.
const main = join(root, 'apps/server/dist/main.js');
process.argv[1] = main;
await import(pathToFileURL(main).href);
