export { compile, compileWith, type Compiled, type CompileOptions } from './compile';
export { TraceError } from './errors';
export type { Inspection } from './program';
export { fresh, isTracing, writeOnlyIf } from './tracing';
