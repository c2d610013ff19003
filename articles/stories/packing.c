/* SPDX-License-Identifier: MIT */
/* Writing and reading what is remembered of an article; what is read may come from anybody. */
#include "packing.h"

#include <string.h>

enum { VERSION = 1, TERM_SIZE = 5, HEAD_SIZE = 1 + ENT_SKETCH_SIZE };

void ent__story_pack(ent_buffer *out, const ent_sketch *sketch,
                     const ent_story_terms *terms)
{
    ent_buffer_clear(out);
    ent_buffer_byte(out, VERSION);
    ent_buffer_append(out, sketch->bins, sizeof sketch->bins);
    for (size_t i = 0; i < terms->count; i++) {
        uint32_t key = terms->items[i].key;
        for (int shift = 0; shift < 32; shift += 8)
            ent_buffer_byte(out, (char)(key >> shift & 0xff));
        ent_buffer_byte(out, (char)terms->items[i].count);
    }
}

ent_status ent__story_unpack(ent_sketch *sketch, ent_story_terms *terms, ent_string blob,
                             ent_error *err)
{
    const unsigned char *bytes = (const unsigned char *)blob.data;
    if (blob.size && bytes[0] != VERSION)
        return ent_fail(err, ENT_EVERSION,
                        "what is remembered of an article is of version %d, not %d",
                        bytes[0], VERSION);
    size_t count = blob.size >= HEAD_SIZE ? (blob.size - HEAD_SIZE) / TERM_SIZE : 0;
    bool good =
        count && count <= ENT_STORY_TERMS && blob.size == HEAD_SIZE + count * TERM_SIZE;
    terms->count = 0;
    if (good && !ent_array_reserve(terms, count))
        return ent_fail_memory(err);
    for (size_t i = 0; good && i < count; i++) {
        const unsigned char *at = bytes + HEAD_SIZE + i * TERM_SIZE;
        ent_story_term term = {(uint32_t)at[0] | (uint32_t)at[1] << 8 |
                                   (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24,
                               at[4]};
        good = term.count && (!i || term.key > terms->items[i - 1].key);
        terms->items[terms->count++] = term;
    }
    if (!good)
        return ent_fail(err, ENT_EDATA, "what is remembered of an article is damaged");
    memcpy(sketch->bins, bytes + 1, sizeof sketch->bins);
    return ENT_OK;
}
