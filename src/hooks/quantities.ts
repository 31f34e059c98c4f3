// The names of the quantities that tables have rows of.

/** Pre-activation z, activation a, weights W, recurrent weights U, and the gradients of the loss with respect to them and to b. */
export const QUANTITIES = ['z', 'a', 'W', 'U', 'dL/dz', 'dL/da', 'dL/dW', 'dL/dU', 'dL/db'] as const;

/**
 * A quantity of a layer: 'z' the pre-activation, 'a' the activation, 'W' the weights, 'U' the recurrent weights, 'dL/dz',
 * 'dL/da', 'dL/dW', 'dL/dU' and 'dL/db' the gradients of the loss with respect to those and to the biases.
 */
export type Quantity = (typeof QUANTITIES)[number];

/** The quantities of recurrent layers: those of all layers, an LSTM's cell state c, and its gradient. */
export const QUANTITIES_THROUGH_TIME = [...QUANTITIES, 'c', 'dL/dc'] as const;

/** A quantity of a layer at a time step: a {@link Quantity}, or of an LSTM 'c', the cell state, and 'dL/dc', its gradient. */
export type QuantityThroughTime = (typeof QUANTITIES_THROUGH_TIME)[number];

/** Whether a quantity is a gradient, which only a backward pass gives. */
export const isGradient = (quantity: string): boolean => quantity.startsWith('dL/');
