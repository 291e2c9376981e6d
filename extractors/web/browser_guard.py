"""Starts Chromium on Linux, from a process between it and us: without sockets, limited in memory, never left behind.

Run as a script, which imports nothing of this package: browser_guard.py FOLDER OWNER BYTES SANDBOX COMMAND...
FOLDER is the browser's own; OWNER is the process id of the one that wants the page. Ends the browser and all its
processes when OWNER or the caller is gone, or when all together hold more than BYTES; then a file in FOLDER says so.
"""

from __future__ import annotations

import ctypes
import itertools
import os
import platform
import shutil
import signal
import struct
import sys
import time
from contextlib import suppress
from pathlib import Path

TOO_LARGE = "too-large"  # the file that says that the memory was exceeded
_PAUSE = 0.05  # seconds between two looks
_LOOKS_AT_EACH = 4  # after so many the processes are looked for anew
_KIB = 1024
_SET_DEATH_SIGNAL, _SET_ADOPTING, _NO_NEW_PRIVILEGES, _SET_SECCOMP, _SECCOMP_FILTER = 1, 36, 38, 22, 2
_NEW_USER_NAMESPACE = 0x10000000
# By machine: its number for seccomp, and those of the calls socket() and io_uring_setup().
_MACHINES = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}
_FIRST_X32_CALL = 0x40000000
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000  # with an errno
_EPERM, _ENOSYS, _EAFNOSUPPORT = 1, 38, 97
_AF_UNIX, _AF_NETLINK = 1, 16
# Of classic BPF: load a word, compare with a constant, return.
_LOAD, _IS, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_AT_NUMBER, _AT_MACHINE, _AT_FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data


def main(arguments: list[str]) -> int:
    """Start the command, watch it, and return its status."""
    folder, owner, most, sandbox, *command = arguments
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_SET_ADOPTING, 1, 0, 0, 0)  # what loses its parent below us becomes our child
    caller = os.getppid()
    child = os.fork()
    if child == 0:
        libc.prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
        close_sockets(libc, sandbox == "sandbox")
        os.putenv("TMPDIR", folder)  # what it leaves there when it is killed is deleted with the rest
        os.execv(command[0], command)  # noqa: S606  # no shell is wanted
    for number in (3, 4):  # the browser's pipes: they have to end with it
        with suppress(OSError):
            os.close(number)
    status = _watch(child, caller, int(owner), int(most), Path(folder))
    _end_all()
    if not _is_there(int(owner)):
        shutil.rmtree(folder, ignore_errors=True)
    return status


def _watch(child: int, caller: int, owner: int, most: int, folder: Path) -> int:
    """Wait for the end of the browser, or bring it about; returns the status to exit with."""
    for look in itertools.count():
        with suppress(ChildProcessError):
            ended, status = os.waitpid(-1, os.WNOHANG)
            if ended == child:
                return os.waitstatus_to_exitcode(status) & 0xFF
            if ended:
                continue
        if os.getppid() != caller or not _is_there(owner):
            return 1
        if look % _LOOKS_AT_EACH == 0:
            # The caller reads what the browser sends: a page can fill it as well.
            watched = (caller, *_below(os.getpid()))
        if sum(map(_memory, watched)) > most:
            (folder / TOO_LARGE).touch()
            return 1
        time.sleep(_PAUSE)
    raise AssertionError("unreachable")


def _end_all() -> None:
    """End every process below, also those that are made meanwhile."""
    while below := _below(os.getpid()):
        for number in below:
            with suppress(OSError):
                os.kill(number, signal.SIGKILL)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.01)


def _below(number: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (stat := _stat(int(name))):
            children.setdefault(int(stat[1]), []).append(int(name))
    found = [number]
    for each in found:
        found += children.get(each, [])
    return found[1:]


def _stat(number: int) -> list[str]:
    """What the system tells of a process: its state, its parent and so on; nothing when it is gone."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _memory(number: int) -> int:
    """The bytes that a process holds itself and shares with others; what it reads from files is not counted."""
    try:
        text = Path(f"/proc/{number}/status").read_text()
    except OSError:
        return 0
    lines = [line.split() for line in text.splitlines() if line.startswith(("RssAnon:", "RssShmem:"))]
    return sum(int(line[1]) for line in lines) * _KIB


def _is_there(number: int) -> bool:
    return _stat(number)[:1] not in ([], ["Z"], ["X"])


def close_sockets(libc: ctypes.CDLL, sandbox: bool) -> bool:
    """Forbid this process and all that it starts every socket but those within the machine; whether that was possible.

    Chromium's own sandbox needs namespaces of users then, for the other way to it is a program with more rights.
    """
    known = _MACHINES.get(platform.machine())
    if known is None or sys.maxsize < 1 << 32 or (sandbox and not _has_namespaces(libc)):
        return False
    rules = _filter(*known)
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *rule) for rule in rules))
    program = ctypes.create_string_buffer(struct.pack("HL", len(rules), ctypes.addressof(code)))
    done: int = libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(_SET_SECCOMP, _SECCOMP_FILTER, program, 0, 0)
    return done == 0


def _filter(machine: int, socket: int, io_uring: int) -> list[tuple[int, int, int, int]]:
    """A program of seccomp: (instruction, steps if true, steps if not, constant)."""
    return [
        (_LOAD, 0, 0, _AT_MACHINE),
        (_IS, 0, 9, machine),  # calls of another machine: refused
        (_LOAD, 0, 0, _AT_NUMBER),
        (_AT_LEAST, 7, 0, _FIRST_X32_CALL),
        (_IS, 7, 0, io_uring),  # it makes sockets past the filter
        (_IS, 0, 4, socket),
        (_LOAD, 0, 0, _AT_FIRST_ARGUMENT),
        (_IS, 2, 0, _AF_UNIX),
        (_IS, 1, 0, _AF_NETLINK),
        (_RETURN, 0, 0, _REFUSE | _EAFNOSUPPORT),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE | _EPERM),
        (_RETURN, 0, 0, _REFUSE | _ENOSYS),
    ]


def _has_namespaces(libc: ctypes.CDLL) -> bool:
    """Whether this user may make a namespace of users; tried in a process of its own."""
    child = os.fork()
    if child == 0:
        os._exit(0 if libc.unshare(_NEW_USER_NAMESPACE) == 0 else 1)
    return os.waitpid(child, 0)[1] == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
