// The public face of dashboards: files that other programs draw the records of a training from.
export { type Dashboard, type StepRow } from './dashboard';
export { jsonLines } from './json-lines';
export { pathOf } from './paths';
export { tensorBoard } from './tensor-board';
