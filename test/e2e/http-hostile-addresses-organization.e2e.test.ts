import { describeHostileAddresses } from '../support-http/hostile-suites.js';

describeHostileAddresses('management at organization level', (path) =>
  path.startsWith('/v1/management/organizations/'),
);
