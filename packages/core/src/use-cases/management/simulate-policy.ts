import { BUILT_IN_CONFIGURATIONS } from '../../configuration/built-in-configurations.js';
import type { EngineDependencies } from '../../engine/dependencies.js';
import { TesseraError } from '../../errors/tessera-error.js';
import { ViolationList } from '../../errors/violation-list.js';
import { isJsonObject } from '../../json/json.js';
import type { JsonObject, JsonValue } from '../../json/json.js';
import { analyzePolicies } from '../../policy/analyze.js';
import { METHODS } from '../../policy/authentication-policy.js';
import type { AuthenticationMethod, AuthenticationPolicyConfiguration } from '../../policy/authentication-policy.js';
import { compilePolicyConfiguration } from '../../policy/document/compile-policy-configuration.js';
import { toPolicyDocument } from '../../policy/document/policy-document.js';
import { selectPolicy } from '../../policy/select-policy.js';
import { readSimulation } from '../../policy/simulation/read-simulation.js';
import type { Simulation } from '../../policy/simulation/read-simulation.js';
import { simulateLogin } from '../../policy/simulation/simulate.js';
import { isUuid } from './uuid.js';

/** For a posted document without an id: the nil UUID (RFC 9562 §5.9). */
const NO_ID = '00000000-0000-0000-0000-000000000000';

interface Loaded {
  readonly document: JsonObject;
  readonly configuration: AuthenticationPolicyConfiguration;
}

/** Tells what a policy document makes of given facts, and what it can never do. Stores nothing. */
export class SimulatePolicy {
  private readonly dependencies: EngineDependencies;

  constructor(dependencies: EngineDependencies) {
    this.dependencies = dependencies;
  }

  /**
   * @param body `{policy_configuration | id, request, interactions, user}`, everything optional; without a document the one in force is taken
   * @throws TesseraError `ERR_INVALID_DOCUMENT` with all violations of body and document, `ERR_NOT_FOUND` for an unknown `id`,
   * `ERR_STORE_UNAVAILABLE`
   */
  async execute(tenantId: string, body: JsonValue): Promise<JsonObject> {
    const violations = new ViolationList();
    const now = this.dependencies.clock.now();
    const simulation = readSimulation(body, { violations, dependencies: this.dependencies }, now);
    const loaded = simulation && (await this.load(tenantId, simulation.source, violations));
    violations.throwIfAny('the simulation');
    if (!simulation) throw new TesseraError('ERR_INVARIANT', 'a simulation without violations was not read');
    const { request, facts } = simulation;
    const selected = selectPolicy(loaded?.configuration, request);
    const findings = loaded ? await this.analyze(tenantId, loaded) : [];
    return {
      ...simulateLogin({ selected, request, facts, now }),
      findings,
      ...(violations.warnings.length > 0 ? { warnings: violations.warnings.map((warning) => ({ ...warning })) } : {}),
    };
  }

  /** Undefined when there is none in force, and when the document is not valid. */
  private async load(
    tenantId: string,
    source: Simulation['source'],
    violations: ViolationList,
  ): Promise<Loaded | undefined> {
    if (source.kind === 'posted') return this.compilePosted(source.document, violations);
    const { documents } = this.dependencies;
    const stored =
      source.kind === 'in_force'
        ? await documents.findBySlot(tenantId, 'authentication-policy', 'oauth')
        : isUuid(source.id)
          ? await documents.find(tenantId, 'authentication-policy', source.id.toLowerCase())
          : undefined;
    if (stored) return this.compile(stored, '', violations);
    if (source.kind === 'in_force') return undefined;
    throw new TesseraError('ERR_NOT_FOUND', `tenant ${tenantId} has no such authentication-policy`);
  }

  /** The document is completed and checked as for a write. */
  private compilePosted(posted: JsonValue, violations: ViolationList): Loaded | undefined {
    const given = isJsonObject(posted) ? posted['id'] : undefined;
    const id = isUuid(given) ? given.toLowerCase() : NO_ID;
    const document = isJsonObject(posted) ? toPolicyDocument(posted, { id }) : posted;
    return this.compile({ id, version: 0, document }, '/policy_configuration', violations);
  }

  private compile(
    { id, version, document }: { readonly id: string; readonly version: number; readonly document: JsonValue },
    pointer: string,
    violations: ViolationList,
  ): Loaded | undefined {
    const own = new ViolationList();
    const source = { id, version, document, dependencies: this.dependencies };
    const configuration = compilePolicyConfiguration(source, own);
    violations.addBelow(pointer, own.violations);
    for (const warning of own.warnings) violations.warn(warning.code, warning.pointer, warning.message);
    return configuration && isJsonObject(document) ? { document, configuration } : undefined;
  }

  private async analyze(tenantId: string, { document, configuration }: Loaded): Promise<readonly JsonObject[]> {
    const findings = analyzePolicies({
      configuration,
      document,
      patterns: this.dependencies.patterns,
      configuredMethods: await this.configuredMethods(tenantId),
      enforcesAvailableMethods: this.dependencies.settings.enforceAvailableMethods,
    });
    return findings.map((finding) => ({ ...finding }));
  }

  private async configuredMethods(tenantId: string): Promise<ReadonlySet<AuthenticationMethod>> {
    const stored = await Promise.all(
      METHODS.map((method) => this.dependencies.documents.findBySlot(tenantId, 'authentication-configuration', method)),
    );
    return new Set(
      METHODS.filter((method, index) => {
        const configuration = stored[index];
        return configuration
          ? configuration.document['enabled'] !== false
          : Object.hasOwn(BUILT_IN_CONFIGURATIONS, method);
      }),
    );
  }
}
