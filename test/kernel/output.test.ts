// Output of cells arrives whole, in order, and where it belongs.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shownEarly } from './support/cells';
import { temporaryFolder } from './support/environment';
import { Kernel, sleep } from './support/kernel';

let kernel: Kernel;
const folder = temporaryFolder();
beforeAll(async () => {
  kernel = await Kernel.startWith('import * as tslab from "tslab"; const { display, newDisplay } = tslab;', {
    folder,
  });
});
afterAll(() => kernel.shutdown());

describe('a burst of', () => {
  test('100,000 lines arrives whole, in few messages', async () => {
    const { stdout, outputs } = await kernel.execute('for (let i = 0; i < 100_000; i++) console.log(i)');
    expect(stdout).toBe(Array.from({ length: 100_000 }, (_, i) => `${i}\n`).join(''));
    expect(outputs.length).toBeLessThan(1000);
  });

  test('3,000 displays arrives whole and in order', async () => {
    const { outputs } = await kernel.execute('for (let i = 0; i < 3000; i++) display.text(String(i))');
    const texts = outputs.map(({ content }) => (content.data as Record<string, string>)['text/plain']);
    expect(texts).toEqual(Array.from({ length: 3000 }, (_, i) => String(i)));
  });

  test('one line of 20 MB arrives whole', async () => {
    const { stdout } = await kernel.execute('console.log("x".repeat(20_000_000))');
    expect(stdout.length).toBe(20_000_001);
  });
});

describe('a stream', () => {
  test('keeps its place between displays and the other stream', async () => {
    const { outputs } = await kernel.execute(
      'console.log(1); console.log(2); console.error(3); display.text("4"); console.log(5); console.warn(6)',
    );
    const seen = outputs.map(({ type, content }) =>
      type === 'stream' ? [content.name, content.text] : type,
    );
    expect(seen).toEqual([
      ['stdout', '1\n2\n'],
      ['stderr', '3\n'],
      'display_data',
      ['stdout', '5\n'],
      ['stderr', '6\n'],
    ]);
  });

  test('shows a line while the cell goes on, even while it blocks', async () => {
    const { result } = await shownEarly(
      kernel,
      'console.log("first"); const until = Date.now() + 3000; while (Date.now() < until); "done"',
    );
    expect(result).toBe("'done'");
  });

  test('takes bytes, encodings, characters cut in two, and callbacks', async () => {
    const { stdout } = await kernel.execute(
      [
        'process.stdout.write(new TextEncoder().encode("bytes "));',
        'process.stdout.write("c3a920", "hex");',
        'const euro = Buffer.from("€");',
        'process.stdout.write(euro.subarray(0, 1)); process.stdout.write(euro.subarray(1));',
        'await new Promise<void>((done) => process.stdout.write(" end", () => done()));',
      ].join('\n'),
    );
    expect(stdout).toBe('bytes é € end');
  });

  test('ends a pipeline, more than once', async () => {
    const code =
      'await require("stream/promises").pipeline(require("stream").Readable.from(["one ", "two\\n"]), process.stdout);';
    expect((await kernel.execute(code)).stdout).toBe('one two\n');
    expect((await kernel.execute(code)).stdout).toBe('one two\n');
  });

  test('with half a character is repaired, since no notebook could be stored with it', async () => {
    const { stdout } = await kernel.execute(String.raw`console.log("a\ud83db \\ud83d")`);
    expect(stdout).toBe('a\ufffdb \\ud83d\n');
  });

  test('of a piped program arrives', async () => {
    const { stdout } = await kernel.execute(
      'const child = require("child_process").spawn("echo", ["from a program"]); child.stdout.pipe(process.stdout); await new Promise((done) => child.on("close", done));',
    );
    expect(stdout).toBe('from a program\n');
  });

  test('of a timer goes to the cell that is running, else to the last', async () => {
    const id = kernel.sendCode('setTimeout(() => console.log("later"), 150); null');
    await kernel.executed(id);
    await sleep(400);
    expect((await kernel.executed(id)).stdout).toBe('later\n');
    await kernel.execute('setTimeout(() => console.log("during"), 150); null');
    expect((await kernel.execute('await new Promise((done) => setTimeout(done, 400)); 1')).stdout).toBe(
      'during\n',
    );
  });
});

describe('a display', () => {
  test('with an id is updated in place', async () => {
    const { outputs } = await kernel.execute(
      'const live = newDisplay(); live.html("<b>1</b>"); live.html("<b>2</b>")',
    );
    expect(outputs.map(({ type }) => type)).toEqual(['display_data', 'update_display_data']);
    const ids = outputs.map(({ content }) => (content.transient as { display_id: string }).display_id);
    expect(ids[0]).toBeTruthy();
    expect(ids[0]).toBe(ids[1]);
  });

  test('of pictures is encoded', async () => {
    const { outputs } = await kernel.execute('display.png(new Uint8Array([1, 2, 3]))');
    expect(outputs[0]!.content.data).toEqual({ 'image/png': 'AQID' });
  });

  test('of a whole bundle, as the library makes it, finds the kernel through the loaded modules', async () => {
    writeFileSync(
      join(folder, 'library.js'),
      `const path = Object.keys(require.cache).find((file) => file.endsWith('/tslab/dist/jupyter.js'));
       exports.show = (data, id, update) =>
         require.cache[path].exports.lastWriteDisplayData({ data, metadata: {}, transient: { display_id: id } }, update);`,
    );
    const { outputs } = await kernel.execute(
      'const { show } = require("./library.js"); show({ "application/x": { a: [1] }, "text/plain": "a" }, "id-1"); show({ "text/plain": "b" }, "id-1", true)',
    );
    expect(outputs.map(({ type, content }) => [type, content.data])).toEqual([
      ['display_data', { 'application/x': { a: [1] }, 'text/plain': 'a' }],
      ['update_display_data', { 'text/plain': 'b' }],
    ]);
  });
});

test('warnings of a library about deprecated functions stay out of the notebook', async () => {
  const { stderr } = await kernel.execute(
    'process.emitWarning("outdated", "DeprecationWarning"); await null; process.emitWarning("told"); await new Promise((done) => setTimeout(done, 20));',
  );
  expect(stderr).not.toContain('outdated');
  expect(stderr).toContain('Warning: told');
});
