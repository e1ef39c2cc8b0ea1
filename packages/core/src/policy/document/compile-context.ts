import type { ViolationList } from '../../errors/violation-list.js';
import type { MappingDependencies } from '../../mapping/mapping-dependencies.js';

/** Passed down through the readers of one policy document. */
export interface PolicyCompileContext {
  readonly violations: ViolationList;
  readonly dependencies: MappingDependencies;
}
