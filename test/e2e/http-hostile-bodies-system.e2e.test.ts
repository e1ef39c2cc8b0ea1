import { describeHostileBodies } from '../support-http/hostile-suites.js';

describeHostileBodies('management at system level', (path) => /^\/v1\/management\/(?!organizations\/)/.test(path));
