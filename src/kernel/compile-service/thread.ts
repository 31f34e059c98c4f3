// The thread that talks to the service while the main thread waits. It answers null when there is no service any more.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { lineOf, type Greeting, type ServiceReply, type ServiceRequest } from './protocol';

export interface ThreadOptions extends Greeting {
  readonly address: string;
  readonly answers: MessagePort;
  /** Set to 1, and notified, when there is an answer. */
  readonly answered: Int32Array;
}

const { address, folder, build, answers, answered } = workerData as ThreadOptions;
let isGone = false;
let isAsked = false;

const give = (answer: ServiceReply | null): void => {
  isAsked = false;
  answers.postMessage(answer);
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
};

const socket = connect(address);
socket.write(lineOf({ folder, build }));
const lines = createInterface({ input: socket }).on('line', (line) => {
  give(JSON.parse(line) as ServiceReply);
});
for (const source of [socket, lines]) source.on('error', () => undefined); // 'close' follows
socket.on('close', () => {
  isGone = true;
  if (isAsked) give(null);
});

parentPort!.on('message', (question: ServiceRequest) => {
  isAsked = true;
  if (isGone) give(null);
  else socket.write(lineOf(question));
});
