// The public face of journals: finished points in a file.
export { Journal, removedText } from './journal';
export { KEY_LENGTH, type Entry } from './lines';
