import { setTimeout as wait } from 'node:timers/promises';
import type { JsonDocument } from '../printed-documents.js';
import { printedDocument } from '../printed-documents.js';
import type { ProductionServer } from '../production-server.js';
import { SecretScan } from '../secret-scan.js';
import { contentsOfRedis, filesIn, watchRedis } from '../stored-bytes.js';
import type { RedisWatch } from '../stored-bytes.js';
import { CREDENTIALS } from '../watched-provider.js';
import type { WatchedProvider } from '../watched-provider.js';
import { Operator } from './operator.js';
import { Person } from './person.js';
import { checkedFetch } from '../openapi/checked-fetch.js';

const PROFILE = {
  email: 'jane.private-mailbox@example.com',
  password: 'Sunflower-Tram-6208',
  name: 'Jane Private',
  phone_number: '+81-90-3141-5926',
};
const LOGIN = { username: PROFILE.email, password: PROFILE.password };
const E164 = '+819031415926';
const NUMBER_OF_NOBODY = '+819027182818';
const WRONG_CODE = '2718281828';
const WRONG_PASSWORD = 'Sunflower-Bus-6208';

/** A production server's life as one person and one operator see it, with everything written down and looked through. */
export class HygieneRun {
  readonly scan = new SecretScan();
  readonly person: Person;
  readonly events: string[] = [];
  private readonly operator: Operator;
  private readonly server: ProductionServer;
  private readonly provider: WatchedProvider;
  private readonly redis: RedisWatch;
  /** Copies of what was stored at several times; looked through at the end, when all secrets are known. */
  private readonly copies: (readonly [place: string, bytes: Buffer])[] = [];

  private constructor(server: ProductionServer, provider: WatchedProvider, redis: RedisWatch) {
    this.server = server;
    this.provider = provider;
    this.redis = redis;
    this.person = new Person(server, provider, this.scan);
    this.operator = new Operator(server, this.scan);
    this.scan.addPhoneNumber('phone number', E164);
    this.scan.addPhoneNumber('phone number of nobody', NUMBER_OF_NOBODY);
    this.scan.addGuessable('e-mail address', PROFILE.email);
    this.scan.addGuessable('password', PROFILE.password);
    this.scan.addGuessable('wrong password', WRONG_PASSWORD);
    this.scan.addGuessable('wrong code', WRONG_CODE);
    for (const secret of Object.values(CREDENTIALS)) this.scan.add('secret of the provider', secret);
  }

  static async start(server: ProductionServer, provider: WatchedProvider): Promise<HygieneRun> {
    return new HygieneRun(server, provider, await watchRedis(server.redis.url));
  }

  /** The operator writes configurations and policy. */
  async configure(configurations: readonly JsonDocument[]): Promise<void> {
    await this.operator.signIn();
    for (const configuration of configurations) await this.operator.configure(configuration);
    const policy = { flow: 'oauth', ...printedDocument('policy-variation-3') };
    await this.operator.manage('POST', 'authentication-policies', policy, 201);
  }

  /** A person registers, proves number and mailbox after some mistakes, and is given tokens. */
  async register(): Promise<void> {
    const { person, provider } = this;
    await person.begin();
    await person.call('initial-registration', JSON.stringify(PROFILE).slice(0, -1), 400);
    await person.call('initial-registration', PROFILE, 200);
    await person.challenge('sms', { phone_number: PROFILE.phone_number, template: 'registration' }, 200);
    await this.copy();
    await person.call('sms-authentication', { verification_code: WRONG_CODE }, 400);
    await person.call('sms-authentication', `{"verification_code":"${provider.code}`, 400);
    await person.call('sms-authentication', { verification_code: [provider.code] }, 400);
    await person.verify('sms');
    await person.challenge('email', {}, 200);
    await person.verify('email');
    await this.copy();
    await person.finish();
    await person.useTokens();
  }

  /** The person comes back, mistypes the password, and writes the number as one does at home. */
  async signInAgain(): Promise<void> {
    const { person } = this;
    await person.begin({ prompt: 'login', login_hint: PROFILE.email });
    await person.call('password-authentication', { ...LOGIN, password: WRONG_PASSWORD }, 400);
    await person.call('password-authentication', LOGIN, 200);
    await person.challenge('sms', { phone_number: '090-3141-5926' }, 200);
    await person.verify('sms');
    await person.finish();
    await person.spill({ phone_number: E164, code: this.provider.code, password: PROFILE.password });
  }

  /** Things go wrong with secrets at hand. */
  async meetFaults(): Promise<void> {
    const { person, provider, server } = this;
    await person.begin();
    await person.challenge('sms', { phone_number: E164 }, 200);
    await person.call('sms-authentication', { verification_code: WRONG_CODE }, 400);
    await person.challenge('sms', { phone_number: NUMBER_OF_NOBODY }, 200);
    await person.call('password-authentication', LOGIN, 200);
    await person.challenge('sms', { phone_number: NUMBER_OF_NOBODY }, 400);
    provider.isEchoingFault = true;
    for (const channel of ['sms', 'email'] as const) await person.challenge(channel, {}, provider.faultStatus);
    provider.isEchoingFault = false;
    server.redis.pause();
    await person.challenge('sms', { phone_number: E164 }, 503);
    await person.call('sms-authentication', { verification_code: WRONG_CODE }, 503);
    await person.call('password-authentication', LOGIN, 503);
    server.redis.resume();
    while ((await checkedFetch(`${server.url}/health/ready`)).status !== 200) await wait(20);
  }

  /** The operator looks at everything, and asks by number and name. */
  async lookBack(): Promise<void> {
    for (const filter of [{}, { destination: E164 }, { destination: PROFILE.email }, { user_name: PROFILE.email }]) {
      const found = await this.operator.events(filter);
      if (found.length === 0) throw new Error(`there are no events by ${Object.keys(filter).join()}`);
      this.events.push(...found);
    }
    await this.copy();
  }

  end(): void {
    this.redis.stop();
  }

  /** Secrets in answers, each with the part and the route where it was. */
  inAnswers(): readonly string[] {
    const exchanges = [...this.person.browser.exchanges, ...this.operator.browser.exchanges];
    const found = exchanges.flatMap(({ name, headers, cookies, body }) => [
      ...this.scan.find(`the headers of ${name}`, headers),
      ...this.scan.find(`the cookies of ${name}`, cookies.join('\n')),
      ...this.scan.find(`the body of ${name}`, body),
    ]);
    return [...new Set(found)].sort();
  }

  /** Secrets in the files and in Redis, and in what was sent to Redis. */
  inStorage(): readonly string[] {
    return [...new Set(this.stored().flatMap(([place, bytes]) => this.scan.find(place, bytes)))].sort();
  }

  /** The places where this can be read. */
  placesOf(text: string): readonly string[] {
    const places = this.stored().filter(([, bytes]) => bytes.includes(text));
    return [...new Set(places.map(([place]) => place))].sort();
  }

  private stored(): readonly (readonly [place: string, bytes: Buffer])[] {
    return [...this.copies, ['commands to Redis', Buffer.from(this.redis.text())]];
  }

  private async copy(): Promise<void> {
    this.copies.push(...filesIn(this.server.dataDir), ['Redis', await contentsOfRedis(this.server.redis.url)]);
  }
}
