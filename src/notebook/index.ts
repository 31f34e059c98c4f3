// Shows claims, tables, charts and progress in notebooks.
export { claim, ClaimError, type Expectation } from './claim';
export { progress } from './progress';
export { trainingProgress } from './training-progress';
export { show } from './show';
export { type PlotlyFigure } from './plotly-figure';
export { type TableOptions } from './table';
export { display } from './display';

import { registerFormatter } from './formatter';

registerFormatter();
