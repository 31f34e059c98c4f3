import { seeds } from './seeds';

seeds(1, 50);
