/* SPDX-License-Identifier: MIT */
/* The language of a text: an ordinary model whose labels are languages, asked about the first letters of the text. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "classify.h"
#include "models/models.h"
#include "scorer.h"

enum {
    LOOKED_AT = 1024, /* bytes of letters: more change the answer of hardly any article */
    OF_TITLE = 256,
    GLANCE = 64, /* at first; twice as many until the answer is clear */
    LEAST_LETTERS = 3
};
/* Clear: the best language stands on the right side, the next one the width of a margin, from 1 to -1, behind it. All letters
 * call hardly any such article otherwise (docs/languages.md). */
static const float clear_distance = 2;
/* Of known languages 0.1 % of sentences and pairs of words are claimed by less, of others' sentences 26 %, of random letters
 * 52 % (docs/languages.md). */
static const double least_claim = 0.1;

struct ent_identifier {
    const ent_model *model;
    ent_scorer *scorer;
    ent_lexicon *lexicon;
    ent_buffer letters;
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
    identifier->lexicon = ent_lexicon_new(NULL, false);
    ent_status status = identifier->scores && identifier->lexicon
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
    ent_lexicon_free(identifier->lexicon);
    ent_buffer_dispose(&identifier->letters);
    free(identifier->scores);
    free(identifier);
}

/* ---- what the margins say ---- */

/* What the sigmoid of a label's probability is taken of: the best label has the greatest. */
static double claim_of(const ent_model *model, const ent_label_score *score)
{
    const ent_model_label *label = &model->labels[score->label];
    return model->calibrated ? (double)label->slope * score->margin + label->offset
                             : (double)score->margin;
}

/* The two languages that claim the text most. */
struct first_two {
    const ent_label_score *best, *next; /* next NULL: there is but one language */
    double claims[2];
};

static struct first_two find_first_two(const ent_identifier *identifier)
{
    const ent_model *model = identifier->model;
    const ent_label_score *scores = identifier->scores;
    struct first_two two = {scores, NULL, {claim_of(model, scores), -INFINITY}};
    for (size_t i = 1; i < model->label_count; i++) {
        double claim = claim_of(model, &scores[i]);
        if (claim > two.claims[0]) {
            two = (struct first_two){&scores[i], two.best, {claim, two.claims[0]}};
        } else if (claim > two.claims[1]) {
            two.next = &scores[i];
            two.claims[1] = claim;
        }
    }
    return two;
}

/* Does any language want the text? Probabilities are of a whole that is always 1: asked are the sigmoids before that. */
static bool is_claimed(const ent_identifier *identifier, const struct first_two *two)
{
    const ent_model *model = identifier->model;
    double sum = 1 / (1 + exp(-two->claims[0])); /* as a rule that is enough */
    if (!model->calibrated)
        return two->best->margin > -1;
    for (size_t i = 0; i < model->label_count && sum < least_claim; i++)
        if (&identifier->scores[i] != two->best)
            sum += 1 / (1 + exp(-claim_of(model, &identifier->scores[i])));
    return sum >= least_claim;
}

static bool is_clear(const struct first_two *two)
{
    return two->next && two->best->margin >= 0 &&
           two->best->margin - two->next->margin >= clear_distance;
}

/* ---- asking ---- */

/* Ask the model about the first letters: those it was asked about before, and more. */
static ent_status look(struct first_two *two, ent_verdict *verdict,
                       ent_identifier *identifier, struct ent__letters *text,
                       size_t letters, ent_error *err)
{
    ent__letters_read(&identifier->letters, text, identifier->lexicon, letters);
    if (identifier->letters.failed)
        return ent_fail_memory(err);
    ent_article article = {.text = ent_buffer_view(&identifier->letters)};
    ENT_TRY(ent__margins(identifier->scores, verdict, identifier->scorer, &article, err));
    *two = find_first_two(identifier);
    return ENT_OK;
}

ent_status ent_identify(const ent_language **language, const ent_label_score **scores,
                        ent_identifier *identifier, ent_string title, ent_string text,
                        ent_error *err)
{
    const ent_model *model = identifier->model;
    struct ent__letters reading;
    struct first_two two;
    ent_verdict verdict;
    /* Who wants the scores wants those of all letters. */
    size_t letters = scores ? LOOKED_AT : GLANCE;
    ent_buffer_clear(&identifier->letters);
    ent__letters(&identifier->letters, identifier->lexicon, title, OF_TITLE);
    ent__letters_begin(&reading, text);
    ENT_TRY(look(&two, &verdict, identifier, &reading, letters, err));
    while (letters < LOOKED_AT && identifier->letters.size >= letters &&
           !is_clear(&two)) {
        letters *= 2;
        ENT_TRY(look(&two, &verdict, identifier, &reading, letters, err));
    }
    bool known = identifier->letters.size >= LEAST_LETTERS &&
                 verdict != ENT_VERDICT_EMPTY && verdict != ENT_VERDICT_UNSURE &&
                 is_claimed(identifier, &two);
    *language = known ? ent_language_find(model->labels[two.best->label].name) : NULL;
    if (!scores)
        return ENT_OK;
    ent__rank(identifier->scores, verdict, identifier->scorer);
    *scores = identifier->scores;
    return ENT_OK;
}
