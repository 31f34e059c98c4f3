// The messages between the page and its workers: plain data.
import type { Band, Measurement } from '../../src/play/measurement';
import type { PlayState } from '../../src/play/state';
import type { Words } from '../../src/play/words';

/** A measurement with its words. */
export interface Seen {
  readonly measurement: Measurement;
  readonly words: Words;
}

/** From the page to the engine. */
export type Request =
  | { readonly kind: 'start'; readonly wasm: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'observe'; readonly id: number; readonly state: PlayState }
  | { readonly kind: 'tensors' };

/** From the engine to the page. */
export type Answer =
  | { readonly kind: 'ready'; readonly backend: string }
  | { readonly kind: 'seen'; readonly id: number; readonly seen: Seen; readonly milliseconds: number }
  | { readonly kind: 'band'; readonly id: number; readonly band: Band; readonly words: string }
  | { readonly kind: 'failed'; readonly id: number | null; readonly message: string }
  | { readonly kind: 'tensors'; readonly count: number };
