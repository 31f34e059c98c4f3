// Shows claims, questions, tables, charts and progress in notebooks.
export { claim } from './claim';
export { ClaimError } from './claim-card';
export { checks, type Check } from './checks';
export { type Expectation } from './expectation';
export { question, type QuestionOptions } from './question';
export type { DiagramName } from './diagram-names';
export { diagram } from './diagrams';
export { barFor as progressBar, progress } from './progress';
export { playground } from './playground';
export type { PlaygroundState } from './playground-state';
export { trainingProgress } from './training-progress';
export { show } from './show';
export { type PlotlyFigure } from './plotly-figure';
export { type TableOptions } from './table';
export { display, isInNotebook } from './display';
export { interruptSignal } from './interrupt';
export { liveFigure } from './live-figure';

import { registerFormatter } from './formatter';

registerFormatter();
