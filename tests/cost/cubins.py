"""Makes the files that NVIDIA's tools make, of chosen numbers: cubins, fat binaries, objects that hold them."""
import struct

ENTRY = 0x10  # in st_other: a kernel


def elf(machine, flags, sections, abi=0):
    """sections: (name, type, contents or (size,) without contents, link, info)"""
    names, offset, table, body = b"\0", 64, [struct.pack("<IIQQQQIIQQ", *[0] * 10)], b""
    for name, kind, contents, link, info in [*sections, (".shstrtab", 3, b"", 0, 0)]:
        start = len(names)
        names += name.encode() + b"\0"
        if name == ".shstrtab":
            contents = names
        size = contents[0] if isinstance(contents, tuple) else len(contents)
        table.append(struct.pack("<IIQQQQIIQQ", start, kind, 0, 0, offset, size, link, info, 4,
                                 24 if kind == 2 else 0))
        if not isinstance(contents, tuple):
            padded = contents + b"\0" * (-len(contents) % 8)
            body += padded
            offset += len(padded)
    header = struct.pack("<4sBBBBB7sHHIQQQIHHHHHH", b"\x7fELF", 2, 1, 1, 0x33, abi, b"", 2, machine, 1, 0, 0, offset,
                         flags, 64, 0, 0, 64, len(table), len(table) - 1)
    return header + body + b"".join(table)


def cubin(architecture, functions, new=False):
    """functions: {name: (bytes of code, registers, stack, shared or None, is a kernel)}"""
    strings, symbols, info, sections = b"\0", struct.pack("<IBBHQQ", 0, 0, 0, 0, 0, 0), b"", []
    for number, (name, (size, registers, stack, shared, kernel)) in enumerate(functions.items(), 1):
        symbols += struct.pack("<IBBHQQ", len(strings), 0x12, ENTRY if kernel else 0, 1, 0, size)
        strings += name.encode() + b"\0"
        info += struct.pack("<BBHII", 4, 0x2f, 8, number, registers) + struct.pack("<BBHII", 4, 0x12, 8, number, stack)
        sections.append((".text." + name, 1, b"\x90" * size, 3, registers << 24))
        sections.append((".nv.constant0." + name, 1, b"\1" * 16, 0, 0))
        if shared is not None:
            sections.append((".nv.shared." + name, 8, (shared,), 0, 0))
    return elf(190, architecture << 8 if new else architecture,
               [(".strtab", 3, strings, 0, 0), (".symtab", 2, symbols, 1, 1), (".nv.info", 0x70000000, info, 2, 0),
                *sections], 8 if new else 7)


def lz4(text):
    """Literals alone, but for a run of eights."""
    out, count = b"", 20
    run = text.find(bytes([text[0]]) * count) if text else -1
    parts = [(text, 0)] if run != 0 else [(text[:1], count - 1), (text[count:], 0)]
    for literals, copied in parts:
        low = copied - 4 if copied else 0
        out += bytes([min(len(literals), 15) << 4 | min(low, 15)])
        if len(literals) >= 15:
            out += b"\xff" * ((len(literals) - 15) // 255) + bytes([(len(literals) - 15) % 255])
        out += literals
        if copied:
            out += struct.pack("<H", 1)
            if low >= 15:
                out += bytes([low - 15])
    return out


def zstandard(text):
    """A frame of one raw block."""
    return b"\x28\xb5\x2f\xfd" + bytes([0xa0]) + struct.pack("<I", len(text)) + \
        (len(text) << 3 | 1).to_bytes(3, "little") + text


def entry(kind, architecture, contents, pack=None):
    """(kind: 1 PTX, 2 cubin)"""
    stored = pack(contents) if pack else contents
    flags = 0x11 | (0 if not pack else 0x2000 if pack is lz4 else 0x8000)
    padded = stored + b"\0" * (-len(stored) % 8)
    return struct.pack("<HHIQIIHHIIIQQQ", kind, 0x101, 64, len(padded), len(stored) if pack else 0, 0, 7, 1,
                       architecture, 0, 0, flags, 0, len(contents) if pack else 0) + padded


def fatbin(*entries):
    body = b"".join(entries)
    return struct.pack("<IHHQ", 0xBA55ED50, 1, 16, len(body)) + body


def library(*fatbins):
    return elf(62, 0, [(".nv_fatbin", 1, b"".join(fatbins), 0, 0), (".data", 1, b"x" * 100, 0, 0)])
