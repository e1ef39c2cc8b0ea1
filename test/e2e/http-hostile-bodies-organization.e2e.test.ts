import { describeHostileBodies } from '../support-http/hostile-suites.js';

describeHostileBodies('management at organization level', (path) => path.startsWith('/v1/management/organizations/'));
