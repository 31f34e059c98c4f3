// Connects a notebook with the system: standard input, file descriptors, and processes that cells start. All of it is set up here, once,
// before the first cell runs.
import type { MessagePort } from 'node:worker_threads';
import { followDirectWrites } from '../process/direct-writes';
import { answerReads } from '../process/read-descriptor';
import { StandardInput } from '../process/standard-input';
import { StartedResources } from '../run/started';
import type { Execution } from './execution';
import type { Link } from './link';
import { installAllowsInput } from './allows-input';
import { installInterruptSignal } from './interrupt-signal';
import { installPrompt } from './prompt';
import { InputRequests } from './input-requests';

interface SystemParts {
  readonly link: Link;
  readonly execution: Execution;
  readonly numbers: Int32Array;
  readonly answers: MessagePort;
  /** A child of the kernel's own, see process/descriptors.ts. */
  readonly keeper: number | undefined;
}

export function connectSystem({ link, execution, numbers, answers, keeper }: SystemParts): InputRequests {
  const post = link.post.bind(link);
  const inputProvider = () => execution.concerned?.inputProvider ?? null;
  const inputRequests = new InputRequests({ post, numbers, answers, inputProvider });
  const input = new StandardInput(inputRequests);
  input.install();
  installPrompt(inputRequests);
  installAllowsInput(inputProvider);
  installInterruptSignal(() => execution.concerned?.signal ?? null);
  answerReads(() => inputRequests.askAndWait('standard input', {}));
  followDirectWrites(() => {
    link.written();
  });

  const started = new StartedResources(() => execution.owners.current);
  const tellOfWait = (waits: boolean) => {
    const others = keeper === undefined ? started.children : [...started.children, keeper];
    post({ kind: 'waiting', others: waits ? others : null });
  };
  started.follow(tellOfWait);
  execution.onInterrupt = () => {
    tellOfWait(false);
    input.reset();
    started.endAbandoned();
  };
  return inputRequests;
}
