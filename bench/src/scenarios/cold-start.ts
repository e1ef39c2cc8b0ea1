import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from '../processes/child.js';
import { freePort } from '../processes/free-port.js';
import { MAIN } from '../processes/tessera.js';
import { tesseraSettings } from '../processes/tessera-settings.js';
import { rounded, under } from '../report/result.js';
import type { ScenarioResult } from '../report/result.js';
import type { Lab } from './lab.js';
import { median } from './rounds.js';
import type { Scenario } from './scenario.js';

type Settings = Readonly<Record<string, string>>;

/** From nothing to an answer. */
export const COLD_START: Scenario = {
  name: 'cold-start',
  title: 'Cold start',
  about:
    'From the start of the process to the first 200 of `/health/ready`; the first start makes keys, tables and the administrator.',
  modes: ['full', 'quick'],
  run: runColdStart,
};

async function runColdStart(lab: Lab): Promise<ScenarioResult> {
  const figures = { developmentFirst: [] as number[], developmentAgain: [] as number[], production: [] as number[] };
  for (let round = 1; round <= lab.pace.rounds; round += 1) {
    lab.progress(`round ${round} of ${lab.pace.rounds}`);
    const development = await developmentSettings(mkdtempSync(join(lab.folder, 'development-')));
    figures.developmentFirst.push(await timeToAnswer(lab, development));
    figures.developmentAgain.push(await timeToAnswer(lab, development));
    const dataDir = mkdtempSync(join(lab.folder, 'production-'));
    const production = tesseraSettings({ extras: true }, { port: await freePort(), dataDir, outbox: lab.outbox });
    await timeToAnswer(lab, production);
    figures.production.push(await timeToAnswer(lab, production));
  }
  const row = (name: string, values: readonly number[]) => ({
    name,
    values: { 'first answer ms': rounded(median(values)) },
  });
  return {
    rows: [
      row('development, first start', figures.developmentFirst),
      row('development, second start', figures.developmentAgain),
      row('production, second start', figures.production),
    ],
    targets: [under('cold start to the first answer, development', 2, median(figures.developmentFirst) / 1000, 's')],
  };
}

async function developmentSettings(dataDir: string): Promise<Settings> {
  return {
    TESSERA_PROFILE: 'development',
    TESSERA_DATA_DIR: dataDir,
    TESSERA_SANDBOX_PORT: String(await freePort()),
    PORT: String(await freePort()),
    HOST: '127.0.0.1',
  };
}

async function timeToAnswer({ folder }: Lab, env: Settings): Promise<number> {
  const startedAt = performance.now();
  const child = new Child({ name: 'cold', script: MAIN, env, folder });
  try {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${env['PORT']}/health/ready`).catch(() => undefined);
      if (answer?.status === 200) return performance.now() - startedAt;
      if (child.process.exitCode !== null) throw new Error(`the server ended:\n${child.output().slice(-2000)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  } finally {
    await child.stop();
  }
}
