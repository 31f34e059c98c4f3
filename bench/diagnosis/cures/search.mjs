// A wide search for a cure of a network: whether half the loss can be reached at all in the given steps.

const NETWORKS = [
  [],
  ['activation', 'initializer'],
  ['activation', 'initializer', 'normalization'],
  ['width', 'activation', 'initializer', 'dropout'],
  ['activation', 'initializer', 'skip'],
  ['activation', 'lsuv'],
  ['gates'],
  ['orthogonal recurrence', 'clipping'],
];
const TRAININGS = [
  [],
  ['adam'],
  ['adam', 'larger rate'],
  ['adam', 'larger rate', 'larger rate'],
  ['smaller rate'],
  ['smaller rate', 'smaller rate'],
  ['larger rate'],
  ['larger rate', 'larger rate'],
];
const DATA = [[], ['output', 'scale x', 'scale y']];

/** The combinations of the search. */
const combinations = DATA.flatMap((data) =>
  NETWORKS.flatMap((network) =>
    TRAININGS.map((training) => [...data, ...network, ...training]).filter(({ length }) => length > 0),
  ),
);

/** The best of all combinations for a network, by the median of three seeds: its fix and what it leaves of the constant's loss. */
export async function searchCure(whatIf, network, data, options) {
  const once = await whatIf(network, data, { ...options, seeds: 1, fixes: combinations });
  const [base, ...tried] = once.objects();
  const best = tried.slice(0, 5).map(({ fix }) => fix.split(' and '));
  const [, first] = (await whatIf(network, data, { ...options, seeds: 3, fixes: best })).objects();
  return { tried: tried.length, fix: first.fix, rest: first.rest, share: first.share, asItIs: base.rest };
}
