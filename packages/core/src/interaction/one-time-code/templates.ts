import { BUILT_IN_TEMPLATES } from '../../configuration/built-in-templates.js';
import type { MessageTemplate } from '../../configuration/authentication-configuration.js';

/** The template of that name, configured ones first; undefined when neither knows it. */
export function findTemplate(
  configured: ReadonlyMap<string, MessageTemplate>,
  name: string,
): MessageTemplate | undefined {
  return (
    configured.get(name) ??
    (name === 'registration' || name === 'authentication' ? BUILT_IN_TEMPLATES[name] : undefined)
  );
}

/** Fills `{VERIFICATION_CODE}` and `{EXPIRE_SECONDS}`. */
export function renderTemplate(text: string, code: string, expiresInSeconds: number): string {
  return text.replaceAll('{VERIFICATION_CODE}', () => code).replaceAll('{EXPIRE_SECONDS}', String(expiresInSeconds));
}
