import type { Tessera } from '@tessera/core';
import type { CallerOptions } from './caller-of.js';
import type { ProtocolLayer } from './protocol-layer.js';

/** What the routes of the authorization flow need. */
export interface FlowOptions extends CallerOptions {
  readonly tessera: Tessera;
  readonly protocol: ProtocolLayer;
}

/** Whether browsers reach the server over https. */
export function isSecure({ publicUrl }: Pick<FlowOptions, 'publicUrl'>): boolean {
  return publicUrl.startsWith('https:');
}
