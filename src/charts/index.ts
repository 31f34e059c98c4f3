// The public face of charts: Plotly figures from the tables of measurements.
export { activationCurves, type ActivationCurvesOptions } from './activation-curves';
export { compare, type CompareOptions } from './compare';
export { type Figure } from './figure';
export { gradientFlow, type GradientFlowOptions, type Theory } from './gradient-flow';
export { gradientThroughTime, type GradientThroughTimeOptions } from './gradient-through-time';
export { heatMap, type HeatMapOptions } from './heat-map';
export { histograms, type HistogramsOptions } from './histograms';
export { path, type PathOptions } from './path';
export { phaseDiagram, type PhaseDiagramOptions } from './phase-diagram';
export { signal, type SignalOptions } from './signal';
export { slider, type SliderFrame, type SliderOptions } from './slider';
export { sweep, type SweepOptions } from './sweep';
export { sweepMap, type SweepMapOptions } from './sweep-map';
export { type Tables } from './tables';
export { trainingCurves, type TrainingCurvesOptions } from './training-curves';
export { unitHealth, type UnitHealthOptions } from './unit-health';
export { updateRatio, type UpdateRatioOptions } from './update-ratio';
