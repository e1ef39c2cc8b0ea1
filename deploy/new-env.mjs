// `node deploy/new-env.mjs > .env`: settings for docker-compose.yml with keys and passwords of their own. Keep the file: its keys open the database.
import { randomBytes, randomUUID } from 'node:crypto';

const key = () => `k1:${randomBytes(32).toString('base64')}`;
const password = () => randomBytes(24).toString('base64url');

const settings = {
  TESSERA_PUBLIC_URL: 'http://localhost:8080',
  POSTGRES_PASSWORD: password(),
  REDIS_PASSWORD: password(),
  TESSERA_OTP_PEPPER_KEYS: key(),
  TESSERA_SECRETS_ENCRYPTION_KEYS: key(),
  TESSERA_EVENTS_HASH_KEYS: key(),
  TESSERA_COOKIE_KEYS: key(),
  TESSERA_INDEX_KEY: key(),
  TESSERA_BOOTSTRAP_ORGANIZATION_ID: randomUUID(),
  TESSERA_BOOTSTRAP_ADMIN_TENANT_ID: randomUUID(),
  TESSERA_BOOTSTRAP_CLIENT_ID: 'admin-client',
  TESSERA_BOOTSTRAP_CLIENT_SECRET: password(),
  TESSERA_BOOTSTRAP_USERNAME: 'admin@example.com',
  TESSERA_BOOTSTRAP_PASSWORD: `${password()}-Aa1`,
};
for (const [name, value] of Object.entries(settings)) console.log(`${name}=${value}`);
