export { JsonPathLibraryReader } from './json-path-library-reader.js';
