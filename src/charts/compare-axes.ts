// The axes of small multiples: one range where they show the same, and labels at the left panels alone.
import { MAX_TICKS_ON_PHONE, depthTicks } from './axes';
import type { Figure } from './figure';
import { suffixOf, type PanelGrid } from './panel-grid';
import { sharedAxis } from './shared-axis';

type Axis = Readonly<Record<string, unknown>>;
type Letter = 'x' | 'y';

const axisOf = ({ layout }: Figure, letter: Letter): Axis => layout[`${letter}axis`] as Axis;

const titleOf = (axis: Axis): string | undefined =>
  (axis.title as { readonly text?: string } | undefined)?.text;

/** Whether an axis has the same title and type in all figures. */
export function isSameAxis(figures: readonly Figure[], letter: Letter): boolean {
  const axes = figures.map((figure) => axisOf(figure, letter));
  return new Set(axes.map((axis) => `${titleOf(axis)} ${String(axis.type)}`)).size === 1;
}

/** The axes of all panels; `shared` says which have one range. */
export function panelAxes(
  figures: readonly Figure[],
  grid: PanelGrid,
  shared: Readonly<Record<Letter, boolean>>,
): Record<string, Axis> {
  const xAxis = (figure: Figure, i: number): Axis => ({
    ...thinTicks(shared.x ? sharedAxis(figures, 'x') : axisOf(figure, 'x'), grid.columns),
    domain: grid.horizontal(i),
    anchor: `y${suffixOf(i)}`,
    ...(shared.x && i > 0 ? { matches: 'x' } : {}),
    ...(shared.x ? WITHOUT_TITLE : {}),
  });
  const isSameTitle = new Set(figures.map((figure) => titleOf(axisOf(figure, 'y')))).size === 1;
  const yAxis = (figure: Figure, i: number): Axis => {
    const own = shared.y ? sharedAxis(figures, 'y') : axisOf(figure, 'y');
    const isLeft = grid.isLeft(i);
    return {
      ...(shared.y && !isLeft ? withoutTickLabels(own) : own),
      domain: grid.vertical(i),
      anchor: `x${suffixOf(i)}`,
      ...(shared.y && i > 0 ? { matches: 'y' } : {}),
      ...(isSameTitle && !isLeft ? WITHOUT_TITLE : {}),
    };
  };
  return Object.fromEntries(
    figures.flatMap((figure, i) => [
      [`xaxis${suffixOf(i)}`, xAxis(figure, i)],
      [`yaxis${suffixOf(i)}`, yAxis(figure, i)],
    ]),
  );
}

const WITHOUT_TITLE = { title: { text: '' } };

const TICK_LABEL_KEYS = new Set(['exponentformat', 'tickfont', 'tickformat', 'ticktext']);

/** Thins out ticks at every layer, which are too many where several panels share the width. */
function thinTicks({ dtick, ...axis }: Axis, columns: number): Axis {
  const deepest = Array.isArray(axis.range) ? Math.floor(axis.range[1] as number) : 0;
  return dtick === 1 ? { ...axis, ...depthTicks(deepest, MAX_TICKS_ON_PHONE / columns) } : { dtick, ...axis };
}

/** An axis with its grid only: the first panel of the row has the tick labels. */
const withoutTickLabels = (axis: Axis): Axis => ({
  ...Object.fromEntries(Object.entries(axis).filter(([key]) => !TICK_LABEL_KEYS.has(key))),
  showticklabels: false,
});
