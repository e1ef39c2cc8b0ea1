export { AesGcmSecretBox } from './aes-gcm-secret-box.js';
export { Argon2PasswordHasher, type Argon2Options } from './argon2-password-hasher.js';
export { HmacCodeVault } from './hmac-code-vault.js';
export type { SecretKey } from './key-ring.js';
export { NodeDigests } from './node-digests.js';
export { NodeRandomness } from './node-randomness.js';
export { SystemClock } from './system-clock.js';
export { SystemTimer } from './system-timer.js';
