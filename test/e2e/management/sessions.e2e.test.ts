import { describeRoutes } from './describe-routes.js';
import { SESSION_CASES } from './inspection-cases.js';

describeRoutes(SESSION_CASES);
