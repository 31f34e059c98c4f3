// Plain ways to read Arquero tables: by values of columns, or by a function of a row that may use any variable.
export { derive, rows, value, values, where } from './table';
