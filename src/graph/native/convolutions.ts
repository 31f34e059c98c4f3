// Convolutions and their gradients.
import { sizeOf, type Attrs, type Value } from '../ir';
import { all, byRows } from './builder';
import { INSTRUCTIONS, placeOf, unsupported, type View } from './instructions';
import { ints, text, type Lowering } from './lowering';
import { EFFICIENCY } from './products';

/** How a convolution pads an axis before its first entry. */
function paddingBefore(
  attrs: Attrs,
  size: number,
  out: number,
  kernel: number,
  stride: number,
  dilation: number,
) {
  if (text(attrs, 'padding') === 'VALID') return 0;
  const all = Math.max(0, (out - 1) * stride + (kernel - 1) * dilation + 1 - size);
  return Math.floor(all / 2);
}

const DIRECTIONS = { forward: 0, toInput: 1, toKernel: 2 } as const;

export const convolution =
  (direction: keyof typeof DIRECTIONS): Lowering =>
  (builder, { op, inputs, attrs, outputs: [out] }) => {
    const [first, second, third] = inputs;
    const roles: Record<typeof direction, [Value, Value, Value]> = {
      forward: [first!, second!, out],
      toInput: [out, second!, third!],
      toKernel: [first!, out, third!],
    };
    const [images, kernel, outputs] = roles[direction];
    const padding = text(attrs, 'padding');
    if (text(attrs, 'data_format') === 'NCHW') unsupported(`${op} with channels first`);
    if (padding !== 'SAME' && padding !== 'VALID') unsupported(`${op} with padding ${padding}`);
    const [batch, height, width, channels] = images.shape as [number, number, number, number];
    const [kernelHeight, kernelWidth, kernelChannels, outChannels] = kernel.shape as [
      number,
      number,
      number,
      number,
    ];
    const [, outHeight, outWidth] = outputs.shape as [number, number, number];
    if (channels !== kernelChannels) unsupported(`${op} in groups`);
    const [, strideY = 1, strideX = 1] = ints(attrs, 'strides');
    const [, dilationY = 1, dilationX = 1] = ints(attrs, 'dilations');
    const top = paddingBefore(attrs, height, outHeight, kernelHeight, strideY, dilationY);
    const left = paddingBefore(attrs, width, outWidth, kernelWidth, strideX, dilationX);
    const sizes = [
      ...[height, width, channels, kernelHeight, kernelWidth, outHeight, outWidth, outChannels],
      ...[strideY, strideX, top, left, dilationY, dilationX],
    ];
    if (sizeOf(images.shape) * sizeOf(kernel.shape) * sizeOf(outputs.shape) === 0)
      unsupported(`${op} without entries`);
    const of = (value: Value): View => (value === out ? builder.result(value) : builder.view(value));
    const [x, w, y] = [of(images), of(kernel), of(outputs)];
    const patches = batch * outHeight * outWidth * kernelHeight * kernelWidth * channels;
    const isByRows = direction !== 'toKernel';
    const reads = {
      forward: [byRows(x), all(w)],
      toInput: [byRows(y), all(w)],
      toKernel: [all(x), all(y)],
    }[direction];
    builder.emit(
      reads,
      [of(out)],
      100 + patches * (0.3 + 2 * outChannels * EFFICIENCY),
      (begin, end) => [
        INSTRUCTIONS.convolve,
        DIRECTIONS[direction],
        isByRows ? begin : 0,
        isByRows ? end : batch,
        ...sizes,
        ...[x, w, y].map(placeOf),
      ],
      isByRows ? { rows: batch } : {},
    );
  };
