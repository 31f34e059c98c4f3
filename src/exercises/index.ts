export { type Answer } from './exercise';
export { check, grade, NotAttempted, WrongAnswer } from './answers';
export { seal } from './seal';
export { loadCases } from './sheet';
