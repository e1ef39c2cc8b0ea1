/** What is read of a `.cpuprofile`. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** A share of the time that was not idle. */
export interface Share {
  readonly name: string;
  /** 0 to 1. */
  readonly share: number;
}

/** Where the time went itself, callees left out: by package, and by function. */
export function selfTime({ nodes, samples, timeDeltas }: CpuProfile): {
  packages: readonly Share[];
  functions: readonly Share[];
} {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const packages = new Map<string, number>();
  const functions = new Map<string, number>();
  let all = 0;
  samples.forEach((id, index) => {
    const frame = frames.get(id);
    const time = timeDeltas[index] ?? 0;
    if (!frame || isNoWork(frame)) return;
    all += time;
    const owner = packageOf(frame.functionName, frame.url);
    packages.set(owner, (packages.get(owner) ?? 0) + time);
    const name = `${frame.functionName || '(anonymous)'} – ${owner}`;
    functions.set(name, (functions.get(name) ?? 0) + time);
  });
  return { packages: shares(packages, all), functions: shares(functions, all) };
}

/** Waiting, and the inspector that starts and ends the profile. */
function isNoWork({ functionName, url }: CpuProfile['nodes'][number]['callFrame']): boolean {
  return functionName === '(idle)' || (functionName === 'dispatch' && url === '');
}

/** E.g. `@tessera/core`, `kysely`, `node:http`, `garbage collector`, `native code`. */
export function packageOf(functionName: string, url: string): string {
  if (functionName === '(garbage collector)') return 'garbage collector';
  if (functionName === '(program)') return 'native code';
  if (url === '') return 'built-in functions';
  if (url.startsWith('node:')) return url.replace('node:internal/', 'node:').replace(/^(node:[^/]+).*/, '$1');
  const library = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  if (library !== undefined) return library;
  const own = /\/(?:packages|apps)\/([^/]+)\/dist\//.exec(url)?.[1];
  return own === undefined ? 'the measurement itself' : `@tessera/${own}`;
}

function shares(times: ReadonlyMap<string, number>, all: number): readonly Share[] {
  return [...times]
    .map(([name, time]) => ({ name, share: time / all }))
    .sort((left, right) => right.share - left.share);
}
