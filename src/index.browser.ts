// The public names in a browser; `vanishing-gradients/diagnosis` is a module of its own there, as large as half of the rest.
export * from './library';
