import { describeRoutes } from './describe-routes.js';
import { GRANT_CASES } from './grant-cases.js';

describeRoutes(GRANT_CASES);
