import type { HttpMethod, HmacAuthentication, OAuthAuthorization } from '../ports/http-client.js';
import type { RequestValidator } from '../ports/request-schemas.js';
import type { Condition } from '../mapping/condition.js';
import type { MappingRules } from '../mapping/mapping-rules.js';
import type { JsonObject } from '../json/json.js';
import type { AuthenticationExecutor } from '../interaction/authentication-executor.js';
import type { Sender } from '../ports/sender.js';

export const CONFIGURATION_TYPES = ['sms', 'email', 'password', 'initial-registration'] as const;
export type ConfigurationType = (typeof CONFIGURATION_TYPES)[number];

/** Who makes and checks the code: Tessera (`internal`) or an outside service (`external`). */
export type VerificationMode = 'internal' | 'external';

/** Budgets for messages, specification 2.8. 0 switches a number off. */
export interface SendLimits {
  readonly resendCooldownSeconds: number;
  readonly repeatWindowSeconds: number;
  readonly perTransaction: number;
  readonly perDestinationHour: number;
  readonly perDestinationDay: number;
  readonly perIpHour: number;
  readonly perTenantDay: number;
  /** Messages to one calling code an hour, in a tenant. */
  readonly perCallingCodeHour: number;
  /** What happens when a country's codes are sent but not verified. */
  readonly conversionAction: 'off' | 'record' | 'block';
  /** Messages to a country a day before the share of verified ones says anything. */
  readonly conversionMinimumSent: number;
  /** Verified codes per hundred messages, below which the country is suspicious. */
  readonly conversionMinimumPercent: number;
  /** ISO regions or calling codes; empty allows all. */
  readonly allowedCountries: readonly string[];
  readonly deniedCountries: readonly string[];
  readonly deniedNumberTypes: readonly string[];
}

/** An authentication configuration, checked and compiled: nothing is parsed again while a login runs. Secrets are in clear. */
export interface AuthenticationConfiguration {
  readonly id: string;
  readonly version: number;
  readonly type: ConfigurationType;
  readonly enabled: boolean;
  readonly metadata: ConfigurationMetadata;
  readonly interactions: ReadonlyMap<string, InteractionDefinition>;
}

export interface ConfigurationMetadata {
  readonly mode: VerificationMode;
  readonly verificationCodeParam: string;
  readonly transactionIdParam?: string;
  /** After `details`, `metadata` and the default have been weighed (specification 1.3). */
  readonly retryCountLimitation: number;
  readonly expireSeconds: number;
  /** Overrides of the server's limits. */
  readonly sendLimits: Partial<SendLimits>;
}

export interface InteractionDefinition {
  readonly name: string;
  readonly request: RequestDefinition;
  readonly execution: ExecutionDefinition;
  /** Name of the store row visible as `$.interaction`. */
  readonly previousInteractionKey?: string;
  /** What is kept of a successful result. */
  readonly store?: { readonly key: string; readonly rules: MappingRules };
  /** `password-authentication` with an HTTP function or custom executor. */
  readonly userMappingRules?: MappingRules;
  readonly responseRules?: MappingRules;
}

export interface RequestDefinition {
  /** Absent: any JSON object. */
  readonly validator?: RequestValidator;
  /** Undeclared keys are dropped before any mapping; undefined keeps all. */
  readonly keepOnly?: ReadonlySet<string>;
  /** Top-level properties that the schema declares. */
  readonly declared: ReadonlySet<string>;
}

export type ExecutionDefinition =
  | { readonly kind: 'no_action' }
  | { readonly kind: 'password_verification' }
  | { readonly kind: 'internal_challenge'; readonly details: InternalChallengeDetails }
  | { readonly kind: 'internal_verification' }
  | { readonly kind: 'http_request'; readonly request: HttpRequestDefinition }
  | { readonly kind: 'http_requests'; readonly requests: readonly HttpRequestDefinition[] }
  | { readonly kind: 'custom'; readonly executor: AuthenticationExecutor; readonly details: JsonObject };

export interface MessageTemplate {
  readonly subject: string;
  readonly body: string;
}

export interface InternalChallengeDetails {
  readonly sender: Sender;
  /** Settings for {@link Sender.send}, secrets in clear. */
  readonly settings: JsonObject;
  /** For the senders that are made of an HTTP request: `settings.http_request`, compiled. */
  readonly httpRequest?: HttpRequestDefinition;
  /** From address, e-mail only. */
  readonly from?: string;
  /** The configured ones, over the built-in `registration` and `authentication`. */
  readonly templates: ReadonlyMap<string, MessageTemplate>;
  readonly codeLength: number;
}

/** A URL with `{{name}}` placeholders in path and query, taken apart. */
export interface UrlTemplate {
  /** Literal text and placeholder names in turn: text, name, text, name, … text. */
  readonly parts: readonly string[];
}

export interface HttpRequestDefinition {
  readonly url: UrlTemplate;
  readonly method: HttpMethod;
  readonly authentication:
    | { readonly type: 'none' }
    | { readonly type: 'basic'; readonly username: string; readonly password: string }
    | { readonly type: 'hmac_sha256'; readonly hmac: HmacAuthentication }
    | { readonly type: 'oauth2'; readonly oauth: OAuthAuthorization };
  readonly pathRules: MappingRules;
  readonly queryRules: MappingRules;
  readonly headerRules: MappingRules;
  readonly bodyRules: MappingRules;
  readonly requestTimeoutSeconds: number;
  readonly retry: RetryDefinition;
  readonly resolve: readonly ResponseResolveDefinition[];
  /** Only inside `http_requests`. */
  readonly condition?: Condition;
}

export interface RetryDefinition {
  readonly maxRetries: number;
  readonly backoffMilliseconds: readonly number[];
  readonly retryableStatusCodes: ReadonlySet<number>;
  readonly idempotencyRequired: boolean;
}

export interface ResponseResolveDefinition {
  readonly conditions: readonly Condition[];
  readonly matchMode: 'all' | 'any';
  readonly mappedStatusCode: number;
}
