import type { JsonDocument } from '../printed-documents.js';
import { EXAMPLE } from '../production-server.js';
import type { ProductionServer } from '../production-server.js';
import { expecting, jsonOf, RecordedBrowser } from '../recorded-browser.js';
import type { Exchange } from '../recorded-browser.js';
import type { SecretScan } from '../secret-scan.js';

/** Whoever administers the server. */
export class Operator {
  readonly browser = new RecordedBrowser();
  private readonly server: ProductionServer;
  private readonly scan: SecretScan;
  private token = '';

  constructor(server: ProductionServer, scan: SecretScan) {
    this.server = server;
    this.scan = scan;
    for (const [name, value] of Object.entries(server.settings)) {
      if (/KEYS?$/.test(name)) scan.add('server key', value.replace(/^\w+:/, ''));
      if (/SECRET$|PASSWORD$/.test(name)) scan.add('secret of the administrator', value);
    }
  }

  async signIn(): Promise<void> {
    const { settings, url } = this.server;
    const answer = await this.browser.send(`${url}/${settings.TESSERA_BOOTSTRAP_ADMIN_TENANT_ID}/v1/tokens`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'password',
        scope: 'management',
        client_id: settings.TESSERA_BOOTSTRAP_CLIENT_ID,
        client_secret: settings.TESSERA_BOOTSTRAP_CLIENT_SECRET,
        username: settings.TESSERA_BOOTSTRAP_USERNAME,
        password: settings.TESSERA_BOOTSTRAP_PASSWORD,
      }),
    });
    this.token = String(jsonOf(answer)['access_token']);
    this.scan.add('token of the administrator', this.token);
  }

  /** Writes a configuration, at the second attempt: at the first its secrets are lists. */
  async configure(configuration: JsonDocument): Promise<void> {
    const broken = JSON.stringify(configuration).replaceAll(/"([^"]*(?:secret|password)-[^"]*)"/g, '["$1"]');
    await this.manage('POST', 'authentication-configurations', broken, 400);
    await this.manage('POST', 'authentication-configurations', configuration, 201);
    await this.manage('GET', 'authentication-configurations', undefined, 200);
  }

  /** @throws Error when the answer has another status */
  async manage(method: string, path: string, body: unknown, status: number): Promise<Exchange> {
    const url = `${this.server.url}/v1/management/tenants/${EXAMPLE.tenantId}/${path}`;
    const headers = { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const content = body === undefined ? {} : { body: text };
    return expecting(status, await this.browser.send(url, { method, headers, ...content }));
  }

  /** @returns every event that matches */
  async events(filter: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const query = new URLSearchParams({ limit: '1000', ...filter });
    const answer = await this.manage('GET', `security-events?${query.toString()}`, undefined, 200);
    return (jsonOf(answer)['list'] as readonly unknown[]).map((event) => JSON.stringify(event));
  }
}
