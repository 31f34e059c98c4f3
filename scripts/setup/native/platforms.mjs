/**
 * @typedef {'prebuilt' | 'wheel'} Route tfjs-node's own prebuilt binary, or built against TensorFlow's Python wheel
 *
 * @typedef {object} Wheel TensorFlow's wheel for Python, and what of it is used
 * @property {string} distribution
 * @property {string} version
 * @property {string} tag the platform in its file name
 * @property {string} sha256
 * @property {string[]} libraries the C library, in the order in which the linker takes them
 *
 * @typedef {object} Platform
 * @property {Route[]} routes the ways to TensorFlow, the better first
 * @property {Wheel} [wheel]
 */

/** Which Python the wheel is made for is of no matter: its Python part is not used. */
export const wheelPython = '3.11';

const linux = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const macos = ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'];

// The prebuilt addon's name has the system in it but not the processor: on arm64 it is the one for x64. There it
// comes second, since a compiler may still make it work.
/** @type {Record<string, Platform>} */
const platforms = {
  'linux-x64': {
    routes: ['prebuilt', 'wheel'],
    wheel: {
      distribution: 'tensorflow-cpu',
      version: '2.21.0',
      tag: 'manylinux_2_27_x86_64',
      sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
      libraries: linux,
    },
  },
  'linux-arm64': {
    routes: ['wheel', 'prebuilt'],
    wheel: {
      distribution: 'tensorflow',
      version: '2.21.0',
      tag: 'manylinux_2_27_aarch64',
      sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
      libraries: linux,
    },
  },
  'darwin-arm64': {
    routes: ['wheel', 'prebuilt'],
    wheel: {
      distribution: 'tensorflow',
      version: '2.21.0',
      tag: 'macosx_12_0_arm64',
      sha256: '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
      libraries: macos,
    },
  },
  'darwin-x64': {
    routes: ['prebuilt', 'wheel'],
    wheel: {
      distribution: 'tensorflow',
      version: '2.16.2', // the last one for these machines
      tag: 'macosx_10_15_x86_64',
      sha256: 'ec06570d57bfa0e2be804405e3cdc2960e94887e7619ffb6bc053e9775b695aa',
      libraries: macos,
    },
  },
  'win32-x64': { routes: ['prebuilt'] },
};

/**
 * @param {string} [name]
 * @returns {Platform | undefined}
 */
export const findPlatform = (name = `${process.platform}-${process.arch}`) => platforms[name];
