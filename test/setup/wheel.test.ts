import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { paths, projectPaths } from '../../scripts/paths.mjs';
import { createContext } from '../../scripts/setup/context.mjs';
import { InterruptedError } from '../../scripts/setup/errors.mjs';
import { listFiles } from '../../scripts/files.mjs';
import { native } from '../../scripts/setup/native/index.mjs';
import { unpackWheel } from '../../scripts/setup/native/wheel.mjs';
import { Progress } from '../../scripts/progress.mjs';
import { makeWheel, type Manner, servePackage } from './package-index.js';
import { folderForTest, programsIn, remove, until } from './project.js';

const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const contents = {
  'tensorflow/libtensorflow_cc.so.2': 40_000_000,
  'tensorflow/libtensorflow_framework.so.2': 1_000,
  'tensorflow/include/tensorflow/c/c_api.h': '// the C API',
  'tensorflow/include/tensorflow/c/eager/c_api.h': '// eager',
  'tensorflow/include/tensorflow/core/platform/ctstring.h': '// strings',
  'tensorflow/include/tsl/platform/ctstring_internal.h': '// strings, inside',
  'tensorflow/include/xla/tsl/c/tsl_status.h': '// status',
  'tensorflow/include/tsl/c/tsl_status.h': '// status, up to TensorFlow 2.16',
  'tensorflow/include/tsl/platform/env.h': '// not of the C API',
  'tensorflow/include/Eigen/Core': '// nor this',
  'tensorflow/python/eager/context.py': '# nor this',
};

let folder: string;
beforeEach(() => {
  folder = folderForTest();
});

/** Sets up TensorFlow from a small wheel that a server on this machine sends in some manner. */
async function unpack(files: Record<string, number | string>, manner: Manner, pinned?: string) {
  const { file, sha256 } = makeWheel(folder, files);
  for (const [name, value] of Object.entries(await servePackage(file, manner))) vi.stubEnv(name, value);
  const project = { ...projectPaths(path.join(folder, 'project')), python: paths.python };
  mkdirSync(project.native, { recursive: true });
  const controller = new AbortController();
  const said: string[] = [];
  const context = createContext(
    native,
    project,
    {},
    controller.signal,
    new Progress({ write: () => true }, 1),
  );
  const wheel = {
    distribution: 'tensorflow-cpu',
    version: '2.21.0',
    tag: 'manylinux_2_27_x86_64',
    libraries,
  };
  const done = unpackWheel(
    { ...context, progress: (text) => said.push(text) },
    { ...wheel, sha256: pinned ?? sha256 },
  );
  return { project, controller, said, done };
}

describe("TensorFlow's wheel is downloaded", () => {
  it('and the libraries and headers alone are unpacked, with progress', async () => {
    const { project, said, done } = await unpack(contents, 'whole');
    const unpacked = await done;
    expect(unpacked).toBe(path.join(project.native, 'tensorflow-cpu-2.21.0-manylinux_2_27_x86_64'));
    expect(listFiles(unpacked)).toEqual([
      'include/tensorflow/c/c_api.h',
      'include/tensorflow/c/eager/c_api.h',
      'include/tensorflow/core/platform/ctstring.h',
      'include/tsl/c/tsl_status.h',
      'include/tsl/platform/ctstring_internal.h',
      'include/xla/tsl/c/tsl_status.h',
      'lib/libtensorflow_cc.so.2',
      'lib/libtensorflow_framework.so.2',
    ]);
    expect(readdirSync(project.native)).toEqual([path.basename(unpacked)]);
    expect(said).toContainEqual(expect.stringMatching(/^downloading \d+ of \d+ MB \(\d+ %\)$/));
    expect(said).toContainEqual(expect.stringMatching(/^unpacking 17 of 40 MB \(41 %\)$/));
  });

  it('and refused where its hash is not the pinned one', async () => {
    const { project, done } = await unpack(contents, 'whole', '0'.repeat(64));
    await expect(done).rejects.toThrow(
      /is not the file it should be, and was deleted:[^]*expected is +0{64}\.$/,
    );
    expect(readdirSync(project.native)).toEqual([]);
  });

  it('and nothing is left of it where the connection breaks off', async () => {
    const { project, done } = await unpack(contents, 'cut off');
    await expect(done).rejects.toThrow(/pip .*download[^]*failed with exit code/);
    expect(readdirSync(project.native)).toEqual([]);
  });

  it('and nothing is left of it where a library is missing in it', async () => {
    const { 'tensorflow/libtensorflow_cc.so.2': missing, ...rest } = contents;
    const { project, done } = await unpack({ ...rest, 'tensorflow/other.so': missing }, 'whole');
    await expect(done).rejects.toThrow(/There is no item named 'tensorflow\/libtensorflow_cc.so.2'/);
    expect(readdirSync(project.native)).toEqual([]);
  });

  it('until set-up is told to stop: then pip ends, and nothing is left', async () => {
    const { project, controller, said, done } = await unpack(contents, 'slow');
    await until('the download has begun', () => said.some((text) => text.startsWith('downloading')));
    expect(programsIn(folder)).not.toEqual([]);
    controller.abort();
    await expect(done).rejects.toThrow(InterruptedError);
    expect(readdirSync(project.native)).toEqual([]);
    expect(programsIn(folder)).toEqual([]);
  });
});

it('A TensorFlow that lost a library is unpacked again', async () => {
  const { project, done } = await unpack(contents, 'whole');
  const unpacked = await done;
  const library = path.join(unpacked, 'lib', 'libtensorflow_cc.so.2');
  remove(library);
  const again = await unpack(contents, 'whole');
  expect(await again.done).toBe(unpacked);
  expect(existsSync(library)).toBe(true);
  expect(readdirSync(project.native)).toEqual([path.basename(unpacked)]);
});
