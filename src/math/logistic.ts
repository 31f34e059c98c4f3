/** The logistic function, 1 / (1 + e^-z): the sigmoid of the library, and of what judges, which loads no TensorFlow. */
export const logistic = (z: number): number => 1 / (1 + Math.exp(-z));
