import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../support/repository.js';
import { runGuide, runGuideScript } from '../support/run-guide.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';

/** Of the commands as the customer printed them, in the order of their names. */
const PRINTED_DIGEST = 'e7cef262a99f16950b29b8957933fdc110e8932d38ee2dd4b9118a6089e162ff';

describe('the guide, walked with its printed commands', () => {
  let server: RunningServer;

  beforeAll(async () => {
    // The guide names port 4000; where it is taken, the walk puts another one in its place.
    server = await startServer({ preferredSandboxPort: 4000 });
  }, SERVER_TIMEOUT);

  afterAll(async () => {
    await server.stop();
  }, SERVER_TIMEOUT);

  it('has the commands byte for byte', () => {
    const folder = join(ROOT, 'scripts/guide/commands');
    const hash = createHash('sha256');
    for (const name of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, name)));

    expect(hash.digest('hex')).toBe(PRINTED_DIGEST);
  });

  it(
    'configures, registers, signs in, redeems both codes and finds the events',
    async () => {
      const { code, output } = await runGuide(server);

      expect(output).toContain('The guide works as printed.\n');
      expect(output).toContain('amr ["initial-registration","sms"]');
      expect(output).toContain('amr ["password","sms"]');
      expect(output).toContain('state=random-state-registration');
      expect(output).toContain('state=random-state-login');
      expect(code).toBe(0);
    },
    SERVER_TIMEOUT,
  );

  it(
    'says what an earlier run has left, makes it anew and signs the same user in',
    async () => {
      const { code, output } = await runGuide(server);

      expect(output).toContain("A configuration of type 'sms' already exists");
      expect(output).toContain("A policy for flow 'oauth' already exists");
      expect(output).toContain('new-user@example.com was registered by an earlier run');
      expect(output).toContain('The guide works as printed, but for the registration.');
      expect(code).toBe(0);
    },
    SERVER_TIMEOUT,
  );

  it(
    'registers another user on demand',
    async () => {
      const { code, output } = await runGuide(server, ['--fresh']);

      expect(output).toContain('The guide works as printed.\n');
      expect(output).not.toContain('new-user@example.com');
      expect(code).toBe(0);
    },
    SERVER_TIMEOUT,
  );

  it(
    'stops with exit code 1 at the first answer that is not as printed',
    async () => {
      // Nothing listens there, so the message cannot be sent.
      const env = { TESSERA_DATA_DIR: server.dataDir, TESSERA_SANDBOX_PORT: '1' };
      const { code, output } = await runGuideScript(['--fresh'], env);

      expect(output).toContain('The walk stopped. 3.3 Second factor: send the code: status 503 instead of 200');
      expect(output).toContain('Failed to connect to external authentication service');
      expect(output).not.toContain('3.4');
      expect(code).toBe(1);
    },
    SERVER_TIMEOUT,
  );
});

describe('the guide without what it needs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-guide-'));

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('asks to start a server when none has run', async () => {
    const { code, output } = await runGuideScript([], { TESSERA_DATA_DIR: join(folder, 'absent') });

    expect(output).toContain('guide.env cannot be read (ENOENT). Start the server first');
    expect(output).toContain('npm start');
    expect(code).toBe(1);
  });

  it(
    'says that nothing answers when the server has ended',
    async () => {
      const ended = await startServer({ dataDir: folder });
      await ended.kill9();
      const { code, output } = await runGuide(ended);

      expect(output).toContain(`No server answers on ${ended.url}. Start it: npm start`);
      expect(code).toBe(1);
    },
    SERVER_TIMEOUT,
  );

  it('explains an unknown option', async () => {
    const { code, output } = await runGuideScript(['--unknown'], {});

    expect(output).toContain("Unknown option '--unknown'");
    expect(output).toContain('--fresh');
    expect(code).toBe(1);
  });

  it('says that bash is missing', async () => {
    const { code, output } = await runGuideScript([], { PATH: join(folder, 'empty') });

    expect(output).toContain('bash was not found');
    expect(code).toBe(1);
  });

  it('says that curl is missing', async () => {
    const onlyBash = join(folder, 'only-bash');
    mkdirSync(onlyBash);
    symlinkSync(execFileSync('bash', ['-c', 'command -v bash'], { encoding: 'utf8' }).trim(), join(onlyBash, 'bash'));
    const { code, output } = await runGuideScript([], { PATH: onlyBash });

    expect(output).toContain('curl was not found');
    expect(code).toBe(1);
  });
});
