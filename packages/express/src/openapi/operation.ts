import type { JsonObject } from '@tessera/core';
import type { Tag } from './tags.js';

/** A JSON Schema 2020-12, which is what OpenAPI 3.1 takes. */
export type Schema = JsonObject;

/** A header of a response. */
export interface ResponseHeader {
  readonly description?: string;
  /** Present in every such response. */
  readonly required?: boolean;
  readonly schema: Schema;
}

/** One answer of an operation. */
export interface ResponseSpec {
  readonly description: string;
  /** By media type; without it the answer has no body. */
  readonly content?: Readonly<Record<string, Schema>>;
  readonly headers?: Readonly<Record<string, ResponseHeader>>;
}

/** By status, `"201"`, or by class, `"4XX"`. */
export type Responses = Readonly<Record<string, ResponseSpec>>;

export interface ParameterSpec {
  readonly name: string;
  readonly in: 'query' | 'header' | 'cookie';
  readonly description: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

/** What a caller sends. Bodies are optional where an absent one counts as `{}`. */
export interface RequestBodySpec {
  readonly description?: string;
  readonly required: boolean;
  /** By media type. */
  readonly content: Readonly<Record<string, Schema>>;
}

export type HttpMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Who may call. */
export type Access = 'public' | 'management' | 'transaction' | 'client' | 'user';

/** The declaration of one route: it is registered through this and stands in the OpenAPI document as this. */
export interface Operation {
  /** Unique; where a router is mounted twice, the mount adds its suffix. */
  readonly operationId: string;
  readonly method: HttpMethod;
  readonly summary: string;
  readonly description?: string;
  readonly tag: Tag;
  readonly access: Access;
  /** What a role must hold, `idp:user:read`; of management operations. */
  readonly permissions?: readonly string[];
  /** Beside those of the path. */
  readonly parameters?: readonly ParameterSpec[];
  readonly requestBody?: RequestBodySpec;
  readonly responses: Responses;
}
