import { ApiContract } from './api-contract.js';
import type { OpenApiDocument } from './document.js';

/** By origin; a server that is going down is held to what another one has said. */
const contracts = new Map<string, Promise<ApiContract>>();
/** By the tag of the document. */
const compiled = new Map<string, ApiContract>();
const proxies = new Map<string, string>();
const running: Promise<Judgement>[] = [];

export interface CheckOptions {
  /** Tells by the tags of an operation that a fake answers for it. */
  readonly isPlayed?: (tags: readonly string[]) => boolean;
}

/**
 * `fetch` for servers under test: every answer is compared with the server's own OpenAPI document. What the document does not allow fails
 * the test that is running, when it has ended.
 */
export async function checkedFetch(
  input: string | URL,
  init: RequestInit = {},
  { isPlayed = () => false }: CheckOptions = {},
): Promise<Response> {
  const answer = await fetch(input, init);
  const method = (init.method ?? 'GET').toUpperCase();
  // A redirect that was followed is answered by somebody else.
  const url = withinServer(answer.redirected ? answer.url : String(input));
  // Before the test may close the server; the rest can wait, for some measure how long an answer takes.
  const contract = await contractOf(new URL(url).origin);
  const checking = check({ method, url, answer: answer.clone(), isPlayed, contract });
  // What goes wrong with it is told at the end of the test.
  checking.catch(() => undefined);
  running.push(checking);
  return answer;
}

/** Addresses that begin with `outer` are those of a proxy, behind which there is `inner`. */
export function standsFor(outer: string, inner: string): void {
  proxies.set(outer, inner);
}

function withinServer(url: string): string {
  const outer = [...proxies.keys()].find((one) => url.startsWith(one));
  return outer === undefined ? url : (proxies.get(outer) ?? '') + url.slice(outer.length);
}

/** Takes what was found so far, once every answer has been looked at. */
export async function takeProblems(): Promise<readonly string[]> {
  return (await Promise.all(running.splice(0))).flatMap((judge) => judge());
}

interface Seen extends Required<CheckOptions> {
  readonly method: string;
  readonly url: string;
  readonly answer: Response;
  readonly contract: ApiContract;
}

/** What is wrong with an answer; it takes time to tell, and is told when the test has ended. */
type Judgement = () => readonly string[];

async function check({ method, url, answer, isPlayed, contract }: Seen): Promise<Judgement> {
  const { status, headers } = answer;
  // A caller may cut off what it does not want to read; nobody is told anything then.
  const body = await answer.text().catch(() => undefined);
  if (body === undefined || isPlayed(contract.tagsOf({ method, url }))) return () => [];
  return () => contract.problemsOf({ method, url, status, headers, body });
}

async function contractOf(origin: string): Promise<ApiContract> {
  const known = contracts.get(origin) ?? read(origin);
  contracts.set(origin, known);
  try {
    return await known;
  } catch (error) {
    contracts.delete(origin);
    const [other] = compiled.values();
    if (other) return other;
    throw error;
  }
}

async function read(origin: string): Promise<ApiContract> {
  const url = `${origin}/openapi.json`;
  const signal = AbortSignal.timeout(10_000);
  // Servers of one address have one document: its tag tells without reading it.
  const tag = (await fetch(url, { method: 'HEAD', signal })).headers.get('etag') ?? '';
  const known = compiled.get(tag);
  if (known) return known;
  const answer = await fetch(url, { signal });
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`);
  const contract = new ApiContract((await answer.json()) as OpenApiDocument);
  compiled.set(tag, contract);
  return contract;
}

// Outside a test run, as in a measurement, nobody asks.
if (typeof afterEach === 'function') {
  afterEach(async () => {
    expect(await takeProblems()).toEqual([]);
  });
}
