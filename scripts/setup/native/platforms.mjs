/**
 * @typedef {'prebuilt' | 'wheel'} Route tfjs-node's own prebuilt binaries, or an addon built here against the
 *   libraries in TensorFlow's wheel for Python
 *
 * @typedef {object} Wheel
 * @property {string} distribution
 * @property {string} version
 * @property {string} tag the platform in its file name
 * @property {string} sha256
 * @property {string[]} libraries those that make up TensorFlow's C library
 */

/** A wheel has to be one for some Python; its Python part is not used. */
export const wheelPython = '3.11';

const linux = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const macos = ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'];

/**
 * The ways to TensorFlow by system and processor, the better way first. The name of tfjs-node's prebuilt addon has no
 * processor in it: on arm64 it is the one for x64, so the wheel comes first there.
 * @type {Record<string, {prebuilt?: true, wheel?: Wheel} | undefined>}
 */
const platforms = {
  'linux-x64': {
    prebuilt: true,
    wheel: {
      distribution: 'tensorflow-cpu',
      version: '2.21.0',
      tag: 'manylinux_2_27_x86_64',
      sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
      libraries: linux,
    },
  },
  'linux-arm64': {
    wheel: {
      distribution: 'tensorflow',
      version: '2.21.0',
      tag: 'manylinux_2_27_aarch64',
      sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
      libraries: linux,
    },
    prebuilt: true,
  },
  'darwin-arm64': {
    wheel: {
      distribution: 'tensorflow',
      version: '2.21.0',
      tag: 'macosx_12_0_arm64',
      sha256: '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
      libraries: macos,
    },
    prebuilt: true,
  },
  'darwin-x64': {
    prebuilt: true,
    wheel: {
      distribution: 'tensorflow',
      version: '2.16.2', // the last one for these machines
      tag: 'macosx_10_15_x86_64',
      sha256: 'ec06570d57bfa0e2be804405e3cdc2960e94887e7619ffb6bc053e9775b695aa',
      libraries: macos,
    },
  },
  'win32-x64': { prebuilt: true },
};

/** The builds that this machine can use. */
export const platform = platforms[`${process.platform}-${process.arch}`];
