/* SPDX-License-Identifier: MIT */
/* The bounded surface-form cache: everything that happens once a form. */
#include "lexicon.h"

#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include <xxhash.h>

#include "base/array.h"
#include "stop_words.h"
#include "unicode.h"

/* The bounds: 16 MiB of slots, 5 MiB of forms, 24 MiB of bytes. */
enum {
    FORMS_AT_FIRST = 1 << 10,
    FORMS_AT_MOST = 1 << 18,
    BYTES_AT_MOST = 24 << 20,
    BYTES_A_FORM =
        ENT__FORM_LIMIT + 2 * ENT__FOLDED_LIMIT /* what one new form may take */
};
static const uint64_t long_mark =
    0xFF00000000000000u; /* in no UTF-8, so in no short name */

static void draw_secret(ent_lexicon *lexicon)
{
    uint64_t *secret = lexicon->secret;
    if (getrandom(secret, sizeof lexicon->secret, GRND_NONBLOCK) !=
        sizeof lexicon->secret) {
        secret[0] = ent_mix((uint64_t)time(NULL) ^ (uintptr_t)lexicon);
        secret[1] = ent_mix(secret[0]);
    }
}

ent_lexicon *ent_lexicon_new(const ent_language *language, bool stem)
{
    ent_lexicon *lexicon = ent_new_zeroed(1, sizeof *lexicon);
    if (!lexicon)
        return NULL;
    draw_secret(lexicon);
    lexicon->stem = stem;
    lexicon->capacity = FORMS_AT_FIRST;
    lexicon->mask = 2 * FORMS_AT_FIRST - 1;
    lexicon->bytes_capacity = 2 * BYTES_A_FORM;
    lexicon->slots = ent_new_table(lexicon->mask + 1, sizeof *lexicon->slots);
    lexicon->forms = ent_new(lexicon->capacity, sizeof *lexicon->forms);
    lexicon->bytes = ent_new(lexicon->bytes_capacity, 1);
    if (lexicon->slots && lexicon->forms && lexicon->bytes &&
        ent__folder_open(&lexicon->folder, language, stem) &&
        ent__stop_words(&lexicon->stop_words, language, &lexicon->folder))
        return lexicon;
    ent_lexicon_free(lexicon);
    return NULL;
}

void ent_lexicon_free(ent_lexicon *lexicon)
{
    if (!lexicon)
        return;
    ent__folder_close(&lexicon->folder);
    ent_names_dispose(&lexicon->stop_words);
    free(lexicon->slots);
    free(lexicon->forms);
    free(lexicon->bytes);
    free(lexicon);
}

ent_string ent_lexicon_stem(const ent_lexicon *lexicon, uint32_t form)
{
    const ent__form *known = &lexicon->forms[form];
    return (ent_string){lexicon->bytes + known->stem, known->stem_size};
}

ent_string ent_lexicon_folded(const ent_lexicon *lexicon, uint32_t form)
{
    const ent__form *known = &lexicon->forms[form];
    return (ent_string){lexicon->bytes + known->folded, known->folded_size};
}

uint32_t ent_lexicon_generation(const ent_lexicon *lexicon)
{
    return lexicon->generation;
}

/* ---- room ---- */

/* Twice the forms. On failure the lexicon stays as it is, which is merely full. */
static bool grow_forms(ent_lexicon *lexicon)
{
    if (lexicon->capacity >= FORMS_AT_MOST)
        return false;
    uint32_t capacity = lexicon->capacity * 2;
    ent__form *forms = realloc(lexicon->forms, capacity * sizeof *forms);
    if (!forms)
        return false;
    lexicon->forms = forms;
    size_t mask = 2 * (size_t)capacity - 1;
    ent__slot *slots = ent_new_table(mask + 1, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i <= lexicon->mask; i++) {
        const ent__slot *slot = &lexicon->slots[i];
        if (!slot->low)
            continue;
        size_t at = ent__lexicon_place(lexicon, slot->low, slot->high) & mask;
        while (slots[at].low)
            at = (at + 1) & mask;
        slots[at] = *slot;
    }
    free(lexicon->slots);
    lexicon->slots = slots;
    lexicon->mask = mask;
    lexicon->capacity = capacity;
    return true;
}

static bool grow_bytes(ent_lexicon *lexicon)
{
    if (lexicon->bytes_capacity >= BYTES_AT_MOST)
        return false;
    uint32_t capacity = lexicon->bytes_capacity * 2;
    if (capacity > BYTES_AT_MOST)
        capacity = BYTES_AT_MOST;
    char *bytes = realloc(lexicon->bytes, capacity);
    if (!bytes)
        return false;
    lexicon->bytes = bytes;
    lexicon->bytes_capacity = capacity;
    return true;
}

static bool has_room(ent_lexicon *lexicon)
{
    if (lexicon->count == lexicon->capacity && !grow_forms(lexicon))
        return false;
    return lexicon->bytes_capacity - lexicon->bytes_size >= BYTES_A_FORM ||
           grow_bytes(lexicon);
}

void ent__lexicon_make_room(ent_lexicon *lexicon)
{
    if (has_room(lexicon))
        return;
    memset(lexicon->slots, 0, (lexicon->mask + 1) * sizeof *lexicon->slots);
    lexicon->count = 0;
    lexicon->bytes_size = 0;
    lexicon->generation++;
}

/* ---- new forms ---- */

static uint32_t keep(ent_lexicon *lexicon, ent_string bytes)
{
    uint32_t start = lexicon->bytes_size;
    memcpy(lexicon->bytes + start, bytes.data, bytes.size);
    lexicon->bytes_size += (uint32_t)bytes.size;
    return start;
}

/* Fold a form, stem it, and say where both are kept; a stem that begins its folded form is not kept twice. */
static void describe(ent_lexicon *lexicon, ent__form *out, ent__slot *slot,
                     ent_string form)
{
    char room[ENT__FOLDED_LIMIT];
    ent_string folded = {room, ent__fold(room, &lexicon->folder, form)};
    if (folded.size == 0)
        folded = form;
    ent_string stem = folded;
    out->folded = keep(lexicon, folded);
    out->folded_size = (uint16_t)folded.size;
    slot->flags = ent__case_flags(form);
    if (slot->kind == ENT_TOKEN_WORD) {
        ent_string bare = ent__without_elision(&lexicon->folder, folded);
        if (ent_names_find(&lexicon->stop_words, folded) != ENT_MAP_NONE ||
            ent_names_find(&lexicon->stop_words, bare) != ENT_MAP_NONE)
            slot->flags |= ENT_TOKEN_STOP;
        if (lexicon->stem)
            stem = ent__stem(&lexicon->folder, folded);
    }
    if (stem.size > ENT__FOLDED_LIMIT)
        stem = folded;
    slot->key = ent_hash(stem.data, stem.size);
    bool begins =
        stem.size <= folded.size && memcmp(stem.data, folded.data, stem.size) == 0;
    out->stem = begins ? out->folded : keep(lexicon, stem);
    out->stem_size = (uint16_t)stem.size;
}

const ent__slot *ent__lexicon_add(ent_lexicon *lexicon, ent_string form,
                                  ent_token_kind kind, uint64_t low, uint64_t high)
{
    if (!has_room(lexicon))
        return NULL;
    ent__form *known = &lexicon->forms[lexicon->count];
    ent__slot slot = {low, high, 0, lexicon->count++, 0, (uint16_t)kind};
    *known = (ent__form){0};
    if (form.size > ENT__INLINE_FORM)
        known->surface = keep(lexicon, form);
    describe(lexicon, known, &slot, form);
    size_t at = ent__lexicon_place(lexicon, low, high) & lexicon->mask;
    while (lexicon->slots[at].low)
        at = (at + 1) & lexicon->mask;
    lexicon->slots[at] = slot;
    return &lexicon->slots[at];
}

/* The first bytes of an endless token, cut between characters. */
static ent_string cut(ent_string form)
{
    if (form.size <= ENT__FORM_LIMIT)
        return form;
    size_t size = ENT__FORM_LIMIT;
    while (((unsigned char)form.data[size] & 0xC0) == 0x80)
        size--;
    return (ent_string){form.data, size};
}

const ent__slot *ent__lexicon_long(ent_lexicon *lexicon, ent_string form,
                                   ent_token_kind kind)
{
    form = cut(form);
    uint64_t low = XXH3_64bits_withSeed(form.data, form.size, lexicon->secret[0]);
    uint64_t high = long_mark | form.size;
    low += !low;
    size_t at = ent__lexicon_place(lexicon, low, high);
    for (;; at++) {
        const ent__slot *slot = &lexicon->slots[at & lexicon->mask];
        if (!slot->low)
            return ent__lexicon_add(lexicon, form, kind, low, high);
        if (slot->low == low && slot->high == high &&
            memcmp(lexicon->bytes + lexicon->forms[slot->form].surface, form.data,
                   form.size) == 0)
            return slot;
    }
}
