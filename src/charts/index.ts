export { type Figure } from './figure';
export { gradientFlow, type GradientFlowOptions } from './gradient-flow';
