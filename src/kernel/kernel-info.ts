// The kernel's answer to kernel_info_request.
import { versions } from './tslab';

export const kernelInfo = {
  status: 'ok',
  protocol_version: '5.4',
  implementation: 'tslab',
  implementation_version: versions.tslab,
  language_info: {
    name: 'typescript',
    version: versions.typescript,
    mimetype: 'text/typescript',
    file_extension: '.ts',
    // JupyterLab highlights by `mode`, older front ends by the other two.
    codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
    pygments_lexer: 'typescript',
  },
  banner: `TypeScript ${versions.typescript}, Node ${process.version}, tslab ${versions.tslab}`,
  help_links: [],
  debugger: false,
};
