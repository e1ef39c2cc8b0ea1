import { compileConfiguration } from '../../configuration/document/compile-configuration.js';
import type { DocumentPath } from '../../configuration/document/document-path.js';
import { findSecretPlaces } from '../../configuration/document/secret-places.js';
import { keepStoredSecrets, openSecrets, redactSecrets, sealSecrets } from '../../configuration/document/secrets.js';
import { toConfigurationDocument } from '../../configuration/document/to-configuration-document.js';
import type { EngineDependencies } from '../../engine/dependencies.js';
import type { ViolationList } from '../../errors/violation-list.js';
import { isJsonObject } from '../../json/json.js';
import type { JsonObject, JsonValue } from '../../json/json.js';
import { compilePolicyConfiguration } from '../../policy/document/compile-policy-configuration.js';
import { toPolicyDocument } from '../../policy/document/policy-document.js';
import type { DocumentKind } from '../../ports/document-store.js';

export interface DocumentToCheck {
  readonly id: string;
  readonly document: JsonValue;
  /** What it replaces, secrets in clear. */
  readonly stored: JsonObject | undefined;
}

/** What differs between the two kinds of managed documents. */
export interface DocumentRules {
  readonly kind: DocumentKind;
  /** The member that there is one living document of: `type`, `flow`. */
  readonly slotName: 'type' | 'flow';
  /** Outermost defaults filled in, kept secrets put back. */
  complete(input: DocumentToCheck): JsonValue;
  /** Everything wrong with the completed document goes to `violations`. */
  check(input: DocumentToCheck, violations: ViolationList): void;
  /** For storing. */
  seal(document: JsonObject): JsonObject;
  open(document: JsonObject): JsonObject;
  /** For everybody else. */
  redact(document: JsonObject): JsonObject;
  /** Where the document holds secrets. */
  secretPlaces(document: JsonObject): readonly DocumentPath[];
  slotTaken(slot: string): string;
}

/** Authentication configurations, document 1 of the specification. */
export function configurationRules(dependencies: EngineDependencies): DocumentRules {
  const { secrets, settings } = dependencies;
  const profile = { name: settings.profile, allowHttp: settings.allowHttp };
  return {
    kind: 'authentication-configuration',
    slotName: 'type',
    complete: ({ id, document, stored }) =>
      keepStoredSecrets(toConfigurationDocument(document, { id, ...(stored ? { stored } : {}) }), stored, dependencies),
    check: ({ id, document, stored }, violations) => {
      compileConfiguration(
        { id, version: 0, document, dependencies, profile, ...(stored ? { stored } : {}) },
        violations,
      );
    },
    seal: (document) => sealSecrets(document, secrets, dependencies),
    open: (document) => openSecrets(document, secrets, dependencies),
    redact: (document) => redactSecrets(document, dependencies),
    secretPlaces: (document) => findSecretPlaces(document, dependencies),
    slotTaken: (slot) => `A configuration of type '${slot}' already exists`,
  };
}

/** Authentication policies, document 3 of the specification. They hold no secrets. */
export function policyRules(dependencies: EngineDependencies): DocumentRules {
  const asIs = (document: JsonObject): JsonObject => document;
  return {
    kind: 'authentication-policy',
    slotName: 'flow',
    complete: ({ id, document, stored }) => {
      if (!isJsonObject(document)) return document;
      const flow = stored?.['flow'];
      return toPolicyDocument(document, {
        id,
        ...(typeof flow === 'string' ? { flow } : {}),
        ...(stored ? { enabled: stored['enabled'] !== false } : {}),
      });
    },
    check: ({ id, document }, violations) => {
      compilePolicyConfiguration({ id, version: 0, document, dependencies }, violations);
    },
    seal: asIs,
    open: asIs,
    redact: asIs,
    secretPlaces: () => [],
    slotTaken: (slot) => `A policy for flow '${slot}' already exists`,
  };
}
