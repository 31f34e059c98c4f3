import { seeds } from './seeds';

seeds(151, 200);
