/* SPDX-License-Identifier: MIT */
/* The language of a text: an ordinary model whose labels are languages, asked about the first letters of the text. */
#include <entente/classify.h>

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "models/models.h"

enum {
    LOOKED_AT =
        2048, /* bytes of text: a page more changes the answer of hardly any article */
    LEAST_LETTERS = 3
};
static const float least_probability = 0.35f;

struct ent_identifier {
    const ent_model *model;
    ent_scorer *scorer;
    ent_label_score *scores;
};

ent_status ent_identifier_new(ent_identifier **out, const ent_model *model,
                              ent_error *err)
{
    if (!ent_string_is(model->kind, "languages"))
        return ent_fail(err, ENT_EMODEL, "model '%.*s' knows %.*s, not languages",
                        (int)model->name.size, model->name.data, (int)model->kind.size,
                        model->kind.data);
    ent_identifier *identifier = ent_new_zeroed(1, sizeof *identifier);
    if (!identifier)
        return ent_fail_memory(err);
    identifier->model = model;
    identifier->scores = ent_new(model->label_count, sizeof *identifier->scores);
    ent_status status = identifier->scores
                            ? ent_scorer_new(&identifier->scorer, model, err)
                            : ent_fail_memory(err);
    if (status != ENT_OK) {
        ent_identifier_free(identifier);
        return status;
    }
    *out = identifier;
    return ENT_OK;
}

void ent_identifier_free(ent_identifier *identifier)
{
    if (!identifier)
        return;
    ent_scorer_free(identifier->scorer);
    free(identifier->scores);
    free(identifier);
}

/* The beginning of a text, cut at a space where there is one near, else between characters. */
static ent_string beginning(ent_string text)
{
    if (text.size <= LOOKED_AT)
        return text;
    size_t end = LOOKED_AT;
    while (end > LOOKED_AT - 64 && text.data[end] != ' ')
        end--;
    if (text.data[end] != ' ')
        end = LOOKED_AT;
    while (end > 0 && ((unsigned char)text.data[end] & 0xC0) == 0x80)
        end--;
    return (ent_string){text.data, end};
}

/* Digits and signs are of no language: there must be a few letters, ASCII ones or any beyond. */
static bool has_letters(ent_string text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size && count < LEAST_LETTERS; i++) {
        unsigned char c = (unsigned char)text.data[i];
        count += c >= 0x80 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    }
    return count >= LEAST_LETTERS;
}

ent_status ent_identify(const ent_language **language, const ent_label_score **scores,
                        ent_identifier *identifier, ent_string title, ent_string text,
                        ent_error *err)
{
    const ent_model *model = identifier->model;
    ent_article article = {.title = beginning(title), .text = beginning(text)};
    ent_verdict verdict;
    ENT_TRY(ent_score(identifier->scores, &verdict, identifier->scorer, &article, err));
    const ent_label_score *best = &identifier->scores[0];
    bool letters = has_letters(article.title) || has_letters(article.text);
    bool known = letters && verdict != ENT_VERDICT_EMPTY &&
                 verdict != ENT_VERDICT_UNSURE &&
                 (best->probability < 0 ? best->margin > -1
                                        : best->probability >= least_probability);
    *language = known ? ent_language_find(model->labels[best->label].name) : NULL;
    if (scores)
        *scores = identifier->scores;
    return ENT_OK;
}
