import fc from 'fast-check';
import { BUILT_IN_POLICY } from '../../src/policy/built-in-policy.js';
import { toMermaid } from '../../src/policy/to-mermaid.js';
import { anyOf, EMAIL_POLICY, policy, SMS_OR_EMAIL_POLICY, SMS_POLICY } from './support.js';

/** The diagram without indentation of this file. */
const text = (strings: TemplateStringsArray): string =>
  `${strings.raw
    .join('')
    .split('\n')
    .slice(1, -1)
    .map((line) => line.slice(4))
    .join('\n')}\n`;

describe('the diagram of a policy', () => {
  it('shows the SMS policy of the guide', () => {
    expect(toMermaid(policy(SMS_POLICY))).toBe(text`
    flowchart LR
      policy("mfa_required_for_registration_and_login<br/>priority 10<br/>scopes: openid<br/>methods: password, initial-registration, sms")
      success(["success"])
      policy --> success_0_0["password-authentication<br/>success_count ≥ 1"] -->|and| success_0_1["sms-authentication<br/>success_count ≥ 1"] --> success
      policy --> success_1_0["initial-registration<br/>success_count ≥ 1"] -->|and| success_1_1["sms-authentication<br/>success_count ≥ 1"] --> success
    `);
  });

  it('shows the e-mail policy of the guide', () => {
    expect(toMermaid(policy(EMAIL_POLICY))).toBe(text`
    flowchart LR
      policy("mfa_with_email<br/>priority 10<br/>scopes: openid<br/>methods: password, initial-registration, email")
      success(["success"])
      policy --> success_0_0["password-authentication<br/>success_count ≥ 1"] -->|and| success_0_1["email-authentication<br/>success_count ≥ 1"] --> success
      policy --> success_1_0["initial-registration<br/>success_count ≥ 1"] -->|and| success_1_1["email-authentication<br/>success_count ≥ 1"] --> success
    `);
  });

  it('shows the SMS-or-e-mail policy of the guide', () => {
    expect(toMermaid(policy(SMS_OR_EMAIL_POLICY))).toBe(text`
    flowchart LR
      policy("mfa_with_sms_or_email<br/>priority 10<br/>scopes: openid<br/>methods: password, initial-registration, sms, email")
      success(["success"])
      policy --> success_0_0["password-authentication<br/>success_count ≥ 1"] -->|and| success_0_1["sms-authentication<br/>success_count ≥ 1"] --> success
      policy --> success_1_0["password-authentication<br/>success_count ≥ 1"] -->|and| success_1_1["email-authentication<br/>success_count ≥ 1"] --> success
      policy --> success_2_0["initial-registration<br/>success_count ≥ 1"] -->|and| success_2_1["sms-authentication<br/>success_count ≥ 1"] --> success
      policy --> success_3_0["initial-registration<br/>success_count ≥ 1"] -->|and| success_3_1["email-authentication<br/>success_count ≥ 1"] --> success
    `);
  });

  it('shows failure, lock, steps, acr values and scopes', () => {
    const shown = policy({
      conditions: { client_ids: ['bank'], acr_values: ['urn:example:mfa', 'urn:example:otp'] },
      failure_conditions: {
        any_of: [[{ path: '$.password-authentication.failure_count', operation: 'gt', value: 4 }]],
      },
      lock_conditions: {
        any_of: [
          [
            { path: '$.sms-authentication.failure_count', operation: 'gte', value: 10 },
            { path: '$.user.roles', operation: 'contains', value: 'staff' },
          ],
          [{ path: "$.user['custom_properties'].risk", operation: 'in', value: ['high', 2] }],
        ],
      },
      step_definitions: [
        { method: 'sms', order: 2, requires_user: true },
        { method: 'password', order: 1 },
        { method: 'email', allow_registration: true },
        { method: 'initial-registration', order: 1 },
      ],
      acr_mapping_rules: { 'urn:example:mfa': { all_of: ['password', 'sms'] }, 'urn:example:otp': ['sms', 'email'] },
      level_of_authentication_scopes: { transfers: { all_of: ['password', 'sms'] } },
    });
    expect(toMermaid(shown)).toBe(text`
    flowchart LR
      policy("policy<br/>priority 0<br/>clients: bank<br/>acr_values: urn:example:mfa, urn:example:otp")
      success(["success"])
      policy --> success_0_0["password-authentication<br/>success_count ≥ 1"] --> success
      failure(["failure"])
      policy --> failure_0_0["password-authentication<br/>failure_count #62; 4"] --> failure
      locked(["locked"])
      policy --> locked_0_0["sms-authentication<br/>failure_count ≥ 10"] -->|and| locked_0_1["user<br/>roles contains #34;staff#34;"] --> locked
      policy --> locked_1_0["#36;.user#91;#39;custom_properties#39;#93;.risk in #91;#34;high#34;,2#93;"] --> locked
      subgraph steps ["steps"]
        direction LR
        order_0["any time<br/>email (allows registration)"]
        order_1["order 1<br/>password or initial-registration"] --> order_2["order 2<br/>sms (requires user)"]
      end
      policy -.- steps
      subgraph acrs ["acr reached with"]
        acr_0["urn:example:mfa<br/>password and sms"]
        acr_1["urn:example:otp<br/>sms or email"]
      end
      success -.- acrs
      subgraph scopes ["scopes granted with"]
        scope_0["transfers<br/>password and sms"]
      end
      success -.- scopes
    `);
  });

  it('shows the built-in policy', () => {
    expect(toMermaid(BUILT_IN_POLICY).split('\n').slice(0, 4)).toEqual([
      'flowchart LR',
      '  policy("built-in policy")',
      '  success(["success"])',
      '  policy --> success_0_0["initial-registration<br/>success_count ≥ 1"] --> success',
    ]);
  });

  const head = (description: string): string =>
    /^ {2}policy\("(.*)<br\/>priority 0"\)$/.exec(toMermaid(policy({ description })).split('\n')[1] ?? '')?.[1] ?? '';

  it.each([
    ['"]); click policy "javascript:alert(1)"', '#34;#93;)#59; click policy #34;javascript:alert(1)#34;'],
    [
      'a\n%%{init: {"theme":"dark"}}%%\u202e\u0000b',
      'a #37;#37;#123;init: #123;#34;theme#34;:#34;dark#34;#125;#125;#37;#37; b',
    ],
    ['<script>&lt;`#quot;', '#60;script#62;#38;lt#59;#96;#35;quot#59;'],
    ['$$x$$ fa:fa-ban', '#36;#8203;#36;x#36;#8203;#36; fa:#8203;fa-ban'],
    ['二要素認証 é', '二要素認証 é'],
    [' ', 'policy'],
    ['x'.repeat(81), `${'x'.repeat(79)}…`],
  ])('keeps %j a text', (description, label) => {
    expect(head(description)).toBe(label);
  });

  it('has the same lines whatever the texts of the document are', () => {
    const texts = fc.string({ unit: fc.constantFrom(...'"[](){}<>|;:#%`\\&$-.\n\r\t ', 'a', '\u2028', '😀') });
    const drawn = (name: string): string =>
      toMermaid(
        policy({
          description: name,
          conditions: { scopes: [name] },
          success_conditions: { any_of: [[{ path: '$.user.sub', operation: 'ne', value: name }]] },
          failure_conditions: anyOf(['sms-authentication']),
          acr_mapping_rules: [{ acr: `acr ${name}`, methods: ['password'] }],
          level_of_authentication_scopes: { [`scope ${name}`]: ['password'] },
        }),
      );
    const shape = (diagram: string): string => diagram.replace(/"[^"]*"/g, '""');
    fc.assert(
      fc.property(texts, (name) => {
        const diagram = drawn(name);
        expect(shape(diagram)).toBe(shape(drawn('name')));
        for (const [, inside = ''] of diagram.matchAll(/"([^"]*)"/g))
          expect(inside.replaceAll('<br/>', '').replace(/#\d+;/g, '')).toMatch(/^[^"<>[\]{}|;#%`\\&$\p{C}]*$/u);
      }),
    );
  });
});
