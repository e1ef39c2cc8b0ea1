import { describeRoutes } from './describe-routes.js';
import { ROLE_CASES } from './directory-cases.js';

describeRoutes(ROLE_CASES);
