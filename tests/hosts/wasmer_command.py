"""usage: wasmer_command.py MODULE

Only what a command prints can be seen."""

import asyncio
import os
import sys
from pathlib import Path

from wasmer_sdk import Wasmer


async def run(path):
    async with Wasmer() as wasmer:
        package = await wasmer.packages.load(Path(path).read_bytes())
        async with await wasmer.sandboxes.create(packages=[package]) as sandbox:
            return (await sandbox.command(package).run()).text()


try:
    print(asyncio.run(run(sys.argv[1])), end="", flush=True)
except Exception as error:
    print("failed:", " ".join(str(error).split()), flush=True)
# The SDK sometimes aborts the process while Python ends, when all has been said.
os._exit(0)
