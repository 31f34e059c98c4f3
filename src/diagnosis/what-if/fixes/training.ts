import { formatNumber } from '../../../format';
import type { FixName } from '../../fix-names';
import type { Fix, Subject } from '../subject';

/** A learning rate ten times larger or smaller. */
const rate = (name: FixName, factor: number): Fix => ({
  name,
  notebook: null,
  apply: (subject, { learningRate }) => ({
    subject: { ...subject, rateFactor: subject.rateFactor * factor },
    change: `learningRate: ${formatNumber(learningRate * subject.rateFactor * factor)}`,
  }),
});

export const largerRate = rate('larger rate', 10);
export const smallerRate = rate('smaller rate', 0.1);

/** The rate of Adam by default. */
const ADAM_RATE = 1e-3;

/** Adam, whose updates do not depend on the scale of the gradient (Kingma and Ba 2015). */
export const adam: Fix = {
  name: 'adam',
  notebook: '09-all-fixes-one-chart',
  apply: (subject, { optimizer }) =>
    /^adam/i.test(optimizer)
      ? null
      : {
          subject: { ...subject, optimizer: 'adam', rateFactor: 1 },
          change: "optimizer: 'adam'",
          learningRate: ADAM_RATE,
        },
};

/** Clipping by norm, against exploding gradients (Pascanu et al. 2013). */
export const clipping: Fix = {
  name: 'clipping',
  notebook: '10-through-time',
  apply: (subject) => ({ subject: { ...subject, clip: { norm: 1 } }, change: 'clip: { norm: 1 }' }),
};

const scaled = (subject: Subject, part: 'x' | 'y'): Subject => ({
  ...subject,
  scaling: { ...subject.scaling, [part]: true },
});

/** Columns of x with mean 0 and standard deviation 1 (LeCun et al. 1998, section 4.3). */
export const scaleX: Fix = {
  name: 'scale x',
  notebook: null,
  apply: (subject) => ({ subject: scaled(subject, 'x'), change: 'x.sub(mean).div(std)' }),
};

/** Columns of y with mean 0 and standard deviation 1, for a regression. */
export const scaleY: Fix = {
  name: 'scale y',
  notebook: null,
  apply: (subject, { output }) =>
    output?.encoding === 'numbers' ? { subject: scaled(subject, 'y'), change: 'y.sub(mean).div(std)' } : null,
};
