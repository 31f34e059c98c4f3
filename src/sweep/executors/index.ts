// The public face of executors.
export {
  type Executor,
  type ExecutorEvent,
  type Job,
  type Limits,
  type Listener,
  type Task,
} from './executor';
export { InlineExecutor } from './inline';
export { LocalExecutor, type LocalOptions } from './local';
