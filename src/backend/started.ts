/** Whether TensorFlow has started, whichever module loaded it. */
export const hasStarted = (): boolean =>
  'tensorflow' in
  ((globalThis as { _tfengine?: { registryFactory?: object } })._tfengine?.registryFactory ?? {});
