// All of them, by kind.
import type { Architecture } from './architecture';
import { builders } from './kinds/builders';
import { convolutionalKinds } from './kinds/convolutional';
import { customKinds } from './kinds/custom';
import { denseKinds } from './kinds/dense';
import { recurrentKinds } from './kinds/recurrent';
import { transferKinds } from './kinds/transfer';
import { wiredKinds } from './kinds/wired';

export const kinds: Readonly<Record<string, readonly Architecture[]>> = {
  builders,
  dense: denseKinds,
  convolutional: convolutionalKinds,
  recurrent: recurrentKinds,
  wired: wiredKinds,
  custom: customKinds,
  transfer: transferKinds,
};
