export { AxiosHttpClient, type AxiosHttpClientOptions } from './axios-http-client.js';
export {
  DestinationGuard,
  DestinationDenied,
  type Destination,
  type DestinationGuardOptions,
} from './destination-guard.js';
export type { HostAddress, ResolveHost } from './resolve-host.js';
export type { TlsSettings } from './pinned-clients.js';
export { hmacHeaders, type SignableRequest } from './hmac-signature.js';
