import type { Place } from './route-case.js';
import { templateOf } from './route-case.js';
import type { Level, Scene } from './scene.js';

/** A new tenant at that level; a foreign one, which the operator of the place cannot reach at organization level, when asked for. */
export async function openPlace(scene: Scene, level: Level, isForeign = false): Promise<Place> {
  const organizationId = isForeign ? scene.foreign.id : scene.home.id;
  const tenantId = await scene.tenant(organizationId);
  // What is foreign is made by an administrator.
  const token = await scene.token(isForeign ? 'system' : level);
  const pathOf: Place['pathOf'] = (route, given = {}) => {
    const values: Readonly<Record<string, string>> = {
      'organization-id': organizationId,
      'tenant-id': tenantId,
      ...given,
    };
    return templateOf(route, level).replace(/\{([^}]+)\}/g, (_match, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`nothing was given for {${name}}`);
      return encodeURIComponent(value);
    });
  };
  return {
    scene,
    level,
    tenantId,
    token,
    pathOf,
    send: (route, { parameters, query = '', body, etag }) =>
      scene.send({ method: route.method, path: pathOf(route, parameters) + query, token, body, etag }),
  };
}
