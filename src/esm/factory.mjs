// Made by wasm-initfix. `instantiate` makes an instance of NAME.wasm, and initialises it.
// @ts-self-types="./NAME.d.mts"
//# imports

//# instantiate

export { compile };

//# compile
