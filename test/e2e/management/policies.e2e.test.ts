import { describeRoutes } from './describe-routes.js';
import { POLICY_CASES } from './document-cases.js';

describeRoutes(POLICY_CASES);
