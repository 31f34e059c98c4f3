// How V8 is to work here; to be imported before all else. By default it compiles a function to fast code on another core, as soon
// as it has run a little; TypeScript, which reads thousands of declarations for each cell, has thousands of such functions, and
// for most of them it never pays. On a machine whose cores are all in use, the default takes twice the time.
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--always-sparkplug'); // plain machine code at once, which costs next to nothing
setFlagsFromString('--interrupt-budget=1350000'); // ten times the default: how long before it is made fast
