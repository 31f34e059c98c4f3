// Seeded random numbers of the generated set.

/**
 * A stream of random numbers that follows from its seed and its purpose (Steele, Lea and Flood 2014, the mixer of SplitMix32).
 *
 * @param {number} seed
 * @param {...(string | number)} path the purpose: other paths have independent streams
 */
export function randomStream(seed, ...path) {
  let state = hash([seed, ...path].join('/'));
  const uniform = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 4294967296;
  };
  const integer = (least, most) => least + Math.floor(uniform() * (most - least + 1));
  const shuffled = (items) => {
    const order = [...items];
    for (let i = order.length - 1; i > 0; i--) {
      const j = integer(0, i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  };
  return {
    uniform,
    integer,
    shuffled,
    chance: (probability) => uniform() < probability,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    pick: (items) => items[integer(0, items.length - 1)],
    /** One of the keys of `weights`, each as likely as its weight. */
    weighted(weights) {
      const entries = Object.entries(weights);
      let at = uniform() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      return (entries.find(([, weight]) => (at -= weight) < 0) ?? entries[0])[0];
    },
    /** A number whose logarithm is uniform. */
    logUniform: (least, most) => least * (most / least) ** uniform(),
  };
}

/** The 32-bit FNV-1a hash of a text. */
export function hash(text) {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
