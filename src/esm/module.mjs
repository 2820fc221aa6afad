// Made by wasm-initfix. Importing this file instantiates NAME.wasm and initialises it, once.
// @ts-self-types="./NAME.d.mts"
//# imports

//# instance
/** All exports of NAME.wasm. */
export const { exports } = instance;
//# initialise

//# exports

//# compile
