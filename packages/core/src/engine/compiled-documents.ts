import type { AuthenticationConfiguration, ConfigurationType } from '../configuration/authentication-configuration.js';
import { CONFIGURATION_TYPES } from '../configuration/authentication-configuration.js';
import { builtInConfiguration } from '../configuration/built-in-configurations.js';
import type { BuiltInConfigurationTenant } from '../configuration/built-in-configurations.js';
import { compileConfiguration } from '../configuration/document/compile-configuration.js';
import { openSecrets } from '../configuration/document/secrets.js';
import { TesseraError } from '../errors/tessera-error.js';
import { ViolationList } from '../errors/violation-list.js';
import type { AuthenticationPolicyConfiguration } from '../policy/authentication-policy.js';
import { compilePolicyConfiguration } from '../policy/document/compile-policy-configuration.js';
import { andThen } from '../ports/awaitable.js';
import type { Awaitable } from '../ports/awaitable.js';
import type { DocumentKind, StoredDocument } from '../ports/document-store.js';
import type { TransactionSnapshot } from '../transaction/snapshot.js';
import { BoundedCache } from './bounded-cache.js';
import type { EngineDependencies } from './dependencies.js';

type Compiled = AuthenticationConfiguration | AuthenticationPolicyConfiguration;

/** A version of a document. */
interface Pin {
  readonly id: string;
  readonly version: number;
}

const ABSENT = Symbol('no such document');

/**
 * Configurations and policies, compiled once and kept by (tenant, id, version); which version is the living one is kept by (tenant, kind, slot)
 * until a change notice drops it.
 */
export class CompiledDocuments {
  private readonly dependencies: EngineDependencies;
  private readonly compiled = new BoundedCache<Awaitable<Compiled | undefined>>(20_000);
  private living = new BoundedCache<StoredDocument | typeof ABSENT>(40_000);
  /** Counts notices, so that a read that began before one does not put an old version back. */
  private generation = 0;

  constructor(dependencies: EngineDependencies) {
    this.dependencies = dependencies;
    dependencies.notices.subscribe((notice) => {
      if (notice.what !== 'authentication-configuration' && notice.what !== 'authentication-policy') return;
      this.generation += 1;
      this.living.delete(livingKey(notice.tenantId, notice.what, notice.key));
    });
  }

  /** Forgets which versions are the living ones: notices may have been missed. */
  forgetLiving(): void {
    this.generation += 1;
    this.living = new BoundedCache(40_000);
  }

  /** The versions a login begins with, of every type that has a configuration. */
  async configurationVersions(tenantId: string): Promise<TransactionSnapshot['configurations']> {
    const found = await Promise.all(
      CONFIGURATION_TYPES.map((type) => this.findLiving(tenantId, 'authentication-configuration', type)),
    );
    return Object.fromEntries(
      found.flatMap((stored) => (stored ? [[stored.slot, { id: stored.id, version: stored.version }]] : [])),
    );
  }

  /**
   * The configuration of a type for a login: the version it began with, else the one that was made since, else the built-in one.
   * Undefined when the type has none, or it is disabled.
   * @throws TesseraError `ERR_SERVER_CONFIGURATION` when a stored configuration can no longer be compiled
   */
  configuration(
    { tenantId, configurations }: Pick<TransactionSnapshot, 'tenantId' | 'configurations'>,
    type: ConfigurationType,
    tenant?: BuiltInConfigurationTenant,
  ): Awaitable<AuthenticationConfiguration | undefined> {
    const pinned = configurations[type];
    return pinned ? this.enabledVersion(tenantId, pinned) : this.configurationMadeSince(tenantId, type, tenant);
  }

  /** The living policy configuration of a flow. */
  async policyConfiguration(tenantId: string, flow: 'oauth'): Promise<AuthenticationPolicyConfiguration | undefined> {
    const living = await this.findLiving(tenantId, 'authentication-policy', flow);
    return living && (await this.policyVersion(tenantId, living.id, living.version));
  }

  policyVersion(
    tenantId: string,
    id: string,
    version: number,
  ): Awaitable<AuthenticationPolicyConfiguration | undefined> {
    return this.compiledVersion(tenantId, 'authentication-policy', { id, version }) as Awaitable<
      AuthenticationPolicyConfiguration | undefined
    >;
  }

  private async configurationMadeSince(
    tenantId: string,
    type: ConfigurationType,
    tenant: BuiltInConfigurationTenant | undefined,
  ): Promise<AuthenticationConfiguration | undefined> {
    const living = await this.findLiving(tenantId, 'authentication-configuration', type);
    return living ? this.enabledVersion(tenantId, living) : builtInConfiguration(type, this.dependencies, tenant);
  }

  private enabledVersion(tenantId: string, pin: Pin): Awaitable<AuthenticationConfiguration | undefined> {
    return andThen(this.compiledVersion(tenantId, 'authentication-configuration', pin), (compiled) => {
      const configuration = compiled as AuthenticationConfiguration | undefined;
      return configuration?.enabled ? configuration : undefined;
    });
  }

  private async findLiving(tenantId: string, kind: DocumentKind, slot: string): Promise<StoredDocument | undefined> {
    const key = livingKey(tenantId, kind, slot);
    const cached = this.living.get(key);
    if (cached !== undefined) return cached === ABSENT ? undefined : cached;
    const generation = this.generation;
    const stored = await this.dependencies.documents.findBySlot(tenantId, kind, slot);
    if (generation === this.generation) this.living.set(key, stored ?? ABSENT);
    return stored;
  }

  private compiledVersion(tenantId: string, kind: DocumentKind, pin: Pin): Awaitable<Compiled | undefined> {
    const key = [tenantId, kind, pin.id, pin.version].join('\n');
    return this.compiled.get(key) ?? this.compileOnce(key, this.load(tenantId, kind, pin));
  }

  /** Who asks while it is being compiled waits for the same. */
  private async compileOnce(key: string, compiling: Promise<Compiled | undefined>): Promise<Compiled | undefined> {
    this.compiled.set(key, compiling);
    try {
      const compiled = await compiling;
      if (compiled) this.compiled.set(key, compiled);
      return compiled;
    } catch (error) {
      this.compiled.delete(key);
      throw error;
    }
  }

  private async load(tenantId: string, kind: DocumentKind, pin: Pin): Promise<Compiled | undefined> {
    const stored = await this.dependencies.documents.findVersion(tenantId, kind, pin.id, pin.version);
    if (!stored) return undefined;
    const violations = new ViolationList();
    const compiled =
      kind === 'authentication-configuration'
        ? this.compileConfiguration(stored, violations)
        : this.compilePolicy(stored, violations);
    if (!compiled || !violations.isEmpty) {
      const places = violations.violations.map((violation) => `${violation.pointer} ${violation.message}`).join('; ');
      throw new TesseraError(
        'ERR_SERVER_CONFIGURATION',
        `stored ${kind} ${stored.id} version ${stored.version} of tenant ${tenantId} cannot be used: ${places}`,
      );
    }
    return compiled;
  }

  private compileConfiguration(
    stored: StoredDocument,
    violations: ViolationList,
  ): AuthenticationConfiguration | undefined {
    const { settings, secrets } = this.dependencies;
    return compileConfiguration(
      {
        id: stored.id,
        version: stored.version,
        document: openSecrets(stored.document, secrets, this.dependencies),
        dependencies: this.dependencies,
        profile: { name: settings.profile, allowHttp: settings.allowHttp },
      },
      violations,
    );
  }

  private compilePolicy(
    stored: StoredDocument,
    violations: ViolationList,
  ): AuthenticationPolicyConfiguration | undefined {
    return compilePolicyConfiguration(
      { id: stored.id, version: stored.version, document: stored.document, dependencies: this.dependencies },
      violations,
    );
  }
}

function livingKey(tenantId: string, kind: DocumentKind, slot: string): string {
  return `${tenantId}\n${kind}\n${slot}`;
}
