import type { JsonObject } from '../json/json.js';

/** Methods a policy can name; `cancel` is always there. */
export const METHODS = ['initial-registration', 'password', 'sms', 'email'] as const;
export type AuthenticationMethod = (typeof METHODS)[number];

export type OperationType = 'AUTHENTICATION' | 'CHALLENGE' | 'DENY';

/** What an interaction belongs to, specification 3.3. */
export const INTERACTIONS: Readonly<
  Record<string, { readonly method: AuthenticationMethod | 'cancel'; readonly operationType: OperationType }>
> = {
  'initial-registration': { method: 'initial-registration', operationType: 'AUTHENTICATION' },
  'password-authentication': { method: 'password', operationType: 'AUTHENTICATION' },
  'sms-authentication-challenge': { method: 'sms', operationType: 'CHALLENGE' },
  'sms-authentication': { method: 'sms', operationType: 'AUTHENTICATION' },
  'email-authentication-challenge': { method: 'email', operationType: 'CHALLENGE' },
  'email-authentication': { method: 'email', operationType: 'AUTHENTICATION' },
  'authentication-cancel': { method: 'cancel', operationType: 'DENY' },
};

export type AuthenticationState = 'in_progress' | 'success' | 'failure' | 'locked';

/** The facts a policy decides on, specification 3.4: interaction name → counters, `user` → the bound user. */
export type EvaluationDocument = JsonObject;

/** The operations of specification 3.5. */
export type PolicyOperation =
  'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'in' | 'nin' | 'contains' | 'regex' | 'exists' | 'missing';

export type ConditionReason = 'holds' | 'missing' | 'wrong_type' | 'not_satisfied';

/** One compiled condition. */
export interface PolicyCondition {
  readonly path: string;
  readonly operation: PolicyOperation;
  readonly value: unknown;
  /** The interaction its path names, when it names one. */
  readonly interaction: string | undefined;
  evaluate(document: EvaluationDocument): {
    readonly holds: boolean;
    readonly reason: ConditionReason;
    readonly actual: unknown;
  };
}

/** Outer list: any; inner list: all. No groups: never holds. */
export type ConditionGroups = readonly (readonly PolicyCondition[])[];

export interface StepDefinition {
  readonly method: AuthenticationMethod;
  /** 0: any time. */
  readonly order: number;
  readonly requiresUser: boolean;
  readonly allowRegistration: boolean;
}

/** Methods that satisfy an acr or a scope. */
export type MethodRule =
  | { readonly kind: 'any_of'; readonly methods: readonly AuthenticationMethod[] }
  | { readonly kind: 'all_of'; readonly methods: readonly AuthenticationMethod[] };

/** One policy, checked and compiled. */
export interface AuthenticationPolicy {
  readonly description: string | undefined;
  readonly priority: number;
  readonly conditions: {
    readonly clientIds: readonly string[];
    readonly acrValues: readonly string[];
    readonly scopes: readonly string[];
  };
  /** Empty: all. */
  readonly availableMethods: readonly AuthenticationMethod[];
  readonly success: ConditionGroups;
  readonly failure: ConditionGroups;
  readonly lock: ConditionGroups;
  readonly steps: readonly StepDefinition[];
  /** In the order written. */
  readonly acrRules: readonly { readonly acr: string; readonly rule: MethodRule }[];
  readonly scopeRules: readonly { readonly scope: string; readonly rule: MethodRule }[];
  readonly authSessionBindingRequired: boolean;
  readonly builtIn: boolean;
}

/** A policy configuration, checked and compiled. */
export interface AuthenticationPolicyConfiguration {
  readonly id: string;
  readonly version: number;
  readonly flow: 'oauth';
  readonly enabled: boolean;
  readonly policies: readonly AuthenticationPolicy[];
}

/** Where a transaction's policy came from; versions are kept, so the reference stays good. */
export type PolicyReference =
  | { readonly kind: 'built_in' }
  | {
      readonly kind: 'configured';
      readonly configurationId: string;
      readonly version: number;
      /** Position in `policies`. */
      readonly index: number;
      readonly fallback: boolean;
    };
