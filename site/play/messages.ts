// The messages between the page and its workers: plain data.
import type { Band } from '../../src/play/measurement';
import type { PlayState } from '../../src/play/state';
import type { Seen } from '../../src/play/stored';
import type { Comparison } from './webgl';

export type { Seen };

/** From the page to the engine. */
export type Request =
  | { readonly kind: 'start'; readonly wasm: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'observe'; readonly id: number; readonly state: PlayState }
  | { readonly kind: 'tensors' }
  /** Whether WebGL is faster here. */
  | { readonly kind: 'compare'; readonly isForced: boolean }
  | {
      readonly kind: 'train';
      readonly state: PlayState;
      readonly data: DataName;
      readonly rate: number;
      /** The table of digits, which a page opened as a file can't fetch. */
      readonly digits: string;
    }
  | { readonly kind: 'rate'; readonly rate: number }
  /** Some steps of the training with this number: that of its start among all. */
  | { readonly kind: 'steps'; readonly run: number; readonly count: number };

export type DataName = 'spirals' | 'digits';

/** A layer in training. */
export interface TrainedLayer {
  readonly depth: number;
  /** |ΔW| / |W| of the last observed update. */
  readonly ratio: number | null;
  readonly saturated: number | null;
  readonly dead: number | null;
}

/** The points of the spirals, x and y in turn, with the arm of each. */
export interface Points {
  readonly places: readonly number[];
  readonly arms: readonly number[];
}

/** The state of a training after some steps. */
export interface Trained {
  readonly step: number;
  /** The mean loss of these steps. */
  readonly loss: number;
  /** The share of right answers: among all points, or among digits that are not trained on. */
  readonly accuracy: number;
  readonly layers: readonly TrainedLayer[];
  /** The probability of the second arm on a grid from the upper left on, of the spirals. */
  readonly surface: readonly number[] | null;
}

/** From the engine to the page. */
export type Answer =
  | { readonly kind: 'ready'; readonly backend: string }
  | { readonly kind: 'seen'; readonly id: number; readonly seen: Seen; readonly milliseconds: number }
  | { readonly kind: 'band'; readonly id: number; readonly band: Band; readonly words: readonly string[] }
  | { readonly kind: 'failed'; readonly id: number | null; readonly message: string }
  | { readonly kind: 'tensors'; readonly count: number }
  | { readonly kind: 'compared'; readonly comparison: Comparison }
  | { readonly kind: 'training'; readonly points: Points | null }
  | { readonly kind: 'trained'; readonly run: number; readonly trained: Trained };
