"""usage: extism_plugin.py MODULE CALL…

What an export returns is its exit code to Extism, and all but 0 are errors, which name it."""

import re
import sys

import extism

path, *calls = sys.argv[1:]


@extism.host_fn(name="log", namespace="env", signature=([extism.ValType.I32, extism.ValType.I32], []))
def log(plugin, given, results):
    print("log", flush=True)


def call(plugin, name):
    try:
        plugin.call(name, b"")
        return 0
    except extism.Error as error:
        code = re.search(r"(?:exit|Error) code: (-?\d+)", str(error))
        if code is None:
            raise
        return int(code.group(1))


try:
    plugin = extism.Plugin({"wasm": [{"path": path}]}, wasi=True)
    for name in calls:
        print(f"{name} = {call(plugin, name)}", flush=True)
except extism.Error as error:
    print("failed:", " ".join(str(error).split()))
