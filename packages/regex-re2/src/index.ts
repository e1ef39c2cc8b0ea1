export { Re2Patterns, type Re2Options } from './re2-patterns.js';
