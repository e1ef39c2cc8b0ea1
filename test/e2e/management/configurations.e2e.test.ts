import { describeRoutes } from './describe-routes.js';
import { CONFIGURATION_CASES } from './document-cases.js';

describeRoutes(CONFIGURATION_CASES);
