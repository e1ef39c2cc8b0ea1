import { tokenOf, type Middleware } from '@tessera/resource-server';
import { openHttp, type OpenHttp } from './open-http.js';

/** What a request is answered. */
export interface Answered {
  readonly status: number;
  readonly challenge: string | null;
  readonly body: unknown;
}

/** A resource behind middlewares; it shows the token it was called with. */
export class Resource {
  private readonly http: OpenHttp;
  readonly errors: unknown[];

  private constructor(http: OpenHttp, errors: unknown[]) {
    this.http = http;
    this.errors = errors;
  }

  static async behind(...middlewares: readonly Middleware[]): Promise<Resource> {
    const errors: unknown[] = [];
    const http = await openHttp((req, res) => {
      const run = (position: number, error?: unknown): void => {
        if (error !== undefined) {
          errors.push(error);
          res.statusCode = (error as { status?: number }).status ?? 500;
          return void res.end('{}');
        }
        const middleware = middlewares[position];
        if (middleware) middleware(req, res, (problem) => run(position + 1, problem));
        else res.end(JSON.stringify(tokenOf(req)));
      };
      run(0);
    });
    return new Resource(http, errors);
  }

  async get(authorization?: string): Promise<Answered> {
    const answer = await fetch(this.http.url, { headers: authorization === undefined ? {} : { authorization } });
    return {
      status: answer.status,
      challenge: answer.headers.get('www-authenticate'),
      body: await answer.json(),
    };
  }

  close(): Promise<void> {
    return this.http.close();
  }
}
