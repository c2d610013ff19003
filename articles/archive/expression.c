/* SPDX-License-Identifier: MIT */
/* What a person types into a search becomes an expression for FTS5, its words stemmed as those of the articles were. */
#include <stdlib.h>
#include <string.h>

#include "store.h"

enum { ATOMS = 64, WORDS_LIMIT = 4096, TOKENS = 64 };

/* A word or a phrase, and how it is asked for. */
struct atom {
    ent_string text;
    bool without; /* -word */
    bool or_last; /* last OR word */
    bool title;   /* title:word */
    bool prefix;  /* word* */
};

struct atoms {
    struct atom items[ATOMS];
    size_t count;
};

/* ---- reading ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool take(ent_string text, size_t *at, const char *word)
{
    size_t size = strlen(word);
    if (text.size - *at < size || memcmp(text.data + *at, word, size) != 0)
        return false;
    *at += size;
    return true;
}

/* "OR" that stands alone */
static bool take_or(ent_string text, size_t *at)
{
    size_t from = *at;
    if (take(text, at, "OR") && *at < text.size && is_space(text.data[*at]))
        return true;
    *at = from;
    return false;
}

static struct atom take_atom(ent_string text, size_t *at)
{
    struct atom atom = {.without = take(text, at, "-")};
    atom.title = take(text, at, "title:");
    if (take(text, at, "\"")) {
        size_t from = *at;
        while (*at < text.size && text.data[*at] != '"')
            (*at)++;
        atom.text = (ent_string){text.data + from, *at - from};
        *at += *at < text.size;
    } else {
        size_t from = *at;
        while (*at < text.size && !is_space(text.data[*at]) && text.data[*at] != '"')
            (*at)++;
        atom.text = (ent_string){text.data + from, *at - from};
    }
    atom.prefix = (atom.text.size && atom.text.data[atom.text.size - 1] == '*') ||
                  (*at < text.size && text.data[*at] == '*' && take(text, at, "*"));
    return atom;
}

static void read_atoms(struct atoms *atoms, ent_string text)
{
    bool alternative = false;
    for (size_t at = 0; at < text.size && atoms->count < ATOMS;) {
        if (is_space(text.data[at])) {
            at++;
        } else if (take_or(text, &at)) {
            alternative = true;
        } else {
            struct atom atom = take_atom(text, &at);
            atom.or_last = alternative && atoms->count;
            alternative = false;
            if (atom.text.size)
                atoms->items[atoms->count++] = atom;
        }
    }
}

/* ---- writing, in one language ---- */

/* "stem stem": a phrase for FTS5; false when there is no word in it. */
static bool write_phrase(ent_buffer *out, ent_lexicon *lexicon, const struct atom *atom)
{
    ent_token tokens[TOKENS];
    size_t at = 0, count = ent_tokenize(tokens, TOKENS, lexicon, atom->text, &at);
    if (!count)
        return false;
    if (atom->title)
        ent_buffer_text(out, "title : ");
    ent_buffer_byte(out, '"');
    for (size_t i = 0; i < count; i++) {
        ent_string stem = ent_lexicon_stem(lexicon, tokens[i].form);
        if (i)
            ent_buffer_byte(out, ' ');
        for (size_t c = 0; c < stem.size; c++) {
            if (stem.data[c] == '"')
                ent_buffer_byte(out, '"');
            ent_buffer_byte(out, stem.data[c]);
        }
    }
    ent_buffer_text(out, atom->prefix ? "\" *" : "\"");
    return true;
}

/* Every wanted word, of alternatives one: ("a" OR "b") AND ("c"). @return how many groups there are */
static size_t write_wanted(ent_buffer *out, ent_lexicon *lexicon,
                           const struct atoms *atoms)
{
    size_t groups = 0;
    for (size_t i = 0; i < atoms->count;) {
        size_t begin = out->size, words = 0;
        ent_buffer_text(out, groups ? " AND (" : "(");
        for (bool first = true; i < atoms->count && (first || atoms->items[i].or_last);
             i++, first = false) {
            if (atoms->items[i].without)
                continue;
            size_t before = out->size;
            if (words)
                ent_buffer_text(out, " OR ");
            if (write_phrase(out, lexicon, &atoms->items[i]))
                words++;
            else
                out->size = before;
        }
        ent_buffer_byte(out, ')');
        if (!words)
            out->size = begin;
        groups += words > 0;
    }
    return groups;
}

static void write_unwanted(ent_buffer *out, ent_lexicon *lexicon,
                           const struct atoms *atoms)
{
    for (size_t i = 0; i < atoms->count; i++) {
        size_t before = out->size;
        if (!atoms->items[i].without)
            continue;
        ent_buffer_text(out, " NOT ");
        if (!write_phrase(out, lexicon, &atoms->items[i]))
            out->size = before;
    }
}

/* ((wanted) NOT unwanted), in the text only; empty when nothing is wanted. */
static void write_in_language(ent_buffer *out, ent_lexicon *lexicon,
                              const struct atoms *atoms)
{
    ent_buffer_text(out, "{title body} : ((");
    if (!write_wanted(out, lexicon, atoms)) {
        ent_buffer_clear(out);
        return;
    }
    ent_buffer_byte(out, ')');
    write_unwanted(out, lexicon, atoms);
    ent_buffer_byte(out, ')');
}

/* ---- in all languages ---- */

/* Languages that stem the words alike share an expression. */
struct variant {
    ent_buffer expression;
    ent_buffer languages; /* "en" OR "fr" */
};

static ent_status add_language(struct variant *variants, size_t *count,
                               ent_archive *archive, const struct atoms *atoms,
                               ent_string language, ent_error *err)
{
    ent_lexicon *lexicon;
    struct variant *own = &variants[*count];
    ENT_TRY(ent__store_lexicon(&lexicon, archive, language, err));
    write_in_language(&own->expression, lexicon, atoms);
    size_t v = 0;
    while (v < *count && !ent_string_equal(ent_buffer_view(&variants[v].expression),
                                           ent_buffer_view(&own->expression)))
        v++;
    if (v < *count)
        ent_buffer_clear(&own->expression);
    else
        ++*count;
    ent_buffer *languages = &variants[v].languages;
    ent_string code = ent__terms_language(language);
    ent_buffer_format(languages, "%s\"%.*s\"", languages->size ? " OR " : "",
                      (int)code.size, code.data);
    return variants[v].expression.failed || languages->failed || own->expression.failed
               ? ent_fail_memory(err)
               : ENT_OK;
}

static void write_variants(ent_buffer *out, const struct variant *variants, size_t count)
{
    for (size_t v = 0; v < count; v++) {
        if (!variants[v].expression.size)
            continue;
        if (out->size)
            ent_buffer_text(out, " OR ");
        if (count > 1)
            ent_buffer_format(out, "(lang : (%s) AND ", variants[v].languages.data);
        ent_buffer_string(out, ent_buffer_view(&variants[v].expression));
        if (count > 1)
            ent_buffer_byte(out, ')');
    }
}

ent_status ent__expression(ent_buffer *out, ent_archive *archive, const char *words,
                           const ent_string *languages, size_t count, ent_error *err)
{
    ent_string text = ent_string_of(words);
    if (text.size > WORDS_LIMIT)
        return ent_fail(err, ENT_EARG, "a search of more than %d bytes", WORDS_LIMIT);
    struct atoms atoms = {.count = 0};
    read_atoms(&atoms, text);
    struct variant *variants = ent_new_zeroed(count + 1, sizeof *variants);
    if (!variants)
        return ent_fail_memory(err);
    size_t distinct = 0;
    ent_status status = ENT_OK;
    for (size_t i = 0; i < count && status == ENT_OK; i++)
        status = add_language(variants, &distinct, archive, &atoms, languages[i], err);
    if (status == ENT_OK) {
        write_variants(out, variants, distinct);
        if (out->failed)
            status = ent_fail_memory(err);
        else if (!out->size)
            status = ent_fail(err, ENT_EARG, "no word to search for in '%s'", words);
    }
    for (size_t v = 0; v <= distinct && v <= count; v++) {
        ent_buffer_dispose(&variants[v].expression);
        ent_buffer_dispose(&variants[v].languages);
    }
    free(variants);
    return status;
}
