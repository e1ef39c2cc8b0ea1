import { describeRoutes } from './describe-routes.js';
import { USER_CASES } from './directory-cases.js';

describeRoutes(USER_CASES);
