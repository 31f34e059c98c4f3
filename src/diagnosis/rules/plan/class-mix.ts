import { formatNumber } from '../../../format';
import { classesOf, countsOf } from '../../plan/classes';
import type { OutputPlan, Plan } from '../../plan/plan';
import type { Rule } from '../../rule';
import type { Symptom } from '../../finding';

/** The ratio of the largest class to the smallest from which a constant looks good. */
const IMBALANCE = 10;

/** Classes that are rare, or that come one after the other. */
export const classMix: Rule<Plan> = {
  name: 'class-mix',
  cause: 'data-mistake',
  summary: 'a class is rare, or the rows are sorted by class',
  source: 'arithmetic: a constant is right as often as the largest class is',
  notebook: null,
  inspect: ({ outputs, batchSize }) =>
    outputs.flatMap((output) => {
      const classes = classesOf(output);
      return classes ? [...imbalance(output, classes), ...sorted(output, classes, batchSize)] : [];
    }),
};

function imbalance({ name }: OutputPlan, classes: ArrayLike<number>): Symptom[] {
  const counts = [...countsOf(classes)].sort((p, q) => p[1] - q[1]);
  const [rare, common] = [counts[0]!, counts.at(-1)!];
  if (counts.length < 2 || common[1] < IMBALANCE * rare[1] || common[1] < classes.length / 2) return [];
  const share = common[1] / classes.length;
  return [
    {
      severity: 'info',
      confidence: 0.9,
      layer: name,
      evidence: {
        quantity: 'share of the largest class',
        value: share,
        threshold: null,
        basis: 'arithmetic: a constant is right as often as the largest class is',
      },
      problem: `Class ${common[0]} has ${formatNumber(100 * share)} % of the rows, class ${rare[0]} has ${rare[1]} of ${classes.length} rows`,
      meaning: 'A network that always says the largest class looks good in accuracy, and so it begins.',
      remedy: {
        text: 'Weigh the classes, and measure precision and recall beside accuracy.',
        code: `await model.fit(x, y, { classWeight: { ${counts.map(([label, n]) => `${label}: ${Number((classes.length / counts.length / n).toPrecision(2))}`).join(', ')} } });`,
      },
    },
  ];
}

function sorted({ name }: OutputPlan, classes: ArrayLike<number>, batchSize: number): Symptom[] {
  const [rows, counts] = [classes.length, countsOf(classes)];
  let runs = 1;
  for (let row = 1; row < rows; row++) if (classes[row] !== classes[row - 1]) runs++;
  // Shuffled rows change their class at nearly each row; sorted ones as often as there are classes.
  if (counts.size < 2 || rows < 4 * batchSize || runs > 2 * counts.size) return [];
  return [
    {
      severity: 'info',
      confidence: 0.9,
      layer: name,
      evidence: {
        quantity: 'changes of class from row to row',
        value: runs - 1,
        threshold: 2 * counts.size - 1,
        basis: 'arithmetic: shuffled rows change their class at nearly each row',
      },
      problem: `The rows are sorted by class: the class changes ${runs - 1} times in ${rows} rows`,
      meaning:
        'Where rows are not shuffled, a batch holds one class, and each batch undoes the one before; a validationSplit takes the last rows, of the last class.',
      remedy: {
        text: 'Shuffle the rows before training; fit shuffles the training rows by default, but not those of validationSplit.',
        code: "const order = tf.tensor1d(Int32Array.from(tf.util.createShuffledIndices(x.shape[0])), 'int32');\nconst [xs, ys] = [x.gather(order), y.gather(order)];",
      },
    },
  ];
}
