import { isJsonObject } from '../../json/json.js';
import type { JsonObject } from '../../json/json.js';
import type { DocumentPath } from './document-path.js';
import { isSecretHeader } from './header-names.js';
import { SECRET_NAMES } from './secret-names.js';

/**
 * The secret static values of one mapping rule, relative to it: what goes into a secret header, and what goes into a body field
 * whose name is that of a secret.
 */
export function secretsOfRule(rule: JsonObject, listName: string): readonly DocumentPath[] {
  const [fixed, to] = [rule['static_value'], rule['to']];
  if (fixed === undefined || fixed === null || typeof to !== 'string') return [];
  const isHeader = listName === 'header_mapping_rules';
  if (to === '*') {
    const headers = isHeader && isJsonObject(fixed) ? Object.entries(fixed) : [];
    return headers
      .filter(([name, value]) => isSecretHeader(name) && value !== null)
      .map(([name]) => ['static_value', name]);
  }
  const isSecret = isHeader ? isSecretHeader(to) : SECRET_NAMES.has(to.split('.').at(-1) ?? '');
  return isSecret ? [['static_value']] : [];
}
