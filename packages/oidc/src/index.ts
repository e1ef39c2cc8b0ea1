export { AuthorizationServer } from './authorization-server.js';
export { AuthorizationRequestError } from './errors.js';
export { rotateSigningKey } from './rotate-signing-key.js';
export type { SigningKeyRotation, SigningKeyRotationDependencies } from './rotate-signing-key.js';
export { toAmr } from './amr.js';
export { ProtocolGrants } from './session/protocol-grants.js';
export { ProtocolSessions } from './session/protocol-sessions.js';
export { uniteFactors } from './session/session-view.js';
export type {
  AuthorizationServerHooks,
  AuthorizationServerOptions,
  PasswordCommand,
  PasswordVerdict,
  SessionCommand,
  SessionVerdict,
  StartCommand,
} from './options.js';
export type { ProtocolEvent, ProtocolEventType } from './events.js';
export type { SessionFactor, SessionView } from './session/session-view.js';
export type { DenyInput, FinishInput, FinishResult } from './flow/finish-authorization.js';
export type { VerifiedToken } from './bearer.js';
export type { Refusal } from './http/answers.js';
