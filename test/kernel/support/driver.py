"""Drives one kernel through Jupyter's own client: a command a line on standard input, an event a line on standard output.

usage: driver.py KERNEL_NAME
"""

import asyncio
import json
import os
import sys

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.session import Session


def emit(event, **values):
    os.set_blocking(sys.stdout.fileno(), True)  # asyncio has changed it; a long line would be cut off
    sys.stdout.write(json.dumps({"event": event, **values}, default=str) + "\n")
    sys.stdout.flush()


async def forward(name, channel):
    """Everything that arrives on a channel, as events."""
    while True:
        message = await channel.get_msg(timeout=None)
        parent = message["parent_header"].get("msg_id")
        emit("message", channel=name, parent=parent, type=message["msg_type"], content=message["content"])


async def watch(manager):
    while await manager.is_alive():
        await asyncio.sleep(0.05)
    emit("dead")


class Driver:
    def __init__(self, kernel_name):
        self.manager = AsyncKernelManager(kernel_name=kernel_name)
        self.client = None
        self.tasks = []

    async def start(self):
        await self.manager.start_kernel()
        await self.connect()

    async def connect(self):
        client = self.client = self.manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=60)
        channels = {
            "shell": client.shell_channel,
            "iopub": client.iopub_channel,
            "control": client.control_channel,
            "stdin": client.stdin_channel,
        }
        self.tasks = [asyncio.create_task(forward(*item)) for item in channels.items()]
        self.tasks.append(asyncio.create_task(watch(self.manager)))
        emit("ready", pid=self.manager.provisioner.pid)

    def disconnect(self):
        for task in self.tasks:
            task.cancel()
        self.client.stop_channels()

    async def send(self, channel, type, content, id):
        message = self.client.session.msg(type, content)
        message["header"]["msg_id"] = message["msg_id"] = id
        getattr(self.client, f"{channel}_channel").send(message)

    async def send_unsigned(self, type, content, id):
        """Sends a message signed with a key that the kernel does not know."""
        session = Session(key=b"another key")
        message = session.msg(type, content)
        message["header"]["msg_id"] = message["msg_id"] = id
        session.send(self.client.shell_channel.socket, message)

    async def answer(self, text):
        """Answers as a reader who types into the input box."""
        self.client.input(text)

    async def heartbeat(self):
        emit("heartbeat", beating=self.client.hb_channel.is_beating())

    async def restart(self):
        self.disconnect()
        await self.manager.restart_kernel()
        await self.connect()

    async def shutdown(self):
        self.disconnect()
        await self.manager.shutdown_kernel()
        emit("gone", status=self.manager.provisioner.process is None)


async def main():
    driver = Driver(sys.argv[1])
    lines = asyncio.StreamReader(limit=2**30)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), sys.stdin
    )
    while line := await lines.readline():
        command = json.loads(line)
        try:
            await getattr(driver, command.pop("do"))(**command)
        except Exception as error:
            emit("failed", message=repr(error))


asyncio.run(main())
