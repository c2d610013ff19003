/* SPDX-License-Identifier: MIT */
/* How a phrase is written as a tag, and when two tags are the same. */
#include <string.h>

#include <utf8proc.h>

#include "tags.h"

/* The code point at text[*at], *at moved behind it; an ill-formed byte is U+FFFD. */
static int32_t next(ent_string text, size_t *at)
{
    utf8proc_int32_t code;
    utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text.data + *at,
                                             (utf8proc_ssize_t)(text.size - *at), &code);
    *at += size > 0 ? (size_t)size : 1;
    return size > 0 ? code : 0xFFFD;
}

static void append(ent_buffer *out, int32_t code)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t size = utf8proc_encode_char(code, bytes);
    ent_buffer_append(out, bytes, size > 0 ? (size_t)size : 0);
}

/* What a tag is made of: letters, their marks, and digits. */
static bool is_part(int32_t code)
{
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
        return true;
    default:
        return false;
    }
}

/* Signs that stand inside a word without ending it: they are left out, and no capital follows. */
static bool is_silent(int32_t code)
{
    return code == '\'' || code == 0x2019 || code == 0x02BC || code == '.' ||
           utf8proc_category(code) == UTF8PROC_CATEGORY_CF;
}

static bool has_two_words(ent_string phrase)
{
    bool seen = false, gap = false;
    for (size_t at = 0; at < phrase.size;) {
        int32_t code = next(phrase, &at);
        if (is_part(code)) {
            if (gap)
                return true;
            seen = true;
        } else if (!is_silent(code) && code != '-' && code != '_') {
            gap = seen;
        }
    }
    return false;
}

void ent_tag_form(ent_buffer *out, ent_string phrase)
{
    bool several = has_two_words(phrase), begins = true, written = false;
    int32_t joint = 0; /* a hyphen or underscore that waits for a letter behind it */
    for (size_t at = 0; at < phrase.size;) {
        int32_t code = next(phrase, &at);
        if (is_silent(code))
            continue;
        if (!is_part(code)) {
            joint = (code == '-' || code == '_') && !begins ? code : 0;
            begins = begins || !joint;
            continue;
        }
        if (!written)
            ent_buffer_byte(out, '#');
        if (joint && written)
            append(out, joint);
        append(out, several && begins ? utf8proc_totitle(code) : code);
        written = true;
        begins = false;
        joint = 0;
    }
}

/* Case folded letters and digits of plain ASCII; false where there is something else. */
static bool fold_ascii(ent_buffer *out, ent_string phrase)
{
    for (size_t i = 0; i < phrase.size; i++) {
        char c = phrase.data[i];
        if ((unsigned char)c >= 0x80)
            return false;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            ent_buffer_byte(out, c);
    }
    return true;
}

/* The same of any text, through NFC case folding. */
static void fold_any(ent_buffer *out, ent_string phrase)
{
    ent_buffer valid = {0};
    for (size_t at = 0; at < phrase.size;)
        append(&valid, next(phrase, &at));
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t size =
        utf8proc_map((const utf8proc_uint8_t *)valid.data, (utf8proc_ssize_t)valid.size,
                     &folded, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
    ent_buffer_clear(out);
    out->failed = valid.failed || size < 0;
    ent_string text = {(const char *)folded, size > 0 ? (size_t)size : 0};
    for (size_t at = 0; at < text.size;) {
        int32_t code = next(text, &at);
        if (is_part(code))
            append(out, code);
    }
    free(folded);
    ent_buffer_dispose(&valid);
}

uint64_t ent_tag_key(ent_string tag_or_phrase)
{
    ent_buffer folded = {0};
    if (!fold_ascii(&folded, tag_or_phrase))
        fold_any(&folded, tag_or_phrase);
    uint64_t key = folded.size && !folded.failed ? ent_hash(folded.data, folded.size) : 0;
    ent_buffer_dispose(&folded);
    return key;
}
