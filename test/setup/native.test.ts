import { cpSync, existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Project, projectPaths } from '../../scripts/paths.mjs';
import { chooseRoutes } from '../../scripts/setup/native/index.mjs';
import { servePrebuilt } from './prebuilt-host.js';
import { copyWithLoans, remove, setUp, setUpWell, temporaryFolder } from './project.js';

describe('The route to TensorFlow', () => {
  it('is the better one, unless another one was taken before', () => {
    expect(chooseRoutes(['prebuilt', 'wheel'], undefined, undefined)).toEqual(['prebuilt', 'wheel']);
    expect(chooseRoutes(['prebuilt', 'wheel'], 'prebuilt', undefined)).toEqual(['prebuilt', 'wheel']);
    expect(chooseRoutes(['prebuilt', 'wheel'], 'wheel', undefined)).toEqual(['wheel', 'prebuilt']);
  });

  it('is the one that is asked for, and no other', () => {
    expect(chooseRoutes(['prebuilt', 'wheel'], 'prebuilt', 'wheel')).toEqual(['wheel']);
    expect(() => chooseRoutes(['prebuilt'], undefined, 'wheel')).toThrow(
      /--native=wheel is not possible on this system/,
    );
  });
});

describe.skipIf(process.platform === 'win32')('TensorFlow', () => {
  let project: Project;
  let packageJson: string;
  let built: string;
  beforeAll(async () => {
    project = projectPaths(copyWithLoans());
    packageJson = readFileSync(path.join(project.tfjsNode, 'package.json'), 'utf8');
    built = temporaryFolder();
    await setUpWell(project.root, ['--native=wheel']);
  });
  afterAll(() => {
    remove(path.dirname(project.root));
    remove(built);
  });

  /** The real path of tfjs-node's TensorFlow. */
  const deps = () => path.relative(project.native, realpathSync(path.join(project.tfjsNode, 'deps')));
  const route = () => readFileSync(path.join(project.native, 'route'), 'utf8').trim();

  it('is put back into a new node_modules from .native, without a download or a compiler', async () => {
    remove(path.join(project.tfjsNode, 'deps'));
    remove(path.join(project.tfjsNode, 'lib'));
    const { code, output } = await setUp(project.root, [], {
      ...process.env,
      CXX: 'no-compiler',
      PIP_NO_INDEX: '1',
    });
    expect(code, output).toBe(0);
    expect(deps()).toMatch(/^tensorflow/);
  });

  it("comes from tfjs-node's own installer when that is asked for; that stays, until the wheel is", async () => {
    const napi = readdirSync(path.join(project.tfjsNode, 'lib'))[0]!;
    cpSync(path.join(project.tfjsNode, 'lib'), built, { recursive: true });
    const tensorflow = realpathSync(path.join(project.tfjsNode, 'deps'));
    const { asked, env } = await servePrebuilt({ tensorflow, addon: built, napi });

    const { output } = await setUpWell(project.root, ['--native=prebuilt'], { ...process.env, ...env });
    expect(output).toMatch(/TensorFlow: [\d.]+, tfjs-node's own prebuilt one, [\d.]+ s\n/);
    expect(asked).toHaveLength(2);
    expect([deps(), route()]).toEqual([expect.stringMatching(/^prebuilt.*deps$/), 'prebuilt']);
    expect(readFileSync(path.join(project.tfjsNode, 'package.json'), 'utf8')).toBe(packageJson);

    remove(path.join(project.state, 'tensorflow.json'));
    await setUpWell(project.root);
    expect([deps(), route()]).toEqual([expect.stringMatching(/^prebuilt/), 'prebuilt']);

    await setUpWell(project.root, ['--native=wheel']);
    expect([deps(), route()]).toEqual([expect.stringMatching(/^tensorflow/), 'wheel']);
    remove(
      path.join(
        project.native,
        readdirSync(project.native).find((name) => name.startsWith('prebuilt'))!,
      ),
    );
  });

  it('comes from the wheel where the host of the prebuilt one does not answer, within half a minute', async () => {
    const { asked, env } = await servePrebuilt();
    remove(path.join(project.native, 'route'));
    remove(path.join(project.state, 'tensorflow.json'));
    const { seconds } = await setUpWell(project.root, [], { ...process.env, ...env });
    expect(asked).toHaveLength(process.arch === 'x64' ? 1 : 0);
    expect([deps(), route()]).toEqual([expect.stringMatching(/^tensorflow/), 'wheel']);
    expect(seconds).toBeLessThan(30);
    expect(readdirSync(project.native).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('that can not be had as asked for is told, and the one that works stays', async () => {
    const env = { ...process.env, TFJS_NODE_CDN_STORAGE: 'http://127.0.0.1:9/' };
    const { code, output } = await setUp(project.root, ['--native=prebuilt'], env);
    expect(code).toBe(1);
    expect(output).toMatch(
      /prebuilt files could not be installed: Error: connect ECONNREFUSED 127\.0\.0\.1:9\n/,
    );
    expect(output).not.toMatch(/^ +at /m);
    await setUpWell(project.root);
    expect(route()).toBe('wheel');
  });

  it('that does not multiply is not taken for working, and not kept', async () => {
    const addon = readdirSync(project.native).find((name) => name.startsWith('addon'))!;
    const file = path.join(project.native, addon, readdirSync(built)[0]!, 'tfjs_binding.node');
    remove(file);
    writeFileSync(file, 'no program');
    remove(path.join(project.state, 'tensorflow.json'));
    const { code, output } = await setUp(project.root, ['--native=wheel']);
    expect(code).toBe(1);
    expect(output).toMatch(/TensorFlow was installed, but does not work:\n.*prove\.mjs/);
    expect(existsSync(path.join(project.native, addon))).toBe(false);
    expect(existsSync(path.join(project.state, 'tensorflow.json'))).toBe(false);
  });
});
