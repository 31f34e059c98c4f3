// The engine of the live figure, in a worker: measures the newest state, and then a band over more seeds.
import { tf } from '../../src/backend';
import { nextTurn } from '../../src/platform';
import { bandOf, measure, measureNorms } from '../../src/play/measure';
import type { PlayState } from '../../src/play/state';
import { describeBand, wordsOf } from '../../src/play/words';
import { startBackend } from './backends';
import { Trainer } from './trainer';
import type { Answer, Request } from './messages';

const BAND_SEEDS = 8;
const BAND_DELAY = 160; // milliseconds without a new state, before seeds are added

const send = (answer: Answer): void => {
  postMessage(answer);
};

/** The number of the newest state that was asked for. */
let newest = 0;

function observe(id: number, state: PlayState): void {
  const began = performance.now();
  const measurement = measure(state);
  const seen = { measurement, words: wordsOf(measurement) };
  send({ kind: 'seen', id, seen, milliseconds: performance.now() - began });
  const norms = measurement.layers.map(({ gradient }) => gradient);
  setTimeout(() => void addSeeds(id, state, norms), BAND_DELAY);
}

/** Measures with more seeds, as long as no newer state has come. */
async function addSeeds(id: number, state: PlayState, norms: readonly number[]): Promise<void> {
  const runs = [norms];
  for (let i = 1; i < BAND_SEEDS; i++) {
    if (id !== newest) return;
    runs.push(measureNorms({ ...state, seed: state.seed + i }));
    await nextTurn();
  }
  if (id !== newest) return;
  const band = bandOf(runs);
  send({ kind: 'band', id, band, words: describeBand(band) });
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
      observe(request.id, request.state);
      break;
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
