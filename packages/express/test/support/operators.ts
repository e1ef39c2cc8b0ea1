import type { TestApp } from './test-app.js';

export interface OperatorOptions {
  /** Where the operator lives. */
  readonly tenantId?: string;
  readonly permissions?: readonly string[];
  readonly scopes?: readonly string[];
  readonly kind?: 'user' | 'client';
}

let count = 0;

/** Makes an operator and answers the header that its calls carry. */
export async function operator(
  app: TestApp,
  { tenantId = 'admin', permissions = ['*'], scopes = ['management'], kind = 'client' }: OperatorOptions = {},
): Promise<{ readonly authorization: string }> {
  count += 1;
  const name = `operator-${count}`;
  const { directory } = app.dependencies;
  await directory.insertRole({ tenantId, id: name, name, permissions });
  if (kind === 'client') {
    const template = await directory.findClient('mine', 'web-app');
    if (!template) throw new Error('there is no client to copy');
    await directory.insertClient({ ...template, tenantId, clientId: name, roles: [name] });
    app.protocol.give(tenantId, name, { kind, clientId: name, scopes });
  } else {
    const { sub } = await app.user({ tenantId, sub: name, roles: [name] });
    app.protocol.give(tenantId, name, { kind, sub, clientId: 'web-app', scopes });
  }
  return { authorization: `Bearer ${name}` };
}
