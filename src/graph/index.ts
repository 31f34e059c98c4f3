export { compile, compileWith, type Compiled, type CompileOptions } from './compile';
export { TraceError } from './errors';
export { Kept } from './kept';
export { numberOf } from './nest';
export type { Inspection } from './program';
export { collecting, fresh, isTracing, supplying, writeOnlyIf } from './tracing';
