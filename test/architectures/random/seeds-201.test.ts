import { seeds } from './seeds';

seeds(201, 250);
