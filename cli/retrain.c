/* SPDX-License-Identifier: MIT */
/* What `train` does beside a plain fit: from an older model, against it, or only as a rehearsal. */
#include "retrain.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "evaluate/evaluate.h"
#include "languages.h"

bool retrain_option(struct retrain *retrain, struct cli_arguments *arguments, int key,
                    ent_train_options *training)
{
    switch (key) {
    case RETRAIN_FROM:
        retrain->from = arguments->value;
        return true;
    case RETRAIN_WITH:
        retrain->with = arguments->value;
        return true;
    case RETRAIN_VALIDATE:
        retrain->validate = arguments->value;
        return true;
    case RETRAIN_FORCE:
        retrain->force = true;
        return true;
    case RETRAIN_DRY_RUN:
        retrain->dry_run = true;
        return true;
    case RETRAIN_NO_FINGERPRINTS:
        training->no_fingerprints = true;
        return true;
    default:
        return false;
    }
}

/* Does an option ask for what the older model gives? --fast does not: nothing is searched. */
static bool asks_for_features(const ent_train_options *training)
{
    const unsigned harmless = ENT_PIN_COST | ENT_PIN_FOLDS;
    return training->pinned & ~harmless || training->kind || training->hash_bits ||
           training->max_features || training->keep_features || training->by_chi_square ||
           training->max_df < 1 || training->search == ENT_SEARCH_THOROUGH;
}

static int check_lesson(const struct retrain *retrain, const ent_train_options *training,
                        const struct cli_verb *verb)
{
    if (asks_for_features(training))
        return cli_usage(verb, "features are those of the older model (--from): options "
                               "of features and --thorough do not go with it");
    if (!retrain->with && (training->kernel.kernel || training->kernel.novelty))
        return cli_usage(verb, "--kernel and --novelty learn from the whole corpus: "
                               "--from alone has only the new documents (--with)");
    return CLI_OK;
}

int retrain_check(const struct retrain *retrain, const ent_train_options *training,
                  const struct cli_verb *verb)
{
    if (retrain->with && !retrain->from)
        return cli_usage(verb,
                         "--with is the corpus of an older model: name it (--from)");
    if (retrain->force && !retrain->validate)
        return cli_usage(verb, "--force overrules --validate, which is not there");
    return retrain->from ? check_lesson(retrain, training, verb) : CLI_OK;
}

static ent_status check_there(const char *path, ent_error *err)
{
    if (!path || strcmp(path, "-") == 0 || access(path, R_OK) == 0)
        return ENT_OK;
    return ent_fail(err, ENT_EIO, "cannot open '%s': %s", path, strerror(errno));
}

/*
 * As the corpora themselves are read: a text read in another language has other terms. But the file for bad records is the
 * corpora's, which would be written over: those of other files are told and left where they are.
 */
static ent_status load(ent_corpus *corpus, const char *path,
                       const ent_dataset_options *reading,
                       const ent_train_options *training, ent_error *err)
{
    ent_dataset *dataset;
    ent_dataset_report report;
    ent_dataset_options own = *reading;
    if (own.on_error == ENT_ON_ERROR_QUARANTINE)
        own.on_error = ENT_ON_ERROR_SKIP;
    own.quarantine = NULL;
    ENT_TRY(ent_dataset_open(&dataset, &path, 1, &own, err));
    ent_status status = ent_corpus_load(corpus, dataset, 0, err);
    if (status == ENT_OK)
        status = ent_dataset_get_report(&report, dataset, err);
    if (status == ENT_OK && report.faults)
        cli_say("skipped   %llu of '%s'", (unsigned long long)report.faults, path);
    ent_dataset_free(dataset);
    if (status == ENT_OK && !training->language && !training->kind)
        cli_languages_of_corpus(corpus);
    return status;
}

ent_status retrain_open(struct retrain *retrain, const ent_dataset_options *reading,
                        const ent_train_options *training, ent_error *err)
{
    ENT_TRY(check_there(retrain->with, err));
    if (retrain->from) {
        ENT_TRY(ent_model_find(retrain->champion_path, sizeof retrain->champion_path,
                               retrain->from, err));
        ENT_TRY(ent_model_open(&retrain->champion, retrain->champion_path, err));
    }
    return retrain->validate
               ? load(&retrain->held, retrain->validate, reading, training, err)
               : ENT_OK;
}

/* ---- fitting ---- */

static void say_report(const struct retrain *retrain, bool unchanged)
{
    const ent_retrain_report *report = &retrain->report;
    cli_say("learned   %zu new document%s, %zu correction%s; %zu %s known already",
            report->learned, cli_s(report->learned), report->corrected,
            cli_s(report->corrected), report->known, report->known == 1 ? "was" : "were");
    if (unchanged) {
        cli_say("          nothing is new: the model stays as it is");
        return;
    }
    if (report->new_labels || report->new_terms)
        cli_say("          %zu new label%s, %zu new term%s", report->new_labels,
                cli_s(report->new_labels), report->new_terms, cli_s(report->new_terms));
    if (report->complete)
        return;
    cli_say("          without the old corpus (--with): the old weights are moved as "
            "little as the new documents allow");
    if (report->corrected)
        cli_say("          a correction is one more document: what it corrects is not "
                "unlearned");
    if (report->new_labels)
        cli_say("          probabilities of new labels are guesses until the model is "
                "trained with all documents");
}

ent_status retrain_fit(ent_model **model, ent_train_report *report,
                       struct retrain *retrain, const ent_corpus *corpus,
                       const ent_dataset_options *reading,
                       const ent_train_options *training, ent_error *err)
{
    if (!retrain->from)
        return ent_train(model, report, corpus, training, err);
    ent_train_options options = *training;
    if (!retrain->cost_given)
        options.C = 0;
    ent_corpus old;
    if (retrain->with)
        ENT_TRY(load(&old, retrain->with, reading, training, err));
    ent_status status = ent_retrain(model, &retrain->report, retrain->champion, corpus,
                                    retrain->with ? &old : NULL, &options, err);
    if (retrain->with)
        ent_corpus_dispose(&old);
    if (status != ENT_OK)
        return status;
    *report = retrain->report.training;
    say_report(retrain, !*model);
    return ENT_OK;
}

ent_status retrain_copy(const struct retrain *retrain, const char *output, ent_error *err)
{
    if (strcmp(retrain->champion_path, output) == 0)
        return ENT_OK;
    ent_arena scratch;
    ent_string bytes;
    ENT_TRY(ent_arena_open(&scratch, (size_t)2 << 30, err));
    ent_status status =
        ent_file_read(&bytes, &scratch, retrain->champion_path, (size_t)1 << 30, err);
    if (status == ENT_OK)
        status = ent_file_write(output, bytes, err);
    ent_arena_close(&scratch);
    return status;
}

/* ---- champion and challenger ---- */

static void say_difference(const char *name, const ent_difference *difference)
{
    cli_say("  %-9s old %.4f, new %.4f: %+.4f (95 %% interval %+.4f to %+.4f)", name,
            difference->theirs, difference->ours, difference->difference,
            difference->interval.low, difference->interval.high);
}

static void say_comparison(const struct retrain *retrain)
{
    size_t documents = retrain->held.count;
    const ent_comparison *comparison = &retrain->comparison;
    if (!retrain->champion) {
        cli_say("validated on %zu document%s: accuracy %.4f, micro-F1 %.4f, macro-F1 "
                "%.4f",
                documents, cli_s(documents), comparison->accuracy.ours,
                comparison->micro_f1.ours, comparison->macro_f1.ours);
        return;
    }
    cli_say("validated on %zu document%s", documents, cli_s(documents));
    say_difference("accuracy", &comparison->accuracy);
    say_difference("micro-F1", &comparison->micro_f1);
    say_difference("macro-F1", &comparison->macro_f1);
}

ent_status retrain_validate(struct retrain *retrain, const ent_model *model,
                            const char *output, const ent_train_options *training,
                            ent_error *err)
{
    if (!retrain->validate || !model)
        return ENT_OK;
    /* Without --from the champion is the model that would be replaced, if there is one. */
    ent_error ignored;
    if (!retrain->champion && output)
        (void)!ent_model_open(&retrain->champion, output, &ignored);
    ent_evaluate_options options = ENT_EVALUATE_OPTIONS_INIT;
    options.seed = training->seed;
    options.threads = training->threads;
    ENT_TRY(ent_challenge(&retrain->comparison, &retrain->worse, model,
                          retrain->champion ? retrain->champion : model, &retrain->held,
                          &options, err));
    retrain->compared = true;
    say_comparison(retrain);
    if (retrain->worse && !retrain->force)
        return ent_fail(err, ENT_EDATA,
                        "the new model is worse on '%s' than the old one, which stays "
                        "(--force overrules)",
                        retrain->validate);
    return ENT_OK;
}

/* ---- the account ---- */

void retrain_json(ent_json_writer *json, const struct retrain *retrain)
{
    const ent_retrain_report *report = &retrain->report;
    if (retrain->from) {
        ent_json_key(json, "retraining");
        ent_json_begin_object(json);
        ent_json_key(json, "from");
        ent_json_write_text(json, ent_model_digest(retrain->champion));
        ent_json_key(json, "complete");
        ent_json_write_bool(json, report->complete);
        const struct {
            const char *key;
            size_t value;
        } counts[] = {{"learned", report->learned},
                      {"corrected", report->corrected},
                      {"known", report->known},
                      {"new_labels", report->new_labels},
                      {"new_terms", report->new_terms}};
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
            ent_json_key(json, counts[i].key);
            ent_json_write_integer(json, (int64_t)counts[i].value);
        }
        ent_json_end_object(json);
    }
    if (retrain->compared) {
        ent_json_key(json, "validated_on");
        ent_json_write_integer(json, (int64_t)retrain->held.count);
        ent__comparison_json(json, "validation", &retrain->comparison, NULL, 0);
    }
}

void retrain_close(struct retrain *retrain)
{
    ent_model_free(retrain->champion);
    retrain->champion = NULL;
    ent_corpus_dispose(&retrain->held);
}
