import type { AuthorizationServerSettings } from '@tessera/core';

/** An `authorization_server` block that says nothing, but for what is given. */
export function aServerBlock(more: Partial<AuthorizationServerSettings> = {}): AuthorizationServerSettings {
  return { endpoints: {}, lists: {}, extension: {}, ...more };
}
