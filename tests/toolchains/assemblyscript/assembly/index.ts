// asc puts these statements into the start section. The host reads the text from the memory that the module exports.
@external("env", "log")
declare function log(message: string): void;

let runs = 0;
runs += 1;
log("run " + runs.toString());

export function ran(): i32 {
  return runs;
}
