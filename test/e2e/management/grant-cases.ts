import { isPage, listMistakes } from './crud-cases.js';
import { signIn } from './inspection-cases.js';
import type { Mistake, Place, RouteCase } from './route-case.js';
import { parameterOf } from './route-case.js';

const GRANTS = { under: 'tenant', path: '/grants', status: 200 } as const;
const ONE = { ...GRANTS, path: '/grants/{id}' } as const;
const READING = { method: 'GET', permissions: ['idp:grant:read'] } as const;
const REVOKING = { method: 'DELETE', permissions: ['idp:grant:delete'], status: 204 } as const;
const WITHOUT_USER: readonly Mistake[] = ['', '?user_id=', '?client_id=web-app', '?user_id=a&user_id=b'].map(
  (query) => ({ query, pointer: '/user_id' }),
);

const ofUser = async (place: Place): Promise<{ readonly query: string }> => ({
  query: `?user_id=${(await signIn(place)).sub}`,
});
const ofGrant = async (place: Place): Promise<{ readonly parameters: { readonly id: string } }> => {
  const { status, body } = await place.send({ ...GRANTS, method: 'GET' }, await ofUser(place));
  const [grant] = body['list'] as readonly { readonly id: string }[];
  if (!grant) throw new Error(`there is no grant: ${status}`);
  return { parameters: { id: grant.id } };
};

/** What users have granted to clients. */
export const GRANT_CASES: readonly RouteCase[] = [
  {
    ...GRANTS,
    ...READING,
    arrange: ofUser,
    verify: (_place, _sent, answer) => isPage(answer),
    mistakes: [
      ...WITHOUT_USER,
      { query: '?user_id=x&client_id=a&client_id=b', pointer: '/client_id' },
      ...listMistakes('?user_id=x&'),
    ],
  },
  {
    ...ONE,
    ...READING,
    arrange: ofGrant,
    verify: (_place, sent, { body }) => {
      expect(body['id']).toBe(parameterOf(sent, 'id'));
    },
  },
  {
    ...ONE,
    ...REVOKING,
    arrange: ofGrant,
    verify: async (place, sent) => {
      expect((await place.send({ ...ONE, method: 'GET' }, sent)).status).toBe(404);
    },
    watches: (place, { parameters }) => place.pathOf(ONE, parameters),
    race: { losers: [404], isConditional: false },
  },
];
