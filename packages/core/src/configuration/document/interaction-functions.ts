import type { ConfigurationType, VerificationMode } from '../authentication-configuration.js';
import type { AuthenticationExecutor } from '../../interaction/authentication-executor.js';
import type { PlugIns } from './compile-context.js';

interface InteractionRules {
  readonly type: ConfigurationType;
  /** In the order in which a violation lists them. */
  readonly builtIn: readonly string[];
  /** What runs when the document names no function. */
  readonly fallback?: string;
  readonly isCustomAllowed: boolean;
  /** A success proves who the caller is: `no_action` would accept everybody. */
  readonly isProof: boolean;
}

const EXTERNAL = ['http_request', 'http_requests'];

/** Which functions an interaction may use (specification 1.4). */
export const INTERACTION_RULES: ReadonlyMap<string, InteractionRules> = new Map<string, InteractionRules>([
  [
    'initial-registration',
    {
      type: 'initial-registration',
      builtIn: ['no_action'],
      fallback: 'no_action',
      isCustomAllowed: false,
      isProof: false,
    },
  ],
  [
    'password-authentication',
    {
      type: 'password',
      builtIn: ['password_verification', ...EXTERNAL],
      fallback: 'password_verification',
      isCustomAllowed: true,
      isProof: true,
    },
  ],
  ...(['sms', 'email'] as const).flatMap((type): [string, InteractionRules][] => [
    [
      `${type}-authentication-challenge`,
      {
        type,
        builtIn: [`${type}_authentication_challenge`, ...EXTERNAL, 'no_action'],
        isCustomAllowed: true,
        isProof: false,
      },
    ],
    [
      `${type}-authentication`,
      { type, builtIn: [`${type}_authentication`, ...EXTERNAL], isCustomAllowed: true, isProof: true },
    ],
  ]),
]);

/** The names of the interactions of a configuration type, challenge before verification. */
export function interactionsOf(type: ConfigurationType): readonly string[] {
  return [...INTERACTION_RULES].filter(([, rules]) => rules.type === type).map(([name]) => name);
}

/** The custom executors that may run in an interaction. */
export function executorsFor(interaction: string, plugIns: PlugIns): readonly AuthenticationExecutor[] {
  const rules = INTERACTION_RULES.get(interaction);
  if (!rules?.isCustomAllowed) return [];
  const channel = {
    sms: plugIns.smsExecutors,
    email: plugIns.emailExecutors,
    password: undefined,
    'initial-registration': undefined,
  }[rules.type];
  return [channel, plugIns.executors].flatMap((registry) =>
    (registry?.names() ?? []).flatMap((name) => {
      const executor = registry?.find(name);
      return executor?.interactions.includes(interaction) ? [executor] : [];
    }),
  );
}

/** Who makes and checks the code when this function runs; custom functions are external. */
export function modeOf(functionName: string): VerificationMode {
  const isInternal =
    functionName === 'password_verification' || /^(?:sms|email)_authentication(?:_challenge)?$/.test(functionName);
  return isInternal ? 'internal' : 'external';
}
