export { type Figure } from './figure';
export { gradientFlow, type GradientFlowOptions } from './gradient-flow';
export { gradientThroughTime, type GradientThroughTimeOptions } from './gradient-through-time';
export { histograms, type HistogramsOptions } from './histograms';
