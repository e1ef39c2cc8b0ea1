import type { CompiledDocuments } from '../../engine/compiled-documents.js';
import type { EngineDependencies } from '../../engine/dependencies.js';
import { TesseraError } from '../../errors/tessera-error.js';
import { ViolationList } from '../../errors/violation-list.js';
import { toMermaid } from '../../policy/to-mermaid.js';
import { isUuid } from './uuid.js';

/** Draws one policy of a stored policy configuration. */
export class DrawPolicy {
  private readonly dependencies: EngineDependencies;
  private readonly documents: CompiledDocuments;

  constructor(dependencies: EngineDependencies, documents: CompiledDocuments) {
    this.dependencies = dependencies;
    this.documents = documents;
  }

  /**
   * @param position in `policies`, from 0
   * @returns a Mermaid flowchart, see {@link toMermaid}
   * @throws TesseraError `ERR_NOT_FOUND` for an unknown configuration, `ERR_INVALID_DOCUMENT` for a position that it does not have,
   * `ERR_STORE_UNAVAILABLE`
   */
  async execute(tenantId: string, id: string, position: number): Promise<string> {
    const stored = isUuid(id)
      ? await this.dependencies.documents.find(tenantId, 'authentication-policy', id.toLowerCase())
      : undefined;
    const configuration = stored && (await this.documents.policyVersion(tenantId, stored.id, stored.version));
    if (!configuration) throw new TesseraError('ERR_NOT_FOUND', `tenant ${tenantId} has no such authentication-policy`);
    const { policies } = configuration;
    const policy = policies[position];
    if (policy) return toMermaid(policy);
    const violations = new ViolationList();
    violations.add('/policy', 'out of range', `0..${policies.length - 1}`, String(position));
    violations.throwIfAny('the query');
    throw new TesseraError('ERR_INVARIANT', 'a violation was not thrown');
  }
}
