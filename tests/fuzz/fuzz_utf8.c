/* SPDX-License-Identifier: MIT */
/* Any bytes, read as any charset: the text is valid UTF-8, and each byte of it leads back into the source. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <entente/text.h>

#include "text/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* Well-formed, without zeros; `count` of U+FFFD. */
static size_t replacements(ent_string text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.size;) {
        uint32_t code = ent__next(text, &at);
        require(code != ENT__ILL_FORMED && code != 0);
        count += code == 0xFFFD;
    }
    return count;
}

static void check(ent_arena scratch, ent_string bytes, const char *charset)
{
    ent_decoded out;
    require(ent_decode(&out, &scratch, bytes, charset, NULL) == ENT_OK);
    require(replacements(out.text) >= out.repaired);
    if (!out.source) {
        require(out.repaired == 0);
        require(!out.text.size ||
                (out.text.data >= bytes.data &&
                 out.text.data + out.text.size == bytes.data + bytes.size));
        return;
    }
    require(out.source[out.text.size] == bytes.size);
    for (size_t i = 0; i < out.text.size; i++)
        require(out.source[i] <= out.source[i + 1] && out.source[i] < bytes.size);
    /* What was decoded is UTF-8, and decodes to itself. */
    ent_decoded again;
    require(ent_decode(&again, &scratch, out.text, "UTF-8", NULL) == ENT_OK);
    require(again.repaired == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const charsets[] = {
        "",        "UTF-8",      "UTF-16",      "latin1",       "koi8-r",
        "gb18030", "big5",       "Shift_JIS",   "euc-jp",       "euc-kr",
        "UTF-7",   "TCVN5712-1", "ISO-2022-JP", "windows-1258", "unknown"};
    static ent_arena arena;
    if (!arena.start)
        require(ent_arena_open(&arena, (size_t)1 << 28, NULL) == ENT_OK);
    ent_string bytes = {(const char *)data, size};
    check(arena, bytes, "");
    if (size)
        check(arena, bytes, charsets[data[0] % (sizeof charsets / sizeof *charsets)]);
    for (size_t at = size; at > 0;) {
        size_t start = ent__previous(bytes, at);
        require(start < at);
        at = start;
    }
    return 0;
}
