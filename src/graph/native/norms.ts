// Batch normalisation and its gradient.
import { sizeOf } from '../ir';
import { all } from './builder';
import { bitsOf, INSTRUCTIONS, placeOf, unsupported, type View } from './instructions';
import { flag, float, text, type Lowering } from './lowering';

export const batchNorm: Lowering = (builder, { op, inputs, attrs, outputs }) => {
  if (text(attrs, 'data_format') === 'NCHW') unsupported(`${op} with channels first`);
  const [x, scale, offset, mean, variance] = inputs.map((value) => builder.view(value));
  const { shape } = outputs[0];
  const channels = shape.at(-1)!;
  const rows = sizeOf(shape) / channels;
  const epsilon = float(attrs, 'epsilon');
  if (!(rows > 0) || !(channels > 0)) unsupported(`${op} without entries`);
  if (flag(attrs, 'is_training')) {
    const results = outputs.slice(0, 5).map((value) => builder.result(value));
    builder.emit(
      [x, scale, offset].map((view) => all(view!)),
      results,
      40 + rows * channels * 0.3,
      () => [
        INSTRUCTIONS.batchNorm,
        ...[rows, channels, bitsOf(epsilon)],
        ...[x!, scale!, offset!, ...results].map(placeOf),
      ],
    );
    return;
  }
  // scale·(x - mean)/√(variance + ε) + offset
  const factor = builder.temporary(channels);
  const each = (view: View) => ({ view, kind: 'full' }) as const;
  const row = (view: View) => ({ view, kind: 'row' }) as const;
  builder.elementwise(channels, 0, [
    { name: 'add', operands: [each(variance!), { view: builder.number(epsilon), kind: 'scalar' }], to: null },
    { name: 'rsqrt', operands: [{ step: 0 }], to: null },
    { name: 'mul', operands: [{ step: 1 }, each(scale!)], to: factor },
  ]);
  const y = builder.result(outputs[0]);
  builder.elementwise(
    rows * channels,
    channels,
    [
      { name: 'sub', operands: [each(x!), row(mean!)], to: null },
      { name: 'mul', operands: [{ step: 0 }, row(factor)], to: null },
      { name: 'add', operands: [{ step: 1 }, row(offset!)], to: y },
    ],
    { rows },
  );
  for (const [i, view] of [mean, variance, mean, variance].entries()) builder.set(outputs[i + 1]!, view!);
};

export const batchNormGradient: Lowering = (builder, { op, inputs, attrs, outputs }) => {
  if (text(attrs, 'data_format') === 'NCHW') unsupported(`${op} with channels first`);
  if (!flag(attrs, 'is_training')) unsupported(`${op} outside of training`);
  const given = inputs.slice(0, 5).map((value) => builder.view(value));
  const channels = outputs[0].shape.at(-1)!;
  const rows = sizeOf(outputs[0].shape) / channels;
  const results = outputs.slice(0, 3).map((value) => builder.result(value));
  builder.emit(given.map(all), results, 40 + rows * channels * 0.3, () => [
    INSTRUCTIONS.batchNormGrad,
    ...[rows, channels, bitsOf(float(attrs, 'epsilon'))],
    ...[...given, ...results].map(placeOf),
  ]);
  for (const rest of outputs.slice(3)) builder.set(rest, builder.number(0));
};
