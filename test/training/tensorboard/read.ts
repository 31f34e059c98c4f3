// TensorBoard's own reader, installed on first use.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.resolve(__dirname, '../../..');
const windows = process.platform === 'win32';
const python = path.join(root, '.venv', windows ? 'Scripts/python.exe' : 'bin/python');
const pins = path.join(__dirname, 'requirements.txt');
const folder = path.join(root, 'build', 'tensorboard');
const stamp = path.join(folder, 'made-from.txt');

/** The content of a folder of event files: [step, value] a tag, and [step, [from, to, count][]] a histogram. */
export interface Events {
  readonly scalars: Readonly<Record<string, [number, number][]>>;
  readonly histograms: Readonly<Record<string, [number, [number, number, number][]][]>>;
}

async function installed(): Promise<void> {
  const made = readFileSync(pins, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === made) return;
  rmSync(folder, { recursive: true, force: true });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--no-deps'];
  await run(python, [...pip, '--target', folder, '-r', pins]);
  writeFileSync(stamp, made);
}

/** Reads a folder of event files as TensorBoard does. */
export async function readEvents(events: string): Promise<Events> {
  await installed();
  const { stdout } = await run(python, [path.join(__dirname, 'read.py'), events], {
    env: { ...process.env, PYTHONPATH: folder },
    maxBuffer: 2 ** 26,
  });
  const { scalars, histograms } = JSON.parse(stdout) as {
    scalars: Record<string, [number, string][]>;
    histograms: Events['histograms'];
  };
  const numbers = Object.entries(scalars).map(([tag, points]) => [
    tag,
    points.map(([step, value]) => [step, { nan: NaN, inf: Infinity }[value] ?? Number(value)]),
  ]);
  return { scalars: Object.fromEntries(numbers) as Events['scalars'], histograms };
}
