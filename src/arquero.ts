// Arquero. Every table of this library is made here, so a package that brings its own copy replaces this one module.
export * from 'arquero';
