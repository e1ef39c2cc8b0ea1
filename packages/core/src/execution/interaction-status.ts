const FORWARDED_CLIENT_ERRORS: ReadonlySet<number> = new Set([400, 401, 403, 404, 408, 409, 429]);
const FORWARDED_SERVER_ERRORS: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/** The status an interaction answers with when the service's status is 2xx, 4xx or 5xx; specification 1.11. */
export function interactionStatus(serviceStatus: number): number {
  if (isSuccess(serviceStatus)) return 200;
  if (serviceStatus >= 500) return FORWARDED_SERVER_ERRORS.has(serviceStatus) ? serviceStatus : 502;
  return FORWARDED_CLIENT_ERRORS.has(serviceStatus) ? serviceStatus : 400;
}

/** Only 2xx is success. */
export function isSuccess(serviceStatus: number): boolean {
  return serviceStatus >= 200 && serviceStatus < 300;
}

/** False when the service did not say whether it accepts: 5xx and 429. */
export function isVerdict(serviceStatus: number): boolean {
  return serviceStatus < 500 && serviceStatus !== 429;
}
