export { mlp, type MlpSpec } from './mlp';
