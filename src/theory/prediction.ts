// The type of a prediction for a layer.

/** The prediction for one layer with weights. */
export interface LayerPrediction {
  /** The mean square of the pre-activations. */
  readonly q: number;
  /** The mean square of the residual stream after the layer; NaN for a network without one. */
  readonly stream: number;
  /** The squared norm of dL/dz, relative to that of the logits. */
  readonly squaredGradient: number;
}
