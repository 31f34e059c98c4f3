// Tells files of the kernel, tslab and the compiler included, from those of the notebook.
import { folders } from './tslab';

const KERNEL_FOLDERS = [__dirname, ...folders];

export const isKernelFile = (file: string): boolean =>
  file.startsWith('node:') || KERNEL_FOLDERS.some((folder) => file.startsWith(folder));
