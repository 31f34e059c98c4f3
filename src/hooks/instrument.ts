// Puts probes at every site of a model, and weights beside them, before an observer.
import type { tf } from '../backend';
import { cellOf, probeCell } from './cells';
import { tap, type HookHandle } from './hooks';
import type { Observer, Quantity } from './recording';
import { probeSite, type Site } from './sites';

/** Records what passes the sites forward, and the gradients on the way back, until the handle is removed. */
export function instrument(sites: readonly Site[], observer: Observer): HookHandle {
  const handles = sites.map((site) => probe(site, observer));
  return {
    remove() {
      for (const handle of handles) handle.remove();
    },
  };
}

function probe(site: Site, observer: Observer): HookHandle {
  const back =
    (quantity: string, time: number | null = null) =>
    (value: tf.Tensor): tf.Tensor =>
      observer.wants(`dL/d${quantity}`)
        ? tap(value, (grad) => {
            observer.see(site, `dL/d${quantity}`, grad, time);
          })
        : value;
  const both =
    (quantity: string, time: number | null = null) =>
    (value: tf.Tensor): tf.Tensor => {
      if (observer.wants(quantity)) observer.see(site, quantity, value, time);
      return back(quantity, time)(value);
    };
  const cell = cellOf(site.layer);
  if (cell) {
    return probeCell(cell, {
      at: (which, t, value) => both(which, t)(value),
      alsoAt: (which, t, value) => back(which, t)(value),
    });
  }
  return probeSite(site, {
    z: both('z'),
    a: both('a'),
    input(value) {
      if (observer.wants('z')) observer.seeInput(site, value);
    },
  });
}

const letters: Readonly<Record<string, Quantity>> = { kernel: 'W', recurrent_kernel: 'U' };

/** A weight of a site that has a quantity of its own: its name in tfjs, and what it is called here. */
interface SiteWeight {
  readonly variable: tf.Variable;
  /** 'W', 'U', or null for a bias. */
  readonly letter: Quantity | null;
}

/** The trainable kernels and biases of a site. */
export function weightsOf({ layer }: Site): SiteWeight[] {
  return layer.trainableWeights.flatMap((weight) => {
    const variable = weight.read() as unknown as tf.Variable;
    const kind = weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1).replace(/_\d+$/, '');
    const letter = letters[kind] ?? (kind.endsWith('kernel') ? 'W' : null);
    return letter !== null || kind === 'bias' ? [{ variable, letter }] : [];
  });
}

const gradientOf = (letter: Quantity | null): string => (letter ? `dL/d${letter}` : 'dL/db');

/**
 * Those of the variables with respect to which the gradient is taken, so that all that an observer wants comes by. A layer's
 * matrix whose own gradient nobody wants is spared where the bias beside it shows the way as well.
 */
export function variablesFor(
  variables: readonly tf.Variable[],
  sites: readonly Site[],
  observer: Observer,
): tf.Variable[] {
  const spared = sites.flatMap((site) => {
    const weights = weightsOf(site);
    const matrices = weights.filter(({ letter }) => letter && !observer.wants(gradientOf(letter)));
    return matrices.length < weights.length ? matrices.map(({ variable }) => variable) : [];
  });
  return variables.filter((variable) => !spared.includes(variable));
}

/** Records the sites' weights and their gradients, which come under tfjs's names. */
export function recordWeights(
  sites: readonly Site[],
  grads: Readonly<Record<string, tf.Tensor>>,
  observer: Observer,
): void {
  for (const site of sites) {
    for (const { variable, letter } of weightsOf(site)) {
      if (letter && observer.wants(letter)) observer.see(site, letter, variable);
      const grad = grads[variable.name] as tf.Tensor | undefined;
      if (grad && observer.wants(gradientOf(letter))) observer.see(site, gradientOf(letter), grad);
    }
  }
}
