import { seeds } from './seeds';

seeds(251, 300);
