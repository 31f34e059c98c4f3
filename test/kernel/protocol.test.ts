// The suite with which the Jupyter project tests kernels.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, test } from 'vitest';
import { environment, paths } from './support/environment';

interface Result {
  readonly test: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly detail: string;
}

const tests = [
  'test_clear_output',
  'test_completion',
  'test_display_data',
  'test_error',
  'test_execute_result',
  'test_execute_stderr',
  'test_execute_stdout',
  'test_history',
  'test_inspect',
  'test_is_complete',
  'test_kernel_info',
  'test_recv_iopub_welcome_msg',
];
/** IPython's pager has no counterpart in TypeScript; tslab has no call that pages. */
const leftOut = ['test_pager'];

describe('jupyter_kernel_test', () => {
  const results = new Map<string, Result>();

  beforeAll(async () => {
    const script = join(import.meta.dirname, 'support', 'kernel_tests.py');
    const python = spawn(paths.python, [script], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface(python.stdout)) {
      const result = JSON.parse(line) as Result;
      results.set(result.test, result);
    }
  });

  test.each(tests)('passes %s', (name) => {
    expect(results.get(name)).toEqual({ test: name, outcome: 'passed', detail: '' });
  });

  test('has no other tests than these and the one that is left out', () => {
    expect([...results.keys()].sort()).toEqual([...tests, ...leftOut].sort());
    for (const name of leftOut) expect(results.get(name)?.outcome).toBe('skipped');
  });
});
