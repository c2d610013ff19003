/* SPDX-License-Identifier: MIT */
/* The format of an input from its first bytes; names only decide where bytes cannot. */
#include <string.h>
#include <strings.h>

#include "reader.h"

/* Does the name end so, .gz or not? */
static bool has_ending(const char *name, const char *ending)
{
    size_t size = strlen(name), wanted = strlen(ending);
    if (size > 3 && strcmp(name + size - 3, ".gz") == 0)
        size -= 3;
    return size > wanted && strncasecmp(name + size - wanted, ending, wanted) == 0;
}

static bool is_utf16(ent_string head)
{
    return head.size >= 2 && (memcmp(head.data, "\xFF\xFE", 2) == 0 ||
                              memcmp(head.data, "\xFE\xFF", 2) == 0);
}

/* More than one byte in ten is a control byte that no text has. */
static bool is_binary(ent_string head)
{
    size_t odd = 0;
    for (size_t i = 0; i < head.size; i++) {
        unsigned char c = (unsigned char)head.data[i];
        odd += c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x1b;
    }
    return odd * 10 > head.size && !is_utf16(head);
}

ent_articles_format ent__articles_recognise(const char *path, ent_string head)
{
    if (head.size >= 3 && memcmp(head.data, "\xEF\xBB\xBF", 3) == 0)
        head = (ent_string){head.data + 3, head.size - 3};
    head = ent__trimmed(head);
    if (head.size && (head.data[0] == '{' || has_ending(path, ".jsonl") ||
                      has_ending(path, ".ndjson")))
        return ENT_ARTICLES_JSONL;
    if (has_ending(path, ".json"))
        return ENT_ARTICLES_JSON;
    if (has_ending(path, ".csv"))
        return ENT_ARTICLES_CSV;
    if (has_ending(path, ".tsv"))
        return ENT_ARTICLES_TSV;
    return is_binary(head) ? ENT_ARTICLES_FORMAT_COUNT : ENT_ARTICLES_TEXT;
}
