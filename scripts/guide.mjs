// `npm run guide`: walks the guide on multi-factor authentication over HTTP, with its printed commands, against a server started by `npm start`.
import { Deviation } from './guide/deviation.mjs';
import { HELP, readOptions } from './guide/options.mjs';
import { walkGuide } from './guide/walk-guide.mjs';

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(HELP);
  else await walkGuide(options);
} catch (error) {
  if (!(error instanceof Deviation)) throw error;
  console.error(`\nThe walk stopped. ${error.message}`);
  process.exitCode = 1;
}
