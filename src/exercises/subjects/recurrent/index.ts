// Exercises on recurrent networks: memory, clipping, and the way back through time.
import type { Exercise } from '../../exercise';
import { clip } from './clip';
import { forgetBias } from './forget-bias';
import { orthogonal } from './orthogonal';
import { throughTime } from './through-time';

export const recurrent: Record<string, Exercise> = {
  'recurrent/forget-bias': forgetBias,
  'recurrent/clip': clip,
  'recurrent/orthogonal': orthogonal as Exercise,
  'recurrent/through-time': throughTime,
};
