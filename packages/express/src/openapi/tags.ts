/** The sections of the document, in the order in which they are shown. */
export const TAGS = [
  { name: 'OpenID Connect', description: 'OAuth 2.0 and OpenID Connect, one issuer per tenant.' },
  { name: 'Sign-in', description: 'The calls that drive an authorization under way.' },
  { name: 'Account', description: 'What users change themselves.' },
  { name: 'Onboarding', description: 'A new organization in one call.' },
  { name: 'Organizations', description: 'Organizations of the server.' },
  { name: 'Tenants', description: 'Tenants of an organization, or of the server.' },
  { name: 'Clients', description: 'OAuth 2.0 clients.' },
  { name: 'Users', description: 'Users of a tenant.' },
  { name: 'Roles', description: 'Roles and permissions.' },
  { name: 'Authentication configurations', description: 'How each factor works.' },
  { name: 'Authentication policies', description: 'When an authentication is complete.' },
  { name: 'Authentication transactions', description: 'Sign-ins under way.' },
  { name: 'Sessions', description: 'SSO sessions of users.' },
  { name: 'Grants', description: 'What users have granted to clients, with the tokens that come from it.' },
  { name: 'Security events', description: 'What happened at sign-in.' },
  { name: 'Audit log', description: 'What operators did.' },
  { name: 'Server', description: 'Health, schemas, pages and this document.' },
] as const;

export type Tag = (typeof TAGS)[number]['name'];
