/* SPDX-License-Identifier: MIT */
/* Any bytes as a stance model: what opens obeys the rules, answers with honest numbers, and is written again as it is. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/models.h"
#include "seal.h"

#define CHECK(condition)                                                                 \
    do {                                                                                 \
        if (!(condition))                                                                \
            abort();                                                                     \
    } while (0)

static void check_nested(const ent_model *model)
{
    CHECK(model && model->calibrated && !model->multi_label);
    CHECK(model->label_count >= 2 && model->label_count <= ENT_STANCE_LABELS);
}

static void check_kernel(const ent_pair_kernel *kernel)
{
    CHECK(kernel->labels <= ENT_STANCE_LABELS && kernel->gamma >= 0);
    for (size_t j = 0; j < kernel->features; j++)
        CHECK(isfinite(kernel->shift[j]) && kernel->scale[j] >= 0);
    for (size_t i = 0; i < kernel->labels * kernel->rows; i++)
        CHECK(isfinite(kernel->coefficients[i]));
    for (size_t k = 0; k < kernel->labels; k++)
        CHECK(kernel->label[k].name.size && kernel->label[k].slope > 0);
}

static void check_model(const struct ent_stance_model *model)
{
    CHECK(model->pooled || model->pair.words);
    CHECK(!model->target_count || model->pooled);
    for (size_t t = 0; t < model->target_count; t++) {
        CHECK(t == 0 || ent_string_compare(model->targets[t - 1], model->targets[t]) < 0);
        check_nested(model->target_models[t]);
    }
    if (model->pooled)
        check_nested(model->pooled);
    if (!model->pair.words)
        return;
    check_nested(model->pair.words);
    check_kernel(&model->pair.related);
    check_kernel(&model->pair.stance);
    CHECK(model->pair.related.labels <= 1 && model->pair.stance.labels >= 2);
    CHECK(model->pair.related.labels + model->pair.stance.labels <= ENT_STANCE_LABELS);
}

/* ---- answers ---- */

static void check_answer(const ent_stance *stance, const ent_article *article)
{
    double before = 2;
    CHECK(stance->label_count <= ENT_STANCE_LABELS);
    for (size_t k = 0; k < stance->label_count; k++) {
        double p = (double)stance->labels[k].probability;
        CHECK(p >= 0 && p <= 1 && before >= 0);
        before = p;
    }
    for (size_t i = 0; i < stance->evidence_count; i++) {
        ent_string field =
            stance->evidence[i].field == ENT_FIELD_TITLE ? article->title : article->text;
        CHECK(stance->evidence[i].start < stance->evidence[i].end &&
              stance->evidence[i].end <= field.size);
    }
}

static void check_answers(const struct ent_stance_model *model)
{
    ent_article article = {
        .title = ent_string_of("Police deny the election was stolen"),
        .text =
            ent_string_of("The election day went well. Police said so.\nNo caf\xC3\xA9 "
                          "was closed; I hate elections and their police!")};
    ent_stance_scorer *scorer;
    ent_stance stance;
    CHECK(ent_stance_scorer_new(&scorer, model, NULL) == ENT_OK);
    ent_string asked[] = {ent_string_of("police"), ent_string_of("election day"),
                          model->target_count ? model->targets[0] : ent_string_of("a")};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        if (ent_stance_toward(&stance, scorer, asked[i], &article, NULL) == ENT_OK)
            check_answer(&stance, &article);
        if (ent_stance_on_claim(&stance, scorer, asked[i], &article, NULL) == ENT_OK)
            check_answer(&stance, &article);
    }
    ent_stance_scorer_free(scorer);
}

/* ---- bytes ---- */

static ent_buffer rewrite(ent_string bytes)
{
    struct ent_stance_model *model;
    ent_buffer out = {0};
    CHECK(ent__stance_decode(&model, bytes, NULL) == ENT_OK);
    CHECK(ent__stance_encode(&out, model, NULL) == ENT_OK);
    ent_stance_model_free(model);
    return out;
}

static void check(ent_string bytes)
{
    struct ent_stance_model *model;
    ent_error err = {0};
    ent_status status = ent__stance_decode(&model, bytes, &err);
    CHECK(status == ENT_OK || err.msg[0]);
    if (status != ENT_OK)
        return;
    check_model(model);
    check_answers(model);
    ent_stance_model_free(model);
    /* A stranger may have deflated otherwise: then ours is another file, but rewriting ours changes nothing. */
    ent_buffer first = rewrite(bytes), second = rewrite(ent_buffer_view(&first));
    CHECK(ent_string_equal(ent_buffer_view(&first), ent_buffer_view(&second)));
    ent_buffer_dispose(&first);
    ent_buffer_dispose(&second);
}

/* The nested files first: the checksums of the outer one are over theirs. Only what is not deflated is found. */
static void seal_all(uint8_t *data, size_t size)
{
    static const uint8_t magic[] = {0x89, 'E', 'N', 'T', 13, 10, 26, 10};
    for (size_t at = size; at-- > 0;)
        if (size - at >= PREAMBLE_SIZE && memcmp(data + at, magic, sizeof magic) == 0) {
            uint64_t inner = number_at(data + at + 16, 8);
            seal(data + at, inner < size - at ? (size_t)inner : size - at);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_and_seal(data, size, check, seal_all);
    return 0;
}
