// Connects a notebook with the system: standard input, file descriptors, and processes that cells start. All of it is set up here, once,
// before the first cell runs.
import type { MessagePort } from 'node:worker_threads';
import { followDirectWrites } from '../process/direct-writes';
import { answerReads } from '../process/read-descriptor';
import { StandardInput } from '../process/standard-input';
import { StartedThings } from '../run/started';
import type { Execution } from './execution';
import type { Link } from './link';
import { installPrompt } from './prompt';
import { Questions } from './questions';

interface Edges {
  readonly link: Link;
  readonly execution: Execution;
  readonly numbers: Int32Array;
  readonly answers: MessagePort;
  /** A child of the kernel's own, see process/descriptors.ts. */
  readonly keeper: number | undefined;
}

export function watchEdges({ link, execution, numbers, answers, keeper }: Edges): Questions {
  const post = link.post.bind(link);
  const questions = new Questions({
    post,
    numbers,
    answers,
    asker: () => execution.concerned?.asker ?? null,
  });
  const input = new StandardInput(questions);
  input.install();
  installPrompt(questions);
  answerReads(() => questions.askAndWait('standard input', {}));
  followDirectWrites(() => {
    link.written();
  });

  const started = new StartedThings(() => execution.owners.current);
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
  return questions;
}
