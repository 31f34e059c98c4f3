// The rules of each look. To add one: a file in the look's folder, a row in its index.ts, and in causes.ts what its findings explain.
export { PLAN_RULES } from './plan';
export { START_RULES } from './start';
export { TRAINING_RULES } from './training';
