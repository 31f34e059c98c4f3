// The public face of graphs: functions of tensors that are traced once and run as graphs.
export { compile, compileWith } from './compile';
export type { Compiled, CompileOptions, Inspection } from './compiled';
export { renameTraceError, TraceError } from './errors';
export { LruCache } from './lru-cache';
export { collectFresh, fresh, isTracing, supplyFresh, writeOnlyIf } from './tracing';
export { objectId } from './tree';
