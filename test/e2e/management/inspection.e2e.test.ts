import { describeRoutes } from './describe-routes.js';
import { INSPECTION_CASES } from './inspection-cases.js';

describeRoutes(INSPECTION_CASES);
