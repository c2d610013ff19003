/* SPDX-License-Identifier: MIT */
/*
 * The language of any bytes: letters are words of the text in order, within the limit but for the last word; answers are in
 * order and do not depend on what was asked before.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <entente/classify.h>
#include <entente/train.h>

#include "classify/classify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* A model of the few languages of the sample articles. */
static ent_model *make_model(void)
{
    static const char *const paths[] = {"datasets/samples/topics.jsonl"};
    ent_dataset_options reading = {.label = "lang"};
    ent_train_options options = ENT_TRAIN_OPTIONS_INIT;
    ent_train_report report;
    ent_dataset *dataset;
    ent_corpus corpus;
    ent_model *model;
    options.kind = "languages";
    options.pieces = 2;
    options.search = ENT_SEARCH_NONE;
    options.word_ngrams = 0;
    options.char_min = 1;
    options.char_max = 4;
    options.keep_features = 3000;
    require(ent_dataset_open(&dataset, paths, 1, &reading, NULL) == ENT_OK);
    require(ent_corpus_load(&corpus, dataset, 0, NULL) == ENT_OK);
    ent_dataset_free(dataset);
    require(ent_train(&model, &report, &corpus, &options, NULL) == ENT_OK);
    ent_corpus_dispose(&corpus);
    return model;
}

static void check_letters(ent_lexicon *lexicon, ent_string text)
{
    enum { LIMIT = 50 };
    ent_buffer out = {0};
    size_t at = 0;
    ent__letters(&out, lexicon, text, LIMIT);
    for (size_t i = 0; i < out.size; i++) {
        if (out.data[i] == ' ')
            continue;
        while (at < text.size && text.data[at] != out.data[i])
            at++;
        require(at < text.size);
        at++;
    }
    struct ent__letters reading;
    ent_buffer same = {0};
    ent__letters_begin(&reading, text);
    for (size_t limit = 1; limit <= LIMIT; limit++)
        ent__letters_read(&same, &reading, lexicon, limit);
    require(same.size == out.size &&
            (!same.size || memcmp(same.data, out.data, same.size) == 0));
    ent_buffer_dispose(&same);
    const char *last = out.size ? memrchr(out.data, ' ', out.size) : NULL;
    require(!last || last - out.data <= LIMIT);
    ent_buffer_dispose(&out);
}

/* What is asked between two questions does not change the answer. */
static void check_answers(ent_identifier *identifier, ent_string text, size_t labels)
{
    const ent_language *first, *again, *other;
    const ent_label_score *scores;
    ent_label_score best;
    ent_string half = {text.data, text.size / 2}, none = {NULL, 0};
    require(ent_identify(&first, &scores, identifier, half, text, NULL) == ENT_OK);
    best = scores[0];
    for (size_t i = 0; i < labels; i++) {
        require(scores[i].probability >= 0 && scores[i].probability <= 1);
        require(i == 0 || scores[i].probability <= scores[i - 1].probability);
    }
    require(ent_identify(&other, NULL, identifier, none, half, NULL) == ENT_OK);
    require(ent_identify(&again, &scores, identifier, half, text, NULL) == ENT_OK);
    require(first == again && scores[0].label == best.label);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ent_model *model;
    static ent_identifier *identifier;
    static ent_lexicon *lexicon;
    ent_string text = {(const char *)data, size};
    if (!model) {
        model = make_model();
        require(ent_identifier_new(&identifier, model, NULL) == ENT_OK);
        lexicon = ent_lexicon_new(NULL, false);
        require(lexicon != NULL);
    }
    check_letters(lexicon, text);
    check_answers(identifier, text, ent_model_label_count(model));
    return 0;
}
