/* SPDX-License-Identifier: MIT */
/* What `train` does beside a plain fit: from an older model, against it, or only as a rehearsal. */
#ifndef ENT_CLI_RETRAIN_H
#define ENT_CLI_RETRAIN_H

#include "cli.h"

#include <entente/train.h>

/** The command line's wishes, and what comes of them; zero-initialise. */
struct retrain {
    const char *from;     /* older model */
    const char *with;     /* its corpus */
    const char *validate; /* held-out documents */
    bool force, dry_run, cost_given;

    ent_model *champion; /* the older model, or the one that would be replaced */
    char champion_path[4096];
    ent_retrain_report report;
    ent_comparison comparison;
    ent_corpus held; /* what --validate names */
    bool compared, worse;
};

enum {
    RETRAIN_FROM = CLI_KEY_TRAIN,
    RETRAIN_WITH,
    RETRAIN_VALIDATE,
    RETRAIN_FORCE,
    RETRAIN_DRY_RUN,
    RETRAIN_NO_FINGERPRINTS
};

/** Lines for the verb's option table. */
#define RETRAIN_OPTIONS                                                                  \
    {RETRAIN_FROM, "from", "MODEL",                                                      \
     "teach this older model the corpora: its features and C, its labels and new ones"}, \
        {RETRAIN_WITH, "with", "FILE",                                                   \
         "the older model's corpus: then the result is that of training on all of it"},  \
        {RETRAIN_VALIDATE, "validate", "FILE",                                           \
         "score the old model and the new one on held-out documents; a worse one is "    \
         "not written (exit 1)"},                                                        \
        {RETRAIN_FORCE, "force", NULL,                                                   \
         "write the new model even where --validate finds it worse"},                    \
        {RETRAIN_DRY_RUN, "dry-run", NULL, "do everything but write the model"},         \
    {                                                                                    \
        RETRAIN_NO_FINGERPRINTS, "no-fingerprints", NULL,                                \
            "do not keep hashes of the documents in the model"                           \
    }

/** Take an option. @return false when `key` is none of them */
bool retrain_option(struct retrain *retrain, struct cli_arguments *arguments, int key,
                    ent_train_options *training);
/** Are the wishes possible together? @return CLI_OK, or CLI_USAGE with the person told */
int retrain_check(const struct retrain *retrain, const ent_train_options *training,
                  const struct cli_verb *verb);
/** Open the older model, read what is held out, and see that the old corpus is there: before hours of work, not after. */
ent_status retrain_open(struct retrain *retrain, const ent_dataset_options *reading,
                        const ent_train_options *training, ent_error *err);

/** ent_train() or ent_retrain(), told on stderr; *model is NULL where there is nothing to learn. */
ent_status retrain_fit(ent_model **model, ent_train_report *report,
                       struct retrain *retrain, const ent_corpus *corpus,
                       const ent_dataset_options *reading,
                       const ent_train_options *training, ent_error *err);

/** Compare with the champion where it is wanted. @param output  path of the model that would be replaced */
ent_status retrain_validate(struct retrain *retrain, const ent_model *model,
                            const char *output, const ent_train_options *training,
                            ent_error *err);

/** Copy the older model's file where the new one would go, byte by byte. */
ent_status retrain_copy(const struct retrain *retrain, const char *output,
                        ent_error *err);

/** Members for the account of the run. */
void retrain_json(ent_json_writer *json, const struct retrain *retrain);
void retrain_close(struct retrain *retrain);

#endif
