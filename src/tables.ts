// The public face of `tables`: functions that read Arquero tables by values of columns, or by a function of a row.
export { derive, rows, value, values, where } from './table';
