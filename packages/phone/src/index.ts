export { LibPhoneNumbers } from './lib-phone-numbers.js';
