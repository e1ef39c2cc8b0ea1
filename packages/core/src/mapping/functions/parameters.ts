import { isJsonObject, type JsonValue } from '../../json/json.js';

/** What an argument must look like. */
export interface Parameter {
  /** For people, e.g. `integer 1..256`. */
  readonly expected: string;
  accepts(value: JsonValue): boolean;
  readonly isRequired: boolean;
  /** Taken when the argument is not given; undefined: the function does without. */
  readonly fallback: JsonValue | undefined;
  /** True: it must be written out, and cannot be a `$.` path. For what is compiled once, e.g. a pattern. */
  readonly isFixed: boolean;
}

interface ParameterOptions {
  readonly isRequired?: boolean;
  readonly isFixed?: boolean;
  readonly fallback?: JsonValue;
}

function parameter(expected: string, accepts: (value: JsonValue) => boolean, options: ParameterOptions): Parameter {
  const { isRequired = false, isFixed = false, fallback } = options;
  return { expected, accepts, isRequired, isFixed, fallback };
}

/** A string, lengths in UTF-16 units. */
export function text(options: ParameterOptions & { readonly min?: number; readonly max?: number } = {}): Parameter {
  const { min = 0, max = Number.POSITIVE_INFINITY } = options;
  const size = Number.isFinite(max) ? ` of ${min}..${max} characters` : min > 0 ? ` of at least ${min} characters` : '';
  return parameter(
    `string${size}`,
    (value) => typeof value === 'string' && value.length >= min && value.length <= max,
    options,
  );
}

/** One of these strings. */
export function oneOf(choices: readonly string[], options: ParameterOptions = {}): Parameter {
  return parameter(`one of ${choices.join(', ')}`, (value) => choices.some((choice) => choice === value), options);
}

/** A string that passes a test. */
export function textThat(
  expected: string,
  test: (value: string) => boolean,
  options: ParameterOptions = {},
): Parameter {
  return parameter(expected, (value) => typeof value === 'string' && test(value), options);
}

/** An integer, bounds included. */
export function integer(options: ParameterOptions & { readonly min?: number; readonly max?: number } = {}): Parameter {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options;
  const range = options.min === undefined && options.max === undefined ? '' : ` ${min}..${options.max ?? ''}`;
  return parameter(
    `integer${range}`,
    (value) => typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max,
    options,
  );
}

/** True or false. */
export function flag(fallback: boolean): Parameter {
  return parameter('boolean', (value) => typeof value === 'boolean', { fallback });
}

/** Any JSON value, null included. */
export function anything(options: ParameterOptions = {}): Parameter {
  return parameter('any value', () => true, options);
}

export function list(options: ParameterOptions = {}): Parameter {
  return parameter('list', (value) => Array.isArray(value), options);
}

export function object(options: ParameterOptions = {}): Parameter {
  return parameter('object', isJsonObject, options);
}

export function listOrObject(options: ParameterOptions = {}): Parameter {
  return parameter('list or object', (value) => Array.isArray(value) || isJsonObject(value), options);
}
