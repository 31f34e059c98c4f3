// The engine of the live figure, in a worker: measures the newest state, and then a band over more seeds.
import { tf } from '../../src/backend';
import { nextTurn } from '../../src/platform';
import { bandOf, measure, measureNorms } from '../../src/play/measure';
import type { Measurement } from '../../src/play/measurement';
import type { PlayState } from '../../src/play/state';
import { adviseScale } from '../../src/play/reasons';
import { describeBand, wordsOf } from '../../src/play/words';
import { startBackend } from './backends';
import { compareWithWebgl } from './webgl';
import { Trainer } from './trainer';
import type { Answer, Request } from './messages';

const BAND_SEEDS = 8;
const BAND_DELAY = 160; // milliseconds without a new state, before seeds are added

const send = (answer: Answer): void => {
  postMessage(answer);
};

/** The number of the newest state that was asked for. */
let newest = 0;

/** Measures a state; where WebGL fails, as after a loss of the graphics card, wasm does. */
async function measureSafely(state: PlayState): Promise<Measurement> {
  try {
    return measure(state);
  } catch (error) {
    if (tf.getBackend() !== 'webgl') throw error;
    await tf.setBackend('wasm');
    return measure(state);
  }
}

async function observe(id: number, state: PlayState): Promise<void> {
  const began = performance.now();
  const measurement = await measureSafely(state);
  const seen = { measurement, words: wordsOf(measurement) };
  send({ kind: 'seen', id, seen, milliseconds: performance.now() - began });
  setTimeout(() => void addSeeds(id, measurement), BAND_DELAY);
}

/** Measures with more seeds, as long as no newer state has come. */
async function addSeeds(id: number, measurement: Measurement): Promise<void> {
  const { state, layers } = measurement;
  const runs = [layers.map(({ gradient }) => gradient)];
  for (let i = 1; i < BAND_SEEDS; i++) {
    if (id !== newest) return;
    runs.push(measureNorms({ ...state, seed: state.seed + i }));
    await nextTurn();
  }
  if (id !== newest) return;
  const band = bandOf(runs);
  const advice = adviseScale(measurement);
  send({ kind: 'band', id, band, words: [...(advice === null ? [] : [advice]), describeBand(band)] });
}

let trainer: Trainer | null = null;

async function startTraining(request: Request & { kind: 'train' }): Promise<void> {
  trainer?.dispose();
  trainer = null;
  trainer = await Trainer.start(request.state, request.data, request.rate, request.digits);
  send({ kind: 'training', points: trainer.points });
}

async function answer(request: Request): Promise<void> {
  switch (request.kind) {
    case 'start':
      send({ kind: 'ready', backend: await startBackend(request.wasm) });
      break;
    case 'observe':
      await observe(request.id, request.state);
      break;
    case 'compare': {
      const now = newest;
      const comparison = await compareWithWebgl(() => newest !== now, request.isForced);
      send({ kind: 'compared', comparison });
      break;
    }
    case 'tensors':
      send({ kind: 'tensors', count: tf.memory().numTensors });
      break;
    case 'train':
      await startTraining(request);
      break;
    case 'rate':
      trainer?.setRate(request.rate);
      break;
    case 'steps':
      if (trainer) send({ kind: 'trained', run: request.run, trained: await trainer.run(request.count) });
  }
}

/** Requests are answered one after the other. */
let queue = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  if (data.kind === 'observe') newest = data.id; // a band under way ends
  queue = queue
    .then(() => answer(data))
    .catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      send({ kind: 'failed', id: 'id' in data ? data.id : null, message });
    });
});
