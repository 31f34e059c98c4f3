// The kernel is tested as it is installed: compiled, and with Jupyter's own programs.
import { setUp } from '../../../scripts/setup.mjs';

export default setUp;
