#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Write classes.inc, the table behind ent__class(): `text/classes.py > text/classes.inc`.

General categories come from libutf8proc (the version the library links), normalisation properties from Python. The
rules stand in docs/text.md; tests/unit/test_text_unicode.c checks the outcome against utf8proc.
"""
import ctypes
import unicodedata

CLASSES = ("OTHER SPACE LETTER DIGIT MARK CONNECTOR MID_LETTER MID_NUMBER MID_BOTH APOSTROPHE HYPHEN "
           "CJK THAI LAO KHMER MYANMAR").split()
NUMBER = {name: i for i, name in enumerate(CLASSES)}
UPPER, LOWER, UNSTABLE = 0x10, 0x20, 0x40
BLOCK = 128

utf8proc = ctypes.CDLL("libutf8proc.so.2")
utf8proc.utf8proc_category_string.restype = ctypes.c_char_p

EXCEPTIONS = {
    "APOSTROPHE": [0x27, 0x2018, 0x2019, 0xFF07],
    "HYPHEN": [0x2D, 0x58A, 0x2010, 0x2011, 0xFE63, 0xFF0D],
    "MID_BOTH": [0x2E, 0x2024, 0xFE52, 0xFF0E],
    "MID_NUMBER": [0x2C, 0x3B, 0x37E, 0x589, 0x60C, 0x60D, 0x66B, 0x66C, 0x7F8, 0x2044, 0xFE10, 0xFE14, 0xFE50,
                   0xFE54, 0xFF0C, 0xFF1B],
    "MID_LETTER": [0xB7, 0x387, 0x55F, 0x5F4, 0x2027],
    "LETTER": [0x5F3],
    "OTHER": [0x200B],
    "MARK": [0x55B, 0x55C, 0x55E],  # Armenian, written over the stressed vowel
    "SPACE": [9, 10, 11, 12, 13, 0x85],
}
CJK = [(0x2E80, 0x2FD5), (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x3035), (0x3038, 0x303C), (0x3041, 0x3096),
       (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
       (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x1AFF0, 0x1B16F), (0x20000, 0x3FFFD)]
# Letters of these blocks are written without spaces between words; their marks stay marks.
SPACELESS = [("THAI", 0xE00, 0xE7F), ("LAO", 0xE80, 0xEFF), ("MYANMAR", 0x1000, 0x109F), ("KHMER", 0x1780, 0x17FF),
             ("MYANMAR", 0xA9E0, 0xA9FF), ("MYANMAR", 0xAA60, 0xAA7F)]
exception = {c: name for name, codes in EXCEPTIONS.items() for c in codes}


def word_class(c, category):
    if c in exception:
        return exception[c]
    if any(first <= c <= last for first, last in CJK):
        return "CJK"
    if category[0] == "L" or category == "Nl":
        for name, first, last in SPACELESS:
            if first <= c <= last:
                return name
        return "LETTER"
    if category == "Nd":
        return "DIGIT"
    if category[0] == "M" or category == "Cf":
        return "MARK"
    if category == "Pc":
        return "CONNECTOR"
    return "SPACE" if category[0] == "Z" else "OTHER"


def unstable_characters():
    """Those for which the NFC quick check does not say yes."""
    unstable = set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))
    for c in range(0x110000):
        if 0xD800 <= c <= 0xDFFF:
            continue
        if unicodedata.combining(chr(c)) or unicodedata.normalize("NFC", chr(c)) != chr(c):
            unstable.add(c)
        parts = unicodedata.decomposition(chr(c)).split()
        if len(parts) == 2 and parts[0][0] != "<":
            unstable.add(int(parts[1], 16))
    return unstable


def main():
    unstable = unstable_characters()
    values = []
    for c in range(0x110000):
        category = utf8proc.utf8proc_category_string(c).decode()
        values.append(NUMBER[word_class(c, category)] | UPPER * (category in ("Lu", "Lt")) |
                      LOWER * (category == "Ll") | UNSTABLE * (c in unstable))
    blocks, index = [], []
    for start in range(0, 0x110000, BLOCK):
        block = tuple(values[start:start + BLOCK])
        if block not in blocks:
            blocks.append(block)
        index.append(blocks.index(block))
    print("/* Made by text/classes.py: do not edit. */")
    print(f"const unsigned char ent__property_index[{len(index)}] = {{")
    for i in range(0, len(index), 32):
        print("    " + ",".join(map(str, index[i:i + 32])) + ",")
    print(f"}};\nconst unsigned char ent__property_blocks[{len(blocks)}][{BLOCK}] = {{")
    for block in blocks:
        print("    {" + ",\n     ".join(",".join(map(str, block[i:i + 64])) for i in range(0, BLOCK, 64)) + "},")
    print("};")


main()
