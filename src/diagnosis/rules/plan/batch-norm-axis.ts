import { layerSettings } from '../../../backend';
import { mixesInputs } from '../../../hooks';
import { nearestBefore } from '../../plan/layer-calls';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** A batch normalisation normalises the axis that it is told, the last one by default: columns of pixels where channels come first. */
export const batchNormAxis: Rule<Plan> = {
  name: 'batch-norm-axis',
  cause: 'normalization-misuse',
  summary: 'a batch normalisation normalises another axis than the channels of the convolution before it',
  source: 'TensorFlow.js: BatchNormalization has axis -1 by default, whatever the dataFormat before it',
  notebook: '07-normalisation',
  inspect: ({ calls }) =>
    calls.all
      .filter(({ layer }) => layer.getClassName() === 'BatchNormalization')
      .flatMap((call) => {
        const rank = call.outputShape.length;
        const axis = (call.layer.getConfig().axis as number | undefined) ?? -1;
        const [before] = nearestBefore(call, ({ layer }) => !mixesInputs(layer));
        if (!before || rank < 4 || before.outputShape.length !== rank) return [];
        const { name } = before.layer;
        const { dataFormat } = layerSettings(before.layer);
        const channels = dataFormat === 'channelsFirst' ? 1 : rank - 1;
        if (dataFormat === undefined || (axis + rank) % rank === channels) return [];
        return [
          {
            severity: 'warning' as const,
            confidence: 0.8,
            layer: call.layer.name,
            evidence: {
              quantity: 'axis of the normalisation',
              value: (axis + rank) % rank,
              threshold: channels,
              basis: `the channels of ${name} are axis ${channels}`,
            },
            problem: `${call.layer.name} normalises axis ${(axis + rank) % rank}, but the channels of ${name} are axis ${channels}`,
            meaning:
              'All channels share a mean and a variance, and places of the picture that should not have them get their own.',
            remedy: {
              text: 'Name the axis of the channels, or keep them last.',
              code: `tf.layers.batchNormalization({ axis: ${channels} })`,
            },
          },
        ];
      })
      .slice(0, 1),
};
