// Exercises on normalisation.
import { batchNormBackward } from './backward';
import { batchNorm } from './batch-norm';
import { fold } from './fold';
import { growth } from './growth';
import { movingAverages } from './in-use';
import { rmsNorm } from './rms-norm';

export const normalization = {
  'normalisation/batch-norm': batchNorm,
  'normalisation/in-use': movingAverages,
  'normalisation/fold': fold,
  'normalisation/rms-norm': rmsNorm,
  'normalisation/backward': batchNormBackward,
  'normalisation/growth': growth,
};
