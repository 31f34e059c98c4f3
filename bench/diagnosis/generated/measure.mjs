// The measured outcome of a case: trained from several draws of the weights, and scored on rows that it was not trained on.
import { makeData, score } from './data.mjs';
import { makeModel, makeLoss, makeOptimizer } from './models.mjs';

/** The draws of the weights that an outcome is measured from. */
const SEEDS = [1, 2, 3];

/** The score that a healthy network has to reach from every draw. */
const HEALTHY_SCORE = 0.7;

/** A network that has at most this has learnt nothing. */
const FAILED_SCORE = 0.1;

/**
 * Trains a case and scores it; null where training refuses it.
 *
 * @returns a number: 1 for all that there is to learn, 0 for what a constant reaches
 */
async function scoreOf(library, c, seed) {
  const { tf, train } = library;
  const { x, y, testX, truth } = makeData(library, c.data);
  const model = makeModel(library, c, seed, x);
  try {
    const { stopped } = await train(
      model,
      { x, y },
      {
        steps: c.steps,
        batchSize: c.batchSize,
        optimizer: makeOptimizer(library, c.optimizer),
        loss: makeLoss(library, c),
        seed,
      },
    );
    if (stopped) return 0;
    const output = model.predict(testX, { batchSize: 256 });
    const value = score(output.dataSync(), output.shape.at(-1), truth);
    output.dispose();
    return Math.max(-1, Number(value.toFixed(3)));
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return null;
    throw error;
  } finally {
    model.dispose();
    tf.dispose([x, y, testX]);
  }
}

/** The scores of a healthy case; they end with the first draw that is not healthy. */
export async function measureHealthy(library, c) {
  const scores = [];
  for (const seed of SEEDS) {
    scores.push(await scoreOf(library, c, seed));
    if (!(scores.at(-1) >= HEALTHY_SCORE)) return { scores, outcome: 'rejected' };
  }
  return { scores, outcome: 'learns' };
}

/**
 * The scores of a faulty case, and what they say beside those of its healthy twin: 'refused' where training throws, 'fails' where the
 * median draw learns nothing, 'worse' where it leaves at least twice as much unlearnt as the healthy twin and a tenth more, else
 * 'harmless'.
 */
export async function measureFaulty(library, c, healthy) {
  const scores = [];
  for (const seed of SEEDS) {
    scores.push(await scoreOf(library, c, seed));
    if (scores[0] === null) return { scores, outcome: 'refused' };
    // Two draws that agree decide the median.
    const outcomes = scores.map((one) => outcomeOf(one, median(healthy)));
    if (outcomes.length === 2 && outcomes[0] === outcomes[1]) return { scores, outcome: outcomes[0] };
  }
  return { scores, outcome: outcomeOf(median(scores), median(healthy)) };
}

function outcomeOf(one, healthy) {
  if (one <= FAILED_SCORE) return 'fails';
  return 1 - one >= 2 * (1 - healthy) + 0.1 ? 'worse' : 'harmless';
}

const median = (values) => [...values].sort((p, q) => p - q)[Math.floor(values.length / 2)];
