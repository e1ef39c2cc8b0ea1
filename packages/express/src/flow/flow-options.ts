import type { Tessera } from '@tessera/core';
import type { CallerOptions } from './caller-of.js';
import type { ProtocolLayer } from './protocol-layer.js';

/** What the routes of the authorization flow need. */
export interface FlowOptions extends CallerOptions {
  readonly tessera: Tessera;
  readonly protocol: ProtocolLayer;
}

/** Whether cookies carry `Secure`. */
export function isSecure({ publicUrl }: Pick<FlowOptions, 'publicUrl'>): boolean {
  return publicUrl.startsWith('https:');
}
