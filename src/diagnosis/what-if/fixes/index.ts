// The fixes that whatIf tries, and the pairs of them that make sense. To add a fix: a file, and a row here.
import type { Fix } from '../subject';
import { activation } from './activation';
import { dropout } from './dropout';
import { initializer } from './initializer';
import { lsuvFix } from './lsuv';
import { normalization } from './normalization';
import { output } from './output';
import { forgetBias, gates, orthogonalRecurrence } from './recurrence';
import { skip } from './skip';
import { adam, clipping, largerRate, scaleX, scaleY, smallerRate } from './training';
import { width } from './width';

export const FIXES: readonly Fix[] = [
  width,
  activation,
  output,
  initializer,
  lsuvFix,
  normalization,
  skip,
  gates,
  orthogonalRecurrence,
  forgetBias,
  dropout,
  scaleX,
  scaleY,
  adam,
  largerRate,
  smallerRate,
  clipping,
];

/** Pairs that the literature uses together; the second one is applied to the subject of the first. */
export const PAIRS: readonly (readonly [Fix, Fix])[] = [
  [activation, initializer], // the gain depends on the activation: He et al. 2015
  [normalization, skip], // normalisation alone lets gradients explode: Yang et al. 2019
  [initializer, adam],
  [scaleX, scaleY],
  [clipping, largerRate],
  [gates, clipping],
];
