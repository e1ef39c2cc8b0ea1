import { describeRoutes } from './describe-routes.js';
import { TENANT_CASES } from './organization-cases.js';

describeRoutes(TENANT_CASES);
