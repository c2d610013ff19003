/* SPDX-License-Identifier: MIT */
/* Any bytes into the tokenizer: spans ordered and on character boundaries, and nothing depends on the capacity. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <entente/text.h>

#include "base/hash.h"
#include "text/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static const char *const codes[] = {"en", "tr", "fr", "ar", "zz", "de", "hi", "yi"};
enum { LANGUAGES = sizeof codes / sizeof *codes };
static ent_lexicon *lexicons[LANGUAGES];

static ent_lexicon *lexicon_of(unsigned byte)
{
    unsigned i = byte % LANGUAGES;
    if (!lexicons[i])
        lexicons[i] = ent_lexicon_new(ent_language_find((ent_string){codes[i], 2}), true);
    return lexicons[i];
}

/* Inside valid UTF-8 from here to there? Tokens hold no ill-formed bytes. */
static void require_well_formed(ent_string text)
{
    for (size_t at = 0; at < text.size;)
        require(ent__next(text, &at) != ENT__ILL_FORMED);
}

static void check_token(const ent_token *token, const ent_token *before,
                        ent_lexicon *lexicon, ent_string text)
{
    require(token->start < token->end && token->end <= text.size);
    bool overlaps = before && token->start < before->end;
    require(!before || token->start > before->start);
    require(!overlaps ||
            (token->kind == ENT_TOKEN_BIGRAM && before->kind == ENT_TOKEN_BIGRAM));
    require_well_formed(
        (ent_string){text.data + token->start, token->end - token->start});
    require(token->kind <= ENT_TOKEN_BIGRAM && token->reserved == 0);
    ent_string folded = ent_lexicon_folded(lexicon, token->form);
    ent_string stem = ent_lexicon_stem(lexicon, token->form);
    require(folded.size > 0 && stem.size > 0);
    require_well_formed(folded);
    require_well_formed(stem);
    require(token->key == ent_hash(stem.data, stem.size));
}

/* Letters and digits outside of all tokens would be text that got lost. */
static void check_gap(ent_string text, size_t start, size_t end)
{
    while (start < end) {
        enum ent__class class = ent__class(ent__next(text, &start));
        require(class != ENT__LETTER && class != ENT__DIGIT && class < ENT__CJK);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    ent_lexicon *lexicon = lexicon_of(data[0]);
    ent_string text = {(const char *)data, size};
    ent_token *all = malloc((size + 1) * sizeof *all);
    require(lexicon && all);
    size_t at = 0, count = 0, covered = 0;
    for (size_t got;
         (got = ent_tokenize(all + count, size + 1 - count, lexicon, text, &at)) > 0;)
        count += got;
    require(at == size && count <= size);
    for (size_t i = 0; i < count; i++) {
        check_token(&all[i], i ? &all[i - 1] : NULL, lexicon, text);
        if (all[i].start > covered)
            check_gap(text, covered, all[i].start);
        covered = all[i].end;
    }
    check_gap(text, covered, size);
    ent_token few[3];
    at = 0;
    size_t seen = 0;
    for (size_t got; (got = ent_tokenize(few, 3, lexicon, text, &at)) > 0; seen += got) {
        require(seen + got <= count);
        for (size_t i = 0; i < got; i++)
            require(few[i].key == all[seen + i].key &&
                    few[i].start == all[seen + i].start &&
                    few[i].end == all[seen + i].end);
    }
    require(seen == count);
    ent_count_words(text);
    free(all);
    return 0;
}
