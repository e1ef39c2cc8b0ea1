import { describeRoutes } from './describe-routes.js';
import { CLIENT_CASES } from './directory-cases.js';

describeRoutes(CLIENT_CASES);
