// Parts that charts of the size of a gradient share, by layer or by time step: change from last to first, descriptions, layout.
import { first, last } from '../arrays';
import { GRADIENT_DECADES, logAxis } from './axes';
import type { Figure } from './figure';
import { layoutFor, type ChartText } from './layout';
import { bandValues, type Line } from './lines';
import { changeBetween, listPoints, phrase, type Change } from './phrases';
import { describeTheory, type Curve } from './theory';

/** The change of the gradient from the last point of a line to the first. */
export const changeBackwards = (line: Line): Change => changeBetween(last(line.median), first(line.median));

/** That change in words: "shrinks 27 times from the last layer to the first", "is not a number on the way back". */
export function changeInWords(line: Line, point: string): string {
  const isFinite = [first(line.median), last(line.median)].every(Number.isFinite);
  return `${phrase(changeBackwards(line))} ${isFinite ? `from the last ${point} to the first` : 'on the way back'}`;
}

/** A sentence on each line and on each prediction; `point` is what the x axis counts, such as 'layer'. */
export function describeLines(lines: readonly Line[], theory: readonly Curve[], point: string): string[] {
  const each = lines.map(
    (line) => `${line.name}: ${listPoints(line, point)}; it ${changeInWords(line, point)}.`,
  );
  const dashed = theory.map((curve) => describeTheory(curve, point));
  return [...each, ...dashed];
}

/** The layout over an x axis: a log axis that covers lines, bands and predictions, and a legend of all of them. */
export function gradientLayout(
  words: ChartText,
  lines: readonly Line[],
  theory: readonly Curve[],
  axes: { readonly x: Record<string, unknown>; readonly y: string },
): Figure['layout'] {
  const names = lines.map(({ name }) => name);
  return {
    ...layoutFor(words, { legend: theory.length > 0 ? [...names, 'theory'] : names }),
    xaxis: axes.x,
    yaxis: logAxis(axes.y, [...bandValues(lines), ...theory.flatMap(({ y }) => y)], GRADIENT_DECADES),
  };
}
