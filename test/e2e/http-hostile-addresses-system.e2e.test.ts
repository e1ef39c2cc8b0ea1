import { describeHostileAddresses } from '../support-http/hostile-suites.js';

describeHostileAddresses('management at system level', (path) => /^\/v1\/management\/(?!organizations\/)/.test(path));
