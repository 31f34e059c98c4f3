// The public face of the live figure.
export { stateToText, textToState } from './address';
export { measure } from './measure';
export { DEFAULT_STATE, FIELD_NAMES, FIELDS, type PlayState } from './state';
export { layersTable, wordsOf } from './words';
