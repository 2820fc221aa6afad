"""usage: wasmtime_library.py instantiate|define_module MODULE CALL…"""

import sys

import wasmtime

method, path, *calls = sys.argv[1:]
engine = wasmtime.Engine()
store = wasmtime.Store(engine)
store.set_wasi(wasmtime.WasiConfig())
linker = wasmtime.Linker(engine)
linker.define_wasi()
module = wasmtime.Module.from_file(engine, path)
given = None
for wanted in module.imports:
    if isinstance(wanted.type, wasmtime.MemoryType):
        given = wasmtime.Memory(store, wanted.type)
        linker.define(store, wanted.module, wanted.name, given)


def log(caller, at, length):
    memory = given or caller.get("memory")
    if memory is None:
        raise Exception("env.log found no memory")
    print("log:", memory.read(caller, at, at + length).decode())


i32 = wasmtime.ValType.i32()
linker.define_func("env", "log", wasmtime.FuncType([i32, i32], []), log, access_caller=True)
try:
    if method == "instantiate":
        exports = linker.instantiate(store, module).exports(store)
        find = exports.__getitem__
    else:
        linker.define_module(store, "module", module)
        find = lambda name: linker.get(store, "module", name)
    for name in calls:
        result = find(name)(store)
        print(name if result is None else f"{name} = {result}")
except Exception as error:
    print("failed:", " ".join(str(error).split()))
