"""A process that looks like HAProxy from outside: stats sockets with told answers, dead sockets, a command line.

Runs under a copy of the interpreter named `haproxy`, so that its comm and its /proc/PID/exe say so. Reads its orders
from the JSON file that STAND_IN names (test/lab/stand-in.ts has their type). Ends by itself after ten minutes.
"""

import json
import os
import re
import socket
import struct
import threading
import time

LIFETIME_SECONDS = 600
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
OPERATOR_COMMANDS = ("show sess", "show fd", "show errors", "show env", "show events", "show activity", "show libs", "show table")
WRITING_COMMANDS = re.compile(r"(set|enable|disable|shutdown|add|del|clear|commit|new|update|trace|debug)\b|show profiling")
UNKNOWN = "Unknown command, but maybe one of the following ones is a better match:\n  show info\n  help\n  quit\n\n"


def main():
    with open(os.environ["STAND_IN"], encoding="utf-8") as orders_file:
        orders = json.load(orders_file)
    log = open(orders["logPath"], "w", buffering=1, encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    show_command_line(orders["commandLine"])
    kept = [dead_socket() for _ in range(orders["deadSockets"])] + live_sockets(orders["liveSockets"])
    if orders["root"]:
        os.chroot(orders["root"])
        os.chdir("/")
    for number, stats_socket in enumerate(orders["sockets"]):
        threading.Thread(target=serve, args=(listen(stats_socket["path"]), number, stats_socket, log), daemon=True).start()
    log.write(json.dumps({"ready": len(kept)}) + "\n")
    time.sleep(LIFETIME_SECONDS)


def show_command_line(words):
    """Writes over the bytes the kernel reads /proc/PID/cmdline from; the lab made them as many as the new ones."""
    with open("/proc/self/stat", encoding="latin1") as stat:
        fields = stat.read().rpartition(")")[2].split()
    start, end = int(fields[45]), int(fields[46])
    text = "".join(word + "\0" for word in words).encode("latin1")
    if len(text) != end - start:
        raise SystemExit(f"a command line of {len(text)} bytes does not fit {end - start}")
    with open("/proc/self/mem", "r+b", buffering=0) as memory:
        memory.seek(start)
        memory.write(text)


def connected_pair():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        return client, listener.accept()[0]


def dead_socket():
    """A descriptor whose socket the peer has reset while data was unread: the kernel's tables have it no more."""
    client, accepted = connected_pair()
    client.sendall(b"x" * 1000)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    client.close()
    return accepted


def live_sockets(count):
    pairs = [connected_pair() for _ in range((count + 1) // 2)]
    return [end for pair in pairs for end in pair][:count]


def listen(path):
    """As HAProxy does, so that /proc/net/unix shows the temporary name."""
    temporary = f"{path}.{os.getpid()}.tmp"
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(temporary)
    os.chmod(temporary, 0o600)
    listener.listen(64)
    os.rename(temporary, path)
    return listener


def serve(listener, number, stats_socket, log):
    while True:
        client = listener.accept()[0]
        threading.Thread(target=converse, args=(client, number, stats_socket, log), daemon=True).start()


def converse(client, number, stats_socket, log):
    """One line of commands a connection, as the worker's socket has it."""
    try:
        received = b""
        while b"\n" not in received and len(received) < 65536:
            chunk = client.recv(4096)
            if not chunk:
                break
            received += chunk
        line = received.split(b"\n")[0].decode("latin1")
        log.write(json.dumps({"socket": number, "command": line}) + "\n")
        commands = [" ".join(command.split()) for command in line.split(";")]
        for command in commands:
            reply(client, command, stats_socket)
    except OSError:
        pass  # the client has left
    finally:
        client.close()


def reply(client, command, stats_socket):
    text = answer(command, stats_socket).encode("latin1")
    fault = next((f["how"] for f in stats_socket["faults"] if command.startswith(f["on"])), None)
    if fault == "hangs":
        client.recv(1)
        time.sleep(LIFETIME_SECONDS)
    elif fault == "slow":
        for byte in text:
            client.sendall(bytes([byte]))
            time.sleep(1)
    elif fault == "endless":
        while True:
            client.sendall(text or b"\n")
    elif fault == "cut":
        client.sendall(text[: len(text) // 2])
        raise OSError("cut")
    elif fault == "mute":
        raise OSError("mute")
    else:
        client.sendall(text)


def answer(command, stats_socket):
    answers, level = stats_socket["answers"], stats_socket["level"]
    if command == "show cli level" and command not in answers:
        return level + "\n\n"
    if level == "user" and command.startswith(OPERATOR_COMMANDS):
        return "Permission denied\n\n"
    if level != "admin" and WRITING_COMMANDS.match(command):
        return "Permission denied\n\n"
    if command in answers:
        return re.sub(r"(?m)^Pid: \d+$", f"Pid: {os.getpid()}", answers[command])
    if re.match(r"show sess 0x[0-9a-f]+$", command):
        return "Session not found.\n\n"
    # A word that a version does not know is read as the pointer 0, which is the whole list.
    return answers.get("show sess", UNKNOWN) if command.startswith("show sess ") else UNKNOWN


main()
