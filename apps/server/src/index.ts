export { readSettings } from './settings/read-settings.js';
export { SettingsError } from './settings/environment.js';
export type { BootstrapSettings, ServerKeys, ServerSettings } from './settings/server-settings.js';
export { generatedKeys } from './development/generated-keys.js';
export { GUIDE } from './development/guide-tenant.js';
export { createLogger } from './http/create-logger.js';
export { runServer } from './run-server.js';
export type { RunningServer } from './run-server.js';
