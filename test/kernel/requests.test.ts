// The order of requests, and what becomes of those that wait behind a failing one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Kernel } from './support/kernel';

let kernel: Kernel;
beforeAll(async () => {
  kernel = await Kernel.start();
});
afterAll(() => kernel.shutdown());

const statuses = (ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await kernel.executed(id)).reply.status));

describe('cells that wait behind a failing one', () => {
  test('are aborted and do not run', async () => {
    await kernel.execute('let ran = 0;');
    const ids = ['throw new Error("stop")', 'ran++', 'ran++'].map((code) => kernel.sendCode(code));
    expect(await statuses(ids)).toEqual(['error', 'aborted', 'aborted']);
    expect((await kernel.execute('ran')).result).toBe('0');
  });

  test('have no number, which is beside the failing cell alone', async () => {
    const ids = ['throw new Error("stop")', '1'].map((code) => kernel.sendCode(code));
    const replies = await Promise.all(ids.map(async (id) => (await kernel.executed(id)).reply));
    expect(replies[0]!.execution_count).toBeGreaterThan(0);
    expect(replies[1]).toEqual({ status: 'aborted' });
  });

  test('are aborted also when they arrive while it fails, and those after its reply are not', async () => {
    const failing = kernel.sendCode('throw new Error("stop")');
    await kernel.event(({ parent, type }) => parent === failing && type === 'execute_input');
    const waiting = kernel.sendCode('1');
    expect(await statuses([failing, waiting])).toEqual(['error', 'aborted']);
    expect((await kernel.execute('1')).reply.status).toBe('ok');
  });

  test('are aborted behind a cell that does not compile, and behind a floating rejection', async () => {
    for (const code of ['const n: number = "s"', 'void Promise.reject(new Error("floating"))']) {
      const ids = [code, '1'].map((cell) => kernel.sendCode(cell));
      expect(await statuses(ids)).toEqual(['error', 'aborted']);
    }
  });

  test('run where stop_on_error is false', async () => {
    const ids = [
      kernel.sendCode('throw new Error("go on")', { stop_on_error: false }),
      kernel.sendCode('1'),
      kernel.sendCode('2'),
    ];
    expect(await statuses(ids)).toEqual(['error', 'ok', 'ok']);
  });

  test('run where the failing one is silent', async () => {
    const ids = [kernel.sendCode('throw new Error("quiet")', { silent: true }), kernel.sendCode('1')];
    expect(await statuses(ids)).toEqual(['error', 'ok']);
  });

  test('leave other requests answered', async () => {
    kernel.sendCode('throw new Error("stop")');
    const info = kernel.request('kernel_info_request', {});
    const complete = kernel.request('is_complete_request', { code: '1' });
    expect((await info).status).toBe('ok');
    expect((await complete).status).toBe('complete');
  });
});

test('cells run one after another, also when they wait', async () => {
  const codes = [
    'const order: string[] = []; await new Promise((done) => setTimeout(done, 100)); order.push("a");',
    'order.push("b");',
    'order.join("")',
  ];
  const ids = codes.map((code) => kernel.sendCode(code));
  expect((await kernel.executed(ids[2]!)).result).toBe("'ab'");
});

test('a silent request shows nothing and has no number, but tells how it ended', async () => {
  const before = (await kernel.execute('1')).reply.execution_count as number;
  const quiet = await kernel.execute('console.log("hidden"); console.error("hidden"); 1', { silent: true });
  expect(quiet).toMatchObject({ outputs: [], reply: { status: 'ok', execution_count: before } });
  const failing = await kernel.execute('throw new Error("told")', { silent: true });
  expect(failing).toMatchObject({ outputs: [], reply: { status: 'error', ename: 'Error', evalue: 'told' } });
  expect((await kernel.execute('1')).reply.execution_count).toBe(before + 1);
});

test('a request with store_history false shows its output but has no number and no place in the history', async () => {
  const before = (await kernel.execute('1')).reply.execution_count as number;
  const shown = await kernel.execute('"not kept"', { store_history: false });
  expect(shown.result).toBe("'not kept'");
  expect((await kernel.execute('1')).reply.execution_count).toBe(before + 1);
  const { history } = await kernel.request('history_request', {
    output: true,
    raw: true,
    hist_access_type: 'tail',
    n: 2,
  });
  expect(history).toEqual([
    [1, before, ['1', '1']],
    [1, before + 1, ['1', '1']],
  ]);
});

test('errors in two requests without a number each mark their own line', async () => {
  const first = await kernel.execute('const one = 1;\nthrow new Error("first")', { store_history: false });
  const second = await kernel.execute('throw new Error("second")', { store_history: false });
  expect(first.error!.traceback).toContain('> 2 | throw new Error("first")');
  expect(second.error!.traceback).toContain('> 1 | throw new Error("second")');
});

test('every request is framed by busy and idle', async () => {
  for (const type of ['kernel_info_request', 'comm_info_request', 'no_such_request']) {
    const id = kernel.send(type, {});
    await kernel.replyTo(id);
    const states: unknown[] = [];
    await kernel.event(({ parent, type: kind, content }) => {
      if (parent === id && kind === 'status') states.push(content.execution_state);
      return states.length === 2;
    });
    expect(states).toEqual(['busy', 'idle']);
  }
});

test('a request that the kernel does not know is answered with an error', async () => {
  for (const channel of ['shell', 'control'] as const) {
    const reply = await kernel.request('no_such_request', {}, channel);
    expect(reply).toMatchObject({
      status: 'error',
      ename: 'NotSupported',
      evalue: 'this kernel knows no no_such_request',
    });
  }
});

test('a comm that a front end opens is closed', async () => {
  const id = kernel.send('comm_open', { comm_id: 'abc', target_name: 'jupyter.widget', data: {} });
  const closed = await kernel.event(({ parent, type }) => parent === id && type === 'comm_close');
  expect(closed.content.comm_id).toBe('abc');
});

test('a message with a wrong signature is ignored, and noted in the log of Jupyter', async () => {
  kernel.command({
    do: 'send_unsigned',
    type: 'execute_request',
    content: { code: 'console.log("forged")' },
    id: 'forged',
  });
  await kernel.execute('1');
  expect(kernel.log).toContain('tslab kernel: a message with a wrong signature');
  expect((await kernel.execute('2')).result).toBe('2');
});
