import { merged, NO_STORE, refusals, TEXT } from '@tessera/express';
import type { Operation } from '@tessera/express';

const SHARED = { method: 'get', tag: 'Server', access: 'public' } as const;

/** Declares the page that shows the OpenAPI document. */
export const DOCS_OPERATIONS = {
  page: {
    ...SHARED,
    operationId: 'getApiPage',
    summary: 'Browse this document',
    responses: merged(
      {
        '200': {
          description: 'The page',
          content: { 'text/html': TEXT },
          headers: { 'Cache-Control': NO_STORE, 'Content-Security-Policy': { required: true, schema: TEXT } },
        },
      },
      refusals('Unexpected'),
    ),
  },
  asset: {
    ...SHARED,
    operationId: 'getApiPageAsset',
    summary: 'Read a style or script of the page that shows this document',
    responses: merged(
      {
        '200': { description: 'The file', content: { 'text/css': TEXT, 'text/javascript': TEXT } },
        '304': { description: 'It is what the caller has' },
      },
      refusals('NotFound', 'Unexpected'),
    ),
  },
} satisfies Readonly<Record<string, Operation>>;
