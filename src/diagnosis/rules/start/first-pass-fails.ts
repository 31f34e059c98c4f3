import type { Cause } from '../../finding';
import type { Start } from '../../start/start';
import { failureRule } from '../failure';

function causeOf(message: string): Cause {
  if (message.includes('gradient of')) return 'zero-derivative-op';
  return message.includes('does not depend') ? 'frozen-or-disconnected' : 'data-mistake';
}

/** The first pass can't be run, and training neither. */
export const firstPassFails = failureRule<Start>({
  name: 'first-pass-fails',
  cause: 'frozen-or-disconnected',
  summary: 'the first forward or backward pass throws, as training would',
  source: 'tfjs: the pass itself',
  quantity: 'passes that could be run',
  problem: 'The first pass fails',
  meaning: 'Training fails in the same way, at its first step.',
  causeOf,
});
