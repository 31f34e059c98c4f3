import { seeds } from './seeds';

seeds(51, 100);
