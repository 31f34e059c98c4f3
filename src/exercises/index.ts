// The public face of exercises: checks and grades of answers, and what grading seals.
export { type Answer } from './exercise';
export { check, grade, NotAttempted, WrongAnswer } from './answers';
export { seal } from './seal';
export { loadCases } from './sheet';
