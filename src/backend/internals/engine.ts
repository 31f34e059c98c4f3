// Private parts of tfjs's engine, which runs ops and keeps the tape.
import { tf } from '../tensorflow';

export interface TapeNode {
  /** Tensors that the gradient keeps for the backward pass. */
  readonly saved?: tf.Tensor[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface EngineState {
  /** How many gradients are under way, one inside the other. */
  readonly gradientDepth: number;
  activeTape: TapeNode[] | null | undefined;
}

export interface Engine {
  readonly state: EngineState;
  readonly registeredVariables: Readonly<Record<string, tf.Variable>>;
  makeVariable(initial: tf.Tensor, trainable?: boolean, name?: string, dtype?: tf.DataType): tf.Variable;
  readSync(dataId: object): tf.TypedArray;
  read(dataId: object): Promise<tf.TypedArray>;
  disposeTensor(tensor: tf.Tensor): void;
  incRef(tensor: tf.Tensor, backend: undefined): void;
  makeTensorFromTensorInfo(info: { dataId: object; shape: readonly number[]; dtype: string }): tf.Tensor;
  gradients(
    f: () => tf.Tensor,
    xs: readonly tf.Tensor[],
    dy: null,
    allowNoGradients: boolean,
  ): { readonly value: tf.Tensor; readonly grads: readonly (tf.Tensor | undefined)[] };
}

export const engine = (): Engine => tf.engine() as unknown as Engine;

/** Whether a variable is there: tf.disposeVariables frees its data, and leaves its `isDisposed` false. */
export const isRegistered = (variable: tf.Variable): boolean =>
  engine().registeredVariables[variable.name] === variable;

/** Whether a gradient is under way, so that the tape must have every op. */
export const isUnderGradient = (): boolean => engine().state.gradientDepth > 0;

/** Gives a variable other data, without a tensor in between whose end would read the old data. */
export function setDataId(variable: tf.Variable, dataId: object): void {
  engine().disposeTensor(variable);
  (variable as { dataId: object }).dataId = dataId;
  engine().incRef(variable, undefined);
}
