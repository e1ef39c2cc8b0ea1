import { describeHostileBodies } from '../support-http/hostile-suites.js';

describeHostileBodies('everything else', (path) => !path.startsWith('/v1/management'));
