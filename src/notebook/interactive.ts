// Whether a reader works in the notebook, or it runs by itself.
import { invalidArgument } from '../errors';
import { environmentVariable } from '../platform';

/** The environment variable that says what a claim does where it does not hold, whoever runs the notebook. */
const VARIABLE = 'VANISHING_GRADIENTS_CLAIMS';
/** The key of the function by which this project's kernel says whether the front end takes input, as it does for a reader. */
const ALLOWS_INPUT = Symbol.for('Jupyter.allowsInput');

/**
 * Whether a claim that does not hold is only shown: to a reader who plays with the numbers. A notebook that runs by itself throws, and
 * so does a program or a kernel that does not know.
 */
export function isInteractive(): boolean {
  const chosen = environmentVariable(VARIABLE) ?? '';
  if (chosen !== '' && chosen !== 'show' && chosen !== 'throw')
    throw invalidArgument('claim', `the environment variable ${VARIABLE}`, "'show' or 'throw'", chosen);
  if (chosen !== '') return chosen === 'show';
  const ask = (globalThis as Record<symbol, unknown>)[ALLOWS_INPUT] as (() => boolean) | undefined;
  return ask?.() ?? false;
}
