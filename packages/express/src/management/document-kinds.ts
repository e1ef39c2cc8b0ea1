import { component } from '../openapi/management-operation.js';
import type { Resource } from '../openapi/management-operation.js';

/** What routes of configurations and of policies differ in. */
export type DocumentKind = Resource;

export const CONFIGURATIONS: DocumentKind = {
  noun: 'AuthenticationConfiguration',
  plural: 'AuthenticationConfigurations',
  one: 'an authentication configuration',
  many: 'authentication configurations',
  tag: 'Authentication configurations',
  permission: 'authentication-config',
  ...component('AuthenticationConfiguration'),
};

export const POLICIES: DocumentKind = {
  noun: 'AuthenticationPolicy',
  plural: 'AuthenticationPolicies',
  one: 'an authentication policy',
  many: 'authentication policies',
  tag: 'Authentication policies',
  permission: 'authentication-policy-config',
  ...component('AuthenticationPolicy'),
};
