import { describeHostileAddresses } from '../support-http/hostile-suites.js';

describeHostileAddresses('everything else', (path) => !path.startsWith('/v1/management'));
