import { seeds } from './seeds';

seeds(101, 150);
