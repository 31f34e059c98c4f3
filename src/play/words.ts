// Words on a measurement: the titles and descriptions of the library's charts, and why the gradient does what it does.
import { table, type ColumnTable } from '../arquero';
import * as charts from '../charts';
import type { Figure } from '../charts';
import { formatNumber } from '../format';
import { MIN_SEEDS_OF_QUANTILES } from '../charts/lines';
import { listPoints } from '../charts/phrases';
import { factorsByLayer, meanFactor, saturatedShare, type Band, type Measurement } from './measurement';
import { explain } from './reasons';

/** The words of a measurement. */
export interface Words {
  /** The finding: "dL/dz shrinks 344 times from the last layer to the first". */
  readonly title: string;
  /** The sentences that say why, in the order in which they are read. */
  readonly reasons: readonly string[];
  /** The text alternatives of the drawings. */
  readonly descriptions: {
    readonly network: string;
    readonly gradient: string;
    readonly factor: string;
    readonly z: string;
    readonly sizes: string;
  };
}

const titleOf = ({ layout }: Figure): string =>
  (layout.title as { text: string }).text.replace(/<br>/g, ' ').replace(/<\/?\w+>/g, '');

const descriptionOf = ({ layout }: Figure): string => layout.meta.description;

/** The table of `observe` that the charts take, of what was measured. */
export function layersTable({ layers }: Measurement): ColumnTable {
  const rows = layers.flatMap(({ depth, name, gradient, z }) => [
    { depth, layer: name, quantity: 'z', norm: NaN, rms: z },
    { depth, layer: name, quantity: 'dL/dz', norm: gradient, rms: NaN },
  ]);
  return table({
    depth: rows.map((row) => row.depth),
    layer: rows.map((row) => row.layer),
    quantity: rows.map((row) => row.quantity),
    norm: rows.map((row) => row.norm),
    rms: rows.map((row) => row.rms),
  });
}

function theoryTable({ layers, theory: { gradients } }: Measurement): ColumnTable | null {
  return gradients && table({ depth: layers.map(({ depth }) => depth), value: [...gradients] });
}

/** The band over seeds in words, at the first layer. */
export function describeBand({ seeds, low, high }: Band): string {
  const [least, most] = [formatNumber(low[0]!), formatNumber(high[0]!)];
  return seeds < MIN_SEEDS_OF_QUANTILES
    ? `Over ${seeds} seeds the norm at layer 1 ranges from ${least} to ${most}.`
    : `Over ${seeds} seeds, 90 % of the runs have between ${least} and ${most} at layer 1.`;
}

function describeFactors(measurement: Measurement): string {
  const { layers } = measurement;
  const factors = factorsByLayer(
    layers.map(({ depth }) => depth),
    layers.map(({ gradient }) => gradient),
  );
  const finite = factors.filter((v) => Number.isFinite(v));
  if (finite.length === 0)
    return 'Chart of the factor of each layer on the way back: none is a finite number.';
  const [low, high] = [Math.min(...finite), Math.max(...finite)].map((v) => formatNumber(v));
  const mean = meanFactor(measurement);
  const middle =
    mean === null ? '' : ` Its geometric mean between the hidden layers is ${formatNumber(mean)}.`;
  return `Chart of the factor of each layer on the way back, one means that the gradient keeps its size: from ${low} to ${high}.${middle}`;
}

/** Root mean squares by layer, of at most a dozen layers. */
const listSizes = ({ layers }: Measurement, of: 'z' | 'gradientRms'): string =>
  `layer 1 nearest the input. Root mean square: ${listPoints(
    { x: layers.map(({ depth }) => depth), median: layers.map((layer) => layer[of]) },
    'layer',
  )}.`;

function describeZ(measurement: Measurement): string {
  const share = saturatedShare(measurement);
  const saturated =
    share < 0.01 ? '' : ` At most ${formatNumber(100 * share, 2)} % of the units of a layer are saturated.`;
  return `Distribution of z by layer, ${listSizes(measurement, 'z')}${saturated}`;
}

function describeSizes(measurement: Measurement): string {
  const dead = measurement.layers.filter(({ zeroGradients }) => zeroGradients > 0.005);
  const zeros =
    dead.length === 0
      ? ''
      : ` Exactly 0 are ${dead
          .slice(0, 3)
          .map(({ depth, zeroGradients }) => `${formatNumber(100 * zeroGradients, 2)} % at layer ${depth}`)
          .join(', ')}${dead.length > 3 ? ', and more' : ''}; these have no place on a log axis.`;
  return `Distribution of the size of dL/dz by layer, log axis, ${listSizes(measurement, 'gradientRms')}${zeros}`;
}

/** The words of a chart, or others where it has no row to draw: nothing finite is in the measurement. */
const orElse = (work: () => string, otherwise: string): string => {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return otherwise;
    throw error;
  }
};

/** The words of a measurement. */
export function wordsOf(measurement: Measurement): Words {
  const layers = layersTable(measurement);
  const theory = theoryTable(measurement);
  const flow = charts.gradientFlow(layers, theory ? { theory } : {});
  return {
    title: titleOf(flow),
    reasons: explain(measurement),
    descriptions: {
      network: orElse(() => descriptionOf(charts.signal(layers)), 'No layer has a finite gradient.'),
      gradient: descriptionOf(flow),
      factor: describeFactors(measurement),
      z: describeZ(measurement),
      sizes: describeSizes(measurement),
    },
  };
}
