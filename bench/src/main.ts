import { fileURLToPath } from 'node:url';
import { PACES, parseOptions, USAGE } from './options.js';
import { Progress } from './progress.js';
import { circumstancesOf, readCpuTime, stolenShare } from './report/circumstances.js';
import { publish } from './report/publish.js';
import type { PublishedScenario } from './report/publish.js';
import { plain, rowsTable, targetsTable } from './report/table.js';
import { Lab } from './scenarios/lab.js';
import { SCENARIOS } from './scenarios/all.js';
import type { Scenario } from './scenarios/scenario.js';

const DOCS = fileURLToPath(new URL('../../docs/reference', import.meta.url));

const options = parseOptions(process.argv.slice(2));
const pace = PACES[options.mode];
const progress = new Progress();
if (options.help) process.stdout.write(USAGE);
else if (options.list)
  process.stdout.write(SCENARIOS.map(({ name, title }) => `${name.padEnd(16)} ${title}\n`).join(''));
else await runAll(chosen());

function chosen(): readonly Scenario[] {
  const { scenarios, mode } = options;
  const unknown = scenarios.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown.length > 0) throw new Error(`no scenario ${unknown.join(', ')}; --list names them`);
  return SCENARIOS.filter(({ name, modes }) =>
    scenarios.length > 0 ? scenarios.includes(name) : modes.includes(mode),
  );
}

async function runAll(scenarios: readonly Scenario[]): Promise<void> {
  for (const scenario of scenarios) {
    progress.begin(scenario.name);
    const found = await runOne(scenario).catch((error: unknown) => {
      progress.end();
      process.stderr.write(`${scenario.name} failed: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    });
    if (!found) continue;
    print(found);
    // After each one: a run that is cut short keeps what it has.
    if (options.writes)
      publish(
        DOCS,
        { [scenario.name]: found },
        SCENARIOS.map(({ name }) => name),
      );
  }
}

async function runOne({ title, about, run }: Scenario): Promise<PublishedScenario> {
  const lab = await Lab.open(pace, progress.say);
  try {
    const before = readCpuTime();
    const result = await run(lab, options.mode);
    return { title, about, circumstances: circumstancesOf(pace, stolenShare(before, readCpuTime())), ...result };
  } finally {
    await lab.close();
  }
}

function print({ title, rows, targets = [], notes = [] }: PublishedScenario): void {
  progress.end();
  // The figures of a check say nothing.
  const text =
    options.mode === 'check'
      ? []
      : [rowsTable(rows), ...(targets.length > 0 ? [targetsTable(targets)] : [])].map(plain);
  process.stdout.write(`\n== ${title}: every answer was right\n${[...text, ...notes].join('\n\n')}\n`);
}
