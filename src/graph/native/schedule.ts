// Tasks of a plan: operations, divided by rows or joined, with what each waits for, the most urgent first.
import { lookUp } from '../look-up';
import type { Buffer, Operation, View } from './instructions';
import { Queue } from './queue';

/** A range of rows of an operation. */
export interface Part {
  readonly operation: Operation;
  readonly begin: number;
  readonly end: number;
}

/** Parts that one thread does in turn. */
export interface Task {
  readonly parts: Part[];
  /** The tasks that must be over before it begins. */
  readonly needs: Set<Task>;
  readonly gate: View | null;
  cost: number;
}

/** A operation is divided where it takes longer than this, in nanoseconds. */
const WORTH_DIVIDING = 1500;
/** A task of its own costs so much, in nanoseconds. */
const OVERHEAD = 150;
/** A operation that takes less is joined to the task that it waits for, though others wait for that too. */
const WORTH_A_TASK = 300;

/** A task that writes a buffer: one of the parts of the rows, or all. */
interface Writer {
  readonly task: Task;
  readonly rows: number;
  readonly part: number;
}

type Occupants = ReadonlyMap<Buffer, readonly Buffer[]>;

/**
 * Makes the tasks of operations, in an order in which they can run; memory must be laid out.
 *
 * An operation is divided only where a thread would have nothing to do beside it: each part of a product packs its matrices anew,
 * which takes a quarter of the time of a small one. On the way back, the two products of a layer run side by side, each whole.
 */
export function makeTasks(operations: readonly Operation[], threads: number, occupants: Occupants): Task[] {
  if (threads === 1) return inOrder(tasksOf(operations, 1, occupants, new Set()), 1).order;
  const whole = inOrder(tasksOf(operations, 1, occupants, new Set()), threads);
  const lonely = new Set(
    whole.order
      .filter((task) => lookUp(whole.idle, task) > task.cost / 2)
      .flatMap(({ parts }) => parts.map(({ operation }) => operation)),
  );
  return inOrder(tasksOf(operations, threads, occupants, lonely), threads).order;
}

/** The tasks, joined where that costs nothing. */
function tasksOf(
  operations: readonly Operation[],
  threads: number,
  occupants: Occupants,
  divisible: ReadonlySet<Operation>,
): Task[] {
  const tasks: Task[] = [];
  const writers = new Map<Buffer, Writer[]>();
  const readers = new Map<Buffer, Task[]>();
  const entry = <K, V>(map: Map<K, V[]>, key: K): V[] => {
    const known = map.get(key);
    if (known) return known;
    const made: V[] = [];
    map.set(key, made);
    return made;
  };
  const isDividedLike = (operation: Operation): boolean =>
    operation.reads.some(
      ({ buffer, byRows }) =>
        byRows && entry(writers, buffer).some(({ rows, part }) => part >= 0 && rows === operation.rows),
    );
  for (const operation of operations) {
    const isDivided =
      threads > 1 &&
      operation.rows >= 2 * threads &&
      (operation.cost > WORTH_DIVIDING ? divisible.has(operation) : isDividedLike(operation));
    const count = isDivided ? threads : 1;
    const made: Task[] = [];
    for (let part = 0; part < count; part++) {
      const needs = new Set<Task>();
      for (const { buffer, byRows } of operation.reads)
        for (const writer of entry(writers, buffer)) {
          const isAligned = isDivided && byRows && writer.part >= 0 && writer.rows === operation.rows;
          if (!isAligned || writer.part === part) needs.add(writer.task);
        }
      for (const { buffer } of operation.writes) {
        // A variable is written after all that read it; a place is given to another after all that had to do with it.
        if (buffer.kind === 'variable') for (const reader of entry(readers, buffer)) needs.add(reader);
        for (const before of occupants.get(buffer) ?? []) {
          for (const reader of entry(readers, before)) needs.add(reader);
          for (const { task } of entry(writers, before)) needs.add(task);
        }
      }
      const bound = (p: number): number => Math.floor((operation.rows * p) / count);
      const [begin, end] = isDivided ? [bound(part), bound(part + 1)] : [0, operation.rows];
      made.push({
        parts: [{ operation, begin, end }],
        needs,
        gate: operation.gate,
        cost: operation.cost / count,
      });
    }
    // An operation that has read what it writes stands for those that wrote it before: it has waited for them.
    for (const { buffer } of operation.writes)
      if (operation.reads.some((read) => read.buffer === buffer)) entry(writers, buffer).length = 0;
    made.forEach((task, part) => {
      const own = { part: isDivided ? part : -1, rows: operation.rows };
      for (const { buffer, byRows } of operation.writes)
        entry(writers, buffer).push({ task, ...(byRows ? own : { ...own, part: -1 }) });
      for (const { buffer } of operation.reads) entry(readers, buffer).push(task);
    });
    tasks.push(...made);
  }
  return joinTasks(tasks);
}

/** Joins a task to the only one that it waits for, where nothing else waits for that, or where it is short. */
function joinTasks(tasks: readonly Task[]): Task[] {
  const users = new Map<Task, number>();
  for (const { needs } of tasks) for (const need of needs) users.set(need, (users.get(need) ?? 0) + 1);
  const joinedTo = new Map<Task, Task>();
  const result: Task[] = [];
  for (const task of tasks) {
    const needs = new Set([...task.needs].map((need) => joinedTo.get(need) ?? need));
    const [only] = needs;
    const isShort = task.cost < WORTH_A_TASK;
    if (only && needs.size === 1 && only.gate === task.gate && (isShort || users.get(only) === 1)) {
      only.parts.push(...task.parts);
      only.cost += task.cost;
      joinedTo.set(task, only);
      users.set(only, (users.get(only) ?? 0) - 1 + (users.get(task) ?? 0));
      continue;
    }
    task.needs.clear();
    for (const need of needs) task.needs.add(need);
    result.push(task);
  }
  return result;
}

interface Order {
  readonly order: Task[];
  /** The time in nanoseconds for which a thread would have nothing to do while a task runs. */
  readonly idle: ReadonlyMap<Task, number>;
}

/** The order in which threads would take the tasks: of those that can run, the one with the most work behind it first. */
function inOrder(tasks: readonly Task[], threads: number): Order {
  const users = new Map<Task, Task[]>(tasks.map((task) => [task, []]));
  for (const task of tasks) for (const need of task.needs) lookUp(users, need).push(task);
  const urgency = new Map<Task, number>();
  for (const task of tasks.toReversed()) {
    const after = lookUp(users, task).reduce((most, user) => Math.max(most, lookUp(urgency, user)), 0);
    urgency.set(task, after + task.cost + OVERHEAD);
  }
  const waiting = new Map<Task, number>(tasks.map((task) => [task, task.needs.size]));
  const ready = new Queue<Task>((a, b) => lookUp(urgency, b) - lookUp(urgency, a));
  const running = new Queue<{ task: Task; end: number }>((a, b) => a.end - b.end);
  for (const task of tasks) if (task.needs.size === 0) ready.push(task);
  const order: Task[] = [];
  const idle = new Map<Task, number>();
  const atWork = new Set<Task>();
  for (let now = 0; order.length < tasks.length || atWork.size > 0;) {
    for (
      let task = atWork.size < threads ? ready.pop() : undefined;
      task;
      task = atWork.size < threads ? ready.pop() : undefined
    ) {
      order.push(task);
      idle.set(task, 0);
      running.push({ task, end: now + task.cost + OVERHEAD });
      atWork.add(task);
    }
    const finished = running.pop();
    if (!finished) throw new Error('native: tasks wait for one another');
    if (atWork.size < threads)
      for (const task of atWork) idle.set(task, lookUp(idle, task) + finished.end - now);
    atWork.delete(finished.task);
    now = finished.end;
    for (const user of lookUp(users, finished.task)) {
      const left = lookUp(waiting, user) - 1;
      waiting.set(user, left);
      if (left === 0) ready.push(user);
    }
  }
  return { order, idle };
}
