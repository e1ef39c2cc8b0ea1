export { AjvRequestSchemas } from './ajv-request-schemas.js';
