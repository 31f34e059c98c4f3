// The public face of tracing: a function and its arguments to a recording.
export { countSteps, ScalarFeed } from './optimizer-steps';
export { setStates } from './recurrent-states';
export { trace, type Trace } from './trace';
export type { GeneratedInput } from './traced-inputs';
