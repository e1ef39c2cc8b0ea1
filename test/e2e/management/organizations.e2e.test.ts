import { describeRoutes } from './describe-routes.js';
import { ORGANIZATION_CASES } from './organization-cases.js';

describeRoutes(ORGANIZATION_CASES);
