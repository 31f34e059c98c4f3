// Bundles the op tests that @tensorflow/tfjs-core ships, so that they run in Node.
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const core = join(root, 'node_modules/@tensorflow/tfjs-core/dist');

/** Those that read pixels of a page. */
const BROWSER = /browser|to_pixels|from_pixels/;

/**
 * Writes the bundle. Its gradient functions, tf.grad and the like, run through `globalThis.throughCompile` where there is one.
 *
 * @param {string} outfile
 */
export async function bundle(outfile) {
  const listed = readFileSync(join(core, 'tests.js'), 'utf8').matchAll(
    /'\.\/((?:ops|gradients|variable|tensor_test|optimizers)[^']*)'/g,
  );
  const tests = [...listed].map(([, name]) => name).filter((name) => !BROWSER.test(name));
  const contents = [
    `import { setTestEnvs } from '${join(core, 'jasmine_util.js')}';`,
    `setTestEnvs([{ name: 'test-tensorflow', backendName: 'tensorflow', flags: {}, isDataSync: true }]);`,
    ...tests.map((name) => `require('${join(core, name)}.js');`),
  ].join('\n');
  await build({
    stdin: { contents, resolveDir: root, loader: 'js' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'error',
    external: ['jasmine-core', 'jasmine-core/*', 'node-fetch'],
    plugins: [{ name: 'gradients', setup: wrapGradients }],
  });
  return tests.length;
}

/** @param {import('esbuild').PluginBuild} plugin */
function wrapGradients(plugin) {
  plugin.onLoad({ filter: /tfjs-core\/dist\/gradients\.js$/ }, ({ path }) => {
    const source = readFileSync(path, 'utf8');
    const exported = /export \{ ([^}]*)\};/;
    const functions = ['grad', 'grads', 'valueAndGrad', 'valueAndGrads'];
    const wrapped = functions.map(
      (name) => `const ${name}Compiled = (f) => {
        const g = ${name}(f);
        return (...args) => (globalThis.throughCompile ? globalThis.throughCompile(g, args) : g(...args));
      };`,
    );
    const names = (exported.exec(source)?.[1] ?? '').split(', ').map((name) => name.trim());
    const renamed = names.map((name) => (functions.includes(name) ? `${name}Compiled as ${name}` : name));
    return {
      loader: 'js',
      contents: source.replace(exported, `${wrapped.join('\n')}\nexport { ${renamed.join(', ')} };`),
    };
  });
}
