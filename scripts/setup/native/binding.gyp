# Builds tfjs-node's addon against the C library in TensorFlow's Python wheel. tfjs-node's own binding.gyp expects
# other file names, and absolute paths, which break where the project's folder has a space in its name.
# The addon goes into tfjs-node's lib/napi-vN, beside deps/lib with the libraries.
{
  'targets': [{
    'target_name': 'tfjs_binding',
    'sources': ['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc'],
    'include_dirs': ['tensorflow/include'],
    'defines': ['NAPI_VERSION=<(napi)'],
    # The libraries' paths are seen from the folder build.
    'conditions': [
      ['OS=="linux"', {
        'libraries': [
          '../tensorflow/lib/libtensorflow_cc.so.2',
          '../tensorflow/lib/libtensorflow_framework.so.2',
          '-Wl,-rpath,\\$$ORIGIN/../../deps/lib',
        ],
      }],
      ['OS=="mac"', {
        'libraries': [
          '../tensorflow/lib/libtensorflow_cc.2.dylib',
          '../tensorflow/lib/libtensorflow_framework.2.dylib',
          '-Wl,-rpath,@loader_path/../../deps/lib',
        ],
      }],
    ],
  }],
}
