import type { Request } from 'express';

/** What a management call is about, as its path and method tell. */
export interface AuditSubject {
  readonly resource: string;
  readonly resourceId: string | undefined;
  /** `create`, `read`, `update`, `delete`, or the last word of a path such as `…/{id}/rollback`. */
  readonly operation: string;
}

/** Longer ids exist nowhere; whoever makes one up does not fill the log with it. */
const MAX_ID = 256;
/** They are posted because of their body, and change nothing. */
const READING_ACTIONS: ReadonlySet<string> = new Set(['simulate']);

const OPERATIONS: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'update',
  DELETE: 'delete',
};

/** Reads the path of a request below `/v1/management`, wherever its router is mounted. */
export function auditSubjectOf(req: Request): AuditSubject {
  const path = req.originalUrl.split('?')[0] ?? '';
  const [resource = '', id, action] = resourcePath(
    path
      .split('/')
      .filter((part) => part !== '')
      .slice(2),
  );
  const named = id !== undefined && READING_ACTIONS.has(id) ? id : action;
  const isRead = OPERATIONS[req.method] === undefined;
  return {
    resource: resource.slice(0, MAX_ID),
    resourceId: named === id ? undefined : decoded(id),
    operation: isRead ? 'read' : (named ?? OPERATIONS[req.method] ?? 'read').slice(0, MAX_ID),
  };
}

/** Whether a call with this subject means to change something. */
export function isWrite(req: Request, { operation }: AuditSubject): boolean {
  return OPERATIONS[req.method] !== undefined && !READING_ACTIONS.has(operation);
}

/** Without the organization and the tenant in which the resource lies. */
function resourcePath(parts: readonly string[]): readonly string[] {
  const inOrganization = parts[0] === 'organizations' && parts.length > 2 ? parts.slice(2) : parts;
  return inOrganization[0] === 'tenants' && inOrganization.length > 2 ? inOrganization.slice(2) : inOrganization;
}

/** Databases hold no U+0000. */
function decoded(id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  try {
    return decodeURIComponent(id).replaceAll('\0', '\uFFFD').slice(0, MAX_ID);
  } catch {
    return id.slice(0, MAX_ID);
  }
}
