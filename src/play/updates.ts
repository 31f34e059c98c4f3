// Words on the updates of a training: which layers learn.
import { joinWithAnd } from '../charts/phrases';
import { asSentence } from '../format';

/** An update of less than this share of a layer's weights counts as next to nothing. */
const HARDLY = 1e-4;

/** Numbers in ascending order as ranges: "1 to 27 and 31". */
function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const range = ranges.at(-1);
    if (range?.[1] === number - 1) range[1] = number;
    else ranges.push([number, number]);
  }
  return joinWithAnd(ranges.map(([from, to]) => (from === to ? String(from) : `${from} to ${to}`)));
}

const layersIn = (numbers: readonly number[]): string =>
  `${numbers.length === 1 ? 'layer' : 'layers'} ${rangesOf(numbers)}`;

/**
 * Says which layers learn in a step, by their update ratios |ΔW| / |W|, layer 1 first. Empty where no ratio, or one that is not
 * finite, is known.
 */
export function describeUpdates(ratios: readonly (number | null)[]): string {
  const known = ratios.flatMap((ratio, i) => (ratio === null ? [] : [{ layer: i + 1, ratio }]));
  if (known.length === 0 || known.some(({ ratio }) => !Number.isFinite(ratio))) return '';
  const slow = known.filter(({ ratio }) => ratio < HARDLY).map(({ layer }) => layer);
  const fast = known.filter(({ ratio }) => ratio >= HARDLY).map(({ layer }) => layer);
  if (slow.length === 0)
    return 'In this step every layer learns: it changes by a ten-thousandth of its weights or more.';
  const change = 'by less than a ten-thousandth of';
  if (fast.length === 0) return `In this step every layer hardly learns: it changes ${change} its weights.`;
  const verb = slow.length === 1 ? 'changes' : 'change';
  const pronoun = slow.length === 1 ? 'it hardly learns' : 'they hardly learn';
  const learn = fast.length === 1 ? 'learns' : 'learn';
  return `In this step ${layersIn(slow)} ${verb} ${change} the weights: ${pronoun}. ${asSentence(layersIn(fast))} ${learn}.`;
}
