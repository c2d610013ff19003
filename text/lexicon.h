/* SPDX-License-Identifier: MIT */
/* The surface-form cache, open to the tokenizer: its hot path, one hash and one probe, is inline here. */
#ifndef ENT_TEXT_LEXICON_H
#define ENT_TEXT_LEXICON_H

#include <string.h>

#include <entente/text.h>

#include "base/hash.h"
#include "fold.h"

/**
 * What a cached form gives a token. A form of up to 16 bytes is its own name: its bytes, padded with zeros (no token
 * holds a zero byte). A longer one is named by a seeded hash, its size, and a mark that no UTF-8 can have; its bytes are
 * compared too. Two slots a cache line.
 */
typedef struct ent__slot {
    uint64_t low, high; /* the name; both 0: the slot is free */
    uint64_t key;
    uint32_t form;
    uint16_t flags;
    uint16_t kind;
} ent__slot;

typedef struct ent__form {
    uint32_t surface; /* into bytes; only where the form is longer than 16 bytes */
    uint32_t folded;
    uint32_t stem;
    uint16_t folded_size;
    uint16_t stem_size;
} ent__form;

struct ent_lexicon {
    ent__slot *slots; /* open addressing, linear probing, at most half full */
    size_t mask;
    uint64_t
        secret[2]; /* places forms in slots; nothing that a caller sees depends on it */
    ent__form *forms; /* [count] */
    uint32_t count;
    uint32_t capacity;
    char *bytes; /* folded forms, stems, long surfaces */
    uint32_t bytes_size, bytes_capacity;
    uint32_t generation;
    bool stem;
    ent__folder folder;
    ent_names stop_words;
};

enum { ENT__INLINE_FORM = 16 };

/** Make room by emptying where the lexicon is full; called where no token of a caller is under way. */
void ent__lexicon_make_room(ent_lexicon *lexicon);
/** The slot of a form longer than ENT__INLINE_FORM, added when new; NULL: no room. */
const ent__slot *ent__lexicon_long(ent_lexicon *lexicon, ent_string form,
                                   ent_token_kind kind);
/** Add a form whose name is known and not there yet; NULL: no room. */
const ent__slot *ent__lexicon_add(ent_lexicon *lexicon, ent_string form,
                                  ent_token_kind kind, uint64_t low, uint64_t high);

/* Both halves of a 64 x 64 bit product of the name and secrets. */
static inline size_t ent__lexicon_place(const ent_lexicon *lexicon, uint64_t low,
                                        uint64_t high)
{
    unsigned __int128 product =
        (unsigned __int128)(low ^ lexicon->secret[0]) * (high ^ lexicon->secret[1]);
    return (size_t)((uint64_t)product ^ (uint64_t)(product >> 64));
}

/** The name of a form of up to 16 bytes and where its slot may be; of a longer one nothing yet. */
typedef struct ent__name {
    uint64_t low, high;
    size_t place;
} ent__name;

/* The first `size` <= 16 bytes at `data` as two words, zeros behind them. `room` bytes may be read. */
static inline void ent__lexicon_name(const char *data, size_t size, size_t room,
                                     ent__name *name)
{
    static const unsigned char masks[32] = {
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    };
    uint64_t bytes[2] = {0, 0}, mask[2];
    memcpy(mask, masks + ENT__INLINE_FORM - size, sizeof mask);
    if (room < ENT__INLINE_FORM)
        memcpy(bytes, data, size);
    else
        memcpy(bytes, data, sizeof bytes);
    name->low = bytes[0] & mask[0];
    name->high = bytes[1] & mask[1];
}

/** Name the form text[start, end) and have its slot fetched: ent__lexicon_find() will ask for it. */
static inline void ent__lexicon_expect(ent__name *name, const ent_lexicon *lexicon,
                                       ent_string text, size_t start, size_t end)
{
    if (end - start > ENT__INLINE_FORM)
        return;
    ent__lexicon_name(text.data + start, end - start, text.size - start, name);
    name->place = ent__lexicon_place(lexicon, name->low, name->high);
    __builtin_prefetch(&lexicon->slots[name->place & lexicon->mask]);
}

/** The slot of text[start, end), named by ent__lexicon_expect(), added when new; NULL: no room. */
static inline const ent__slot *ent__lexicon_find(ent_lexicon *lexicon, ent_string text,
                                                 size_t start, size_t end,
                                                 ent_token_kind kind,
                                                 const ent__name *name)
{
    ent_string form = {text.data + start, end - start};
    if (form.size > ENT__INLINE_FORM)
        return ent__lexicon_long(lexicon, form, kind);
    for (size_t at = name->place;; at++) {
        const ent__slot *slot = &lexicon->slots[at & lexicon->mask];
        if (slot->low == name->low && slot->high == name->high)
            return slot;
        if (!slot->low) /* a name's first byte is not zero */
            return ent__lexicon_add(lexicon, form, kind, name->low, name->high);
    }
}

#endif
