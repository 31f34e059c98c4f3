// The tracks of the course: what to read first, and what further on.

/** @typedef {import('../notebook.mjs').Notebook} Notebook */

/** @type {{ id: NonNullable<Notebook['track']>, title: string, words: string }[]} */
const TRACKS = [
  {
    id: 'first',
    title: 'First track',
    words: 'For a reader who knows what a derivative is and little else.',
  },
  {
    id: 'further',
    title: 'Further on',
    words:
      'For a reader of the first track who is at home with matrices, and not put off by expected values, fixed points, eigenvalues and singular values.',
  },
];

/** A sentence for a track with a page before the opening example. */
const PAGE_0 =
  ' Page 0 goes through the vectors, matrices, chain rule, logarithmic axes and variance that the others use.';

/**
 * @template {Notebook} N
 * @param {N[]} notebooks in the order of their numbers
 * @returns {{ id: string, title: string, words: string, notebooks: N[] }[]} the tracks that have a notebook, in the order of reading;
 *   one without a title where no notebook names its track
 */
export function groupByTrack(notebooks) {
  const rest = notebooks.filter(({ track }) => !TRACKS.some(({ id }) => id === track));
  const named = TRACKS.map((track) => ({
    ...track,
    notebooks: notebooks.filter((notebook) => notebook.track === track.id),
  }));
  const title = rest.length === notebooks.length ? '' : 'Other notebooks';
  for (const group of named) if (group.notebooks[0]?.number === '0') group.words += PAGE_0;
  return [...named, { id: 'other', title, words: '', notebooks: rest }].filter(
    (group) => group.notebooks.length > 0,
  );
}

/**
 * The notebooks in the order of reading.
 * @template {Notebook} N
 * @param {N[]} notebooks in the order of their numbers
 */
export const inReadingOrder = (notebooks) => groupByTrack(notebooks).flatMap((group) => group.notebooks);
