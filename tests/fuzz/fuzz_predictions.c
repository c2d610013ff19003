/* SPDX-License-Identifier: MIT */
/* Predictions of any bytes, for any task: refused, or fit to be scored. The first byte chooses the task. */
#include <stdlib.h>

#include "evaluate/evaluate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* Score the predictions against themselves: all that was chosen is right. */
static void score(const ent_predictions *said, size_t labels)
{
    ent_arena arena;
    require(ent_arena_open(&arena, (size_t)256 << 20, NULL) == ENT_OK);
    ent_answer *items = ent_arena_alloc(&arena, said->count, sizeof *items);
    require(items != NULL);
    for (size_t i = 0; i < said->count; i++) {
        const ent_prediction *one = &said->items[i];
        size_t few = one->chosen_count ? 1 : 0; /* one label is in order by itself */
        items[i] = (ent_answer){one->chosen, few,         one->chosen,
                                few,         one->ranked, one->ranked_count};
    }
    ent_answers answers = {items, said->count, NULL, labels, true, said->probabilities};
    ent_evaluate_options options = {10, 1, 1};
    ent_evaluation evaluation;
    ent_error err = {0};
    require(ent_evaluate(&evaluation, &arena, &answers, &options, &err) == ENT_OK);
    require(!said->count || evaluation.accuracy == 1);
    ent_arena_close(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ent_task task = size ? (ent_task)(data[0] % 6) : ENT_TASK_TOPICS;
    ent_string text = {(const char *)data + (size > 0), size - (size > 0)};
    ent_names names = {0};
    ent_predictions said;
    ent_error err = {0};
    if (ent__predictions_parse(&said, &names, text, "fuzz", task, &err) == ENT_OK) {
        score(&said, names.count);
        ent__predictions_dispose(&said);
    } else {
        require(err.msg[0] != '\0');
    }
    ent_names_dispose(&names);
    return 0;
}
