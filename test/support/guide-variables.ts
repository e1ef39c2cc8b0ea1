import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const NAMES = [
  'IDP_SERVER_URL',
  'ORGANIZATION_ID',
  'TENANT_ID',
  'CLIENT_ID',
  'CLIENT_SECRET',
  'REDIRECT_URI',
  'ADMIN_TOKEN',
] as const;

/** The variables of the guide, as a development server writes them. */
export type GuideVariables = Readonly<Record<(typeof NAMES)[number], string>>;

/** Reads `guide.env`. @throws Error when a variable is missing */
export function readGuideVariables(dataDir: string): GuideVariables {
  const text = readFileSync(join(dataDir, 'guide.env'), 'utf8');
  const values = NAMES.map((name) => {
    const value = new RegExp(`^export ${name}=(\\S+)$`, 'm').exec(text)?.[1];
    if (value === undefined) throw new Error(`guide.env lacks ${name}`);
    return [name, value] as const;
  });
  return Object.fromEntries(values) as GuideVariables;
}
