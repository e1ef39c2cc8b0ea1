import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GUIDE } from '@tessera/server';
import { adminToken, enableSms, openServer } from '../support-http/open-server.js';
import type { OpenServer } from '../support-http/open-server.js';
import { discover, request } from '../support-http/relying-party.js';
import { CREDENTIALS, PERSON, UserAgent } from '../support-http/user-agent.js';
import { ROOT } from '../support/repository.js';

const TIMEOUT = 60_000;
const run = promisify(execFile);

interface Block {
  readonly language: string;
  readonly text: string;
}

interface PolicyDocument {
  readonly flow: string;
  readonly policies: readonly { readonly description: string }[];
}

const BLOCKS: readonly Block[] = [
  ...readFileSync(join(ROOT, 'docs/guides/policies.md'), 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms),
].map(([, language = '', text = '']) => ({ language, text }));

/** The blocks that come right after each other in these languages. */
function sequences(...languages: readonly string[]): readonly (readonly string[])[] {
  return BLOCKS.flatMap((_, start) => {
    const found = BLOCKS.slice(start, start + languages.length);
    const fits = languages.every((language, index) => found[index]?.language === language);
    return fits ? [found.map(({ text }) => text)] : [];
  });
}

const DRAWN = sequences('json', 'mermaid').map(([json = '', diagram = '']) => {
  const document = JSON.parse(json) as PolicyDocument;
  return { name: document.policies.map(({ description }) => description).join(', '), document, diagram };
});
const SIMULATED = sequences('sh', 'json').map(([command = '', json = '']) => ({
  command,
  answer: JSON.parse(json) as unknown,
}));
const [EXPLAIN = '', DIAGRAM = ''] = BLOCKS.filter(
  ({ language, text }) => language === 'sh' && !text.includes('/simulate"'),
).map(({ text }) => text);

describe('docs/guides/policies.md', () => {
  let server: OpenServer;
  let variables: Record<string, string>;

  beforeAll(async () => {
    server = await openServer();
    await enableSms(server);
    const { directory } = server.server.adapters.storage.stores;
    variables = {
      IDP_SERVER_URL: server.url,
      TENANT_ID: GUIDE.tenantId,
      ORGANIZATION_ID: (await directory.findTenant(GUIDE.tenantId))?.organizationId ?? '',
      ADMIN_TOKEN: await adminToken(server),
    };
  }, TIMEOUT);

  afterAll(() => server.close(), TIMEOUT);

  /** Puts a document in force in place of the one before; answers its id. */
  async function adopt(document: PolicyDocument): Promise<string> {
    const { policies } = server.server.tessera;
    const call = { tenantId: GUIDE.tenantId, operator: 'test', dryRun: false };
    const { list } = await policies.list(GUIDE.tenantId, { limit: 1, offset: 0 });
    for (const { id } of list) await policies.remove(call, id as string);
    return (await policies.create(call, document as never)).id;
  }

  async function shell(command: string, more: Record<string, string> = {}): Promise<string> {
    const env = { PATH: process.env['PATH'], ...variables, ...more };
    const { stdout } = await run('bash', ['-euc', command], { env });
    return stdout;
  }

  it('has what is to be compared', () => {
    expect([DRAWN.length, SIMULATED.length]).toEqual([5, 2]);
    expect([EXPLAIN, DIAGRAM]).toEqual([expect.stringContaining('explain=true'), expect.stringContaining('/diagram?')]);
  });

  it.each(DRAWN)('shows the diagram that the server draws of $name', async ({ document, diagram }) => {
    const POLICY_ID = await adopt(document);
    const last = `policy=${document.policies.length - 1}`;
    expect(await shell(DIAGRAM.replace('policy=0', last), { POLICY_ID })).toBe(diagram);
  });

  it('simulates as it shows', async () => {
    const [first, second] = SIMULATED;
    if (!first || !second || !DRAWN[0]) throw new Error('the page has lost its examples');
    await adopt(DRAWN[0].document);
    expect(JSON.parse(await shell(first.command))).toEqual(first.answer);
    expect(JSON.parse(await shell(second.command))).toMatchObject({ findings: second.answer });
  });

  it('explains a sign-in that is under way', async () => {
    if (!DRAWN[0]) throw new Error('the page has lost its examples');
    await adopt(DRAWN[0].document);
    const { url } = await request(await discover(server));
    const ID = await new UserAgent(server).open(url);
    expect(JSON.parse(await shell(EXPLAIN, { ID }))).toMatchObject({
      status: 'in_progress',
      required_methods: [
        ['password', 'sms'],
        ['initial-registration', 'sms'],
      ],
      explain: { policy: { description: 'mfa_required_for_registration_and_login' } },
    });
  });

  it('steps up as it tells', async () => {
    const document = DRAWN.at(-1)?.document;
    if (!document) throw new Error('the page has lost its examples');
    await adopt(document);
    const config = await discover(server);
    const elsewhere = new UserAgent(server);
    await elsewhere.open((await request(config)).url);
    await elsewhere.must('initial-registration', PERSON);
    await elsewhere.finish();
    const agent = new UserAgent(server);
    await agent.open((await request(config)).url);
    await agent.must('password-authentication', CREDENTIALS);
    await agent.finish();

    await agent.open((await request(config, { acr_values: 'urn:example:mfa' })).url);
    expect((await agent.read('authentication-status')).body).toMatchObject({
      authentication_methods: ['password'],
      required_methods: [['sms']],
    });
    expect(await agent.call('authorize')).toMatchObject({ status: 400, body: { required_methods: [['sms']] } });
    await agent.sms();
    expect((await agent.finish()).searchParams.has('code')).toBe(true);
  });
});
