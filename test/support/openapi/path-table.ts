import type { OpenApiDocument, OperationObject } from './document.js';

export interface FoundPath {
  readonly template: string;
  /** By method in lower case. */
  readonly operations: Readonly<Record<string, OperationObject>>;
}

/** Finds the path of a document that an address belongs to; one without variables comes first (OpenAPI 3.1 §4.8.8). */
export class PathTable {
  private readonly rows: readonly (FoundPath & { readonly pattern: RegExp })[];

  constructor({ paths }: OpenApiDocument) {
    this.rows = Object.entries(paths)
      .map(([template, operations]) => ({ template, operations, pattern: patternOf(template) }))
      .sort((left, right) => variables(left.template) - variables(right.template));
  }

  find(pathname: string): FoundPath | undefined {
    // What is no valid percent-encoding names nothing.
    return isDecodable(pathname) ? this.rows.find(({ pattern }) => pattern.test(pathname)) : undefined;
  }
}

function isDecodable(pathname: string): boolean {
  try {
    return decodeURIComponent(pathname) !== '';
  } catch {
    return false;
  }
}

function patternOf(template: string): RegExp {
  const escaped = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${escaped}/?$`);
}

function variables(template: string): number {
  return template.split('{').length;
}
