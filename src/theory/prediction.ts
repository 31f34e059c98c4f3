/** What one layer with weights should show. */
export interface LayerPrediction {
  /** The mean square of its pre-activations. */
  readonly q: number;
  /** The mean square of the residual stream after it; of a network without one, NaN. */
  readonly stream: number;
  /** The square of the norm of its dL/dz, where that of the logits is 1. */
  readonly squaredGradient: number;
}
