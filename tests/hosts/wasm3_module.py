"""usage: wasm3_module.py MODULE CALL…"""

import sys

import wasm3

path, *calls = sys.argv[1:]
environment = wasm3.Environment()
runtime = environment.new_runtime(64 * 1024)


def log(at, length):
    print("log:", bytes(runtime.get_memory(0)[at : at + length]).decode())


try:
    with open(path, "rb") as file:
        module = environment.parse_module(file.read())
    runtime.load(module)
    try:
        module.link_function("env", "log", "v(ii)", log)
    except RuntimeError as error:
        if "lookup" not in str(error):
            raise
    for name in calls:
        result = runtime.find_function(name)()
        print(name if result is None else f"{name} = {result}")
except RuntimeError as error:
    print("failed:", error)
