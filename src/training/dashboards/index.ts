export { type Dashboard, type StepRow } from './dashboard';
export { jsonLines } from './json-lines';
export { pathOf } from './paths';
export { tensorBoard } from './tensor-board';
