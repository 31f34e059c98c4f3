// The one place that knows private parts of tfjs. `test/backend/internals.test.ts` names each that an upgrade moves.
export * from './binding';
export * from './engine';
export * from './layers';
export * from './native';
export * from './optimizers';
export * from './recurrent';
export * from './tensors';
