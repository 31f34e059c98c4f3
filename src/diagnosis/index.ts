// The public face of diagnosis.
export { diagnose, type DiagnoseOptions, type DiagnosisProgress } from './diagnose';
export { Diagnosis, type DiagnosisFields, type FindingRow } from './diagnosis';
export type { DiagnosisJson } from './diagnosis-json';
export { type FirstChange } from './first-change/first-change';
export { FIX_NAMES, type FixName } from './fix-names';
export {
  CAUSES,
  type Cause,
  type Evidence,
  type Finding,
  type Look,
  type Remedy,
  type Severity,
  type SkippedLook,
} from './finding';
export { type TrainingSummary } from './runs/training-summary';
export { whatIf, type WhatIfOptions, type WhatIfProgress } from './what-if/what-if';
export { type WhatIfRow } from './what-if/ranking';
