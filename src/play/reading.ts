// The pages of the course that a state leads to.
import type { PlayState } from './state';

/** A page of the course. */
export interface Page {
  /** The name of its notebook, without an ending. */
  readonly name: string;
  readonly title: string;
}

const PAGES = {
  opening: { name: '00-opening-example', title: 'The opening example' },
  problem: { name: '01-the-problem', title: 'The problem' },
  depth: { name: '02-depth', title: 'Depth' },
  saturating: { name: '03-saturating-activations', title: 'Saturating activations' },
  initialization: { name: '04-initialisation', title: 'Initialisation' },
  chaos: { name: '04b-order-and-chaos', title: 'Order and chaos' },
  relu: { name: '05-relu-and-its-relatives', title: 'The ReLU and its relatives' },
  keeps: { name: '06-initialisation-that-keeps-the-signal', title: 'Initialisation that keeps the signal' },
  normalization: { name: '07-normalisation', title: 'Normalisation' },
  skips: { name: '08-skip-connections', title: 'Skip connections' },
} satisfies Record<string, Page>;

/** The pages that say more about a state, the nearest first, three at most. */
export function pagesFor(state: PlayState): Page[] {
  const { activation, scale, depth } = state;
  const pages = [
    ...(state.skip ? [PAGES.skips] : []),
    ...(state.normalization === 'none' ? [] : [PAGES.normalization]),
    ...(activation === 'tanh' && scale !== 1 ? [PAGES.chaos] : []),
    ...(activation === 'sigmoid' || activation === 'tanh'
      ? [PAGES.saturating]
      : activation === 'linear'
        ? []
        : [PAGES.relu]),
    ...(state.initializer === 'orthogonal' ? [PAGES.keeps] : []),
    ...(depth > 6 ? [PAGES.depth] : []),
    ...(scale === 1 ? [] : [PAGES.initialization]),
    PAGES.opening,
    PAGES.problem,
  ];
  return [...new Set<Page>(pages)].slice(0, 3);
}
