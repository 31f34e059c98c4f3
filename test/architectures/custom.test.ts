import { kinds } from '.';
import { holds } from './check';

holds(kinds.custom);
