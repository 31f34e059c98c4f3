export { compile, compileWith } from './compile';
export type { Compiled, CompileOptions, Inspection } from './compiled';
export { TraceError } from './errors';
export { Kept } from './kept';
export { numberOf } from './nest';
export { collecting, fresh, isTracing, supplying, writeOnlyIf } from './tracing';
