// Exercises on recurrent networks: memory, clipping, and backpropagation through time.
import { clip } from './clip';
import { forgetBias } from './forget-bias';
import { orthogonal } from './orthogonal';
import { throughTime } from './through-time';

export const recurrent = {
  'recurrent/forget-bias': forgetBias,
  'recurrent/clip': clip,
  'recurrent/orthogonal': orthogonal,
  'recurrent/through-time': throughTime,
};
