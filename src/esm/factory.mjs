// Made by wasm-initfix. `instantiate` makes an instance of NAME.wasm, and initialises it.
//# imports

//# instantiate

export { compile };

//# compile
