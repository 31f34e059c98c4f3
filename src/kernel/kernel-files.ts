// Which code is the kernel's own, tslab and its compiler included, and not the notebook's.
import { folders } from './tslab';

const own = [__dirname, ...folders];

export const isKernelFile = (file: string): boolean =>
  file.startsWith('node:') || own.some((folder) => file.startsWith(folder));
