// The layer at which a gradient ends: it receives one, and passes none on.
import { activationNameOf, isProbability } from '../../activations';
import { scope, type tf } from '../../backend';
import {
  flattenLayers,
  registerBackwardHook,
  runObserved,
  type GradientContext,
  type Inputs,
  type Targets,
} from '../../hooks';
import { SignalObserver } from './signal-observer';

/** The place where a gradient ends on its way from the loss to the input. */
export interface GradientStop {
  /** The layer that receives a gradient and passes none on; null where the loss itself has none. */
  readonly layer: tf.layers.Layer | null;
  /** The root mean square of the gradient at that layer's output, and of the one at its input. */
  readonly received: number;
  readonly passed: number;
}

/** Gradients below this share of what comes in are the rounding of float32, whose resolution is 6e-8. */
export const ROUNDING = 1e-6;

/**
 * The size of the gradient that an activation receives, as far as it may pass it on. A probability p of a cross-entropy receives 1 / p,
 * which has no bound, and passes p - y on: there it is the loss over the rows.
 */
export const receivedBy = (
  activation: string | null,
  gradient: number,
  loss: number,
  rows: number,
): number => (isProbability(activation) ? Math.min(gradient, Math.abs(loss) / rows) : gradient);

/**
 * Finds the layer nearest the output at which the gradient of a batch ends, or falls to rounding; null where it ends at none. The
 * model stays as it is.
 */
export function findGradientStop(
  context: GradientContext,
  x: Inputs,
  y: Targets,
  rows: number,
): GradientStop | null {
  const layers = flattenLayers(context.model);
  const received = new Map<tf.layers.Layer, number>();
  const handles = layers.map((layer) =>
    registerBackwardHook(layer, (gradient) => {
      const rms = scope(() => gradient.square().mean().sqrt().dataSync<'float32'>()[0]!);
      received.set(layer, Math.max(rms, received.get(layer) ?? 0));
    }),
  );
  let loss: number;
  try {
    loss = runObserved(context, false, x, y, new SignalObserver());
  } finally {
    for (const handle of handles) handle.remove();
  }
  for (const layer of layers.toReversed()) {
    const own = received.get(layer) ?? 0;
    const before = inputLayersOf(layer).filter(
      (one) => one.getClassName() !== 'InputLayer' && layers.includes(one),
    );
    if (own === 0 || before.length === 0) continue;
    const passed = Math.max(...before.map((one) => received.get(one) ?? 0));
    if (passed <= ROUNDING * receivedBy(activationNameOf(layer), own, loss, rows))
      return { layer, received: own, passed };
  }
  const top = layers.at(-1);
  return top && (received.get(top) ?? 0) === 0 ? { layer: null, received: 0, passed: 0 } : null;
}

const inputLayersOf = ({ inboundNodes }: tf.layers.Layer): tf.layers.Layer[] =>
  inboundNodes.flatMap(({ inboundLayers }) => inboundLayers);
