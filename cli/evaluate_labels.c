/* SPDX-License-Identifier: MIT */
/* The verb `evaluate` for topics, stance and languages: reads the corpus, asks the systems, prints the scores. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate_system.h"
#include "models/models.h"

/* Documents are asked about so many at a time, which the threads share. */
enum { BATCH = 256 };
static const size_t batch_bytes = (size_t)16 << 20;

/* Everything between the command line and the scores. */
struct labelled {
    const struct evaluate_job *job;
    ent_record batch[BATCH]; /* [batch_count] copies, in the batch's arena */
    size_t batch_count;
    ent_arena batch_arena;
    ent_names names; /* labels as they came */
    struct label_system systems[2];
    size_t system_count;
    ENT_ARRAY(ent_answer) truths; /* only the truth is filled */
    size_t unlabelled;            /* documents without a truth in a task that needs one */
    uint64_t faults;
    ent_arena arena;
    /* after numbering */
    uint32_t *numbers;  /* [names] sorted number of a name */
    ent_string *labels; /* [label_count] */
    size_t label_count;
    bool multi_label;
};

/* ---- reading ---- */

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Sorted, each once. */
static size_t tidy(uint32_t *numbers, size_t count)
{
    size_t kept = 0;
    if (count > 1)
        qsort(numbers, count, sizeof *numbers, by_number);
    for (size_t i = 0; i < count; i++)
        if (!i || numbers[i] != numbers[i - 1])
            numbers[kept++] = numbers[i];
    return kept;
}

/* Are the record's labels the truth? Those of languages are where the person names their field. */
static bool labels_tell(const struct evaluate_job *job)
{
    return job->task == ENT_TASK_TOPICS ||
           (job->task == ENT_TASK_LANGUAGES && job->reading.label);
}

static ent_status take_truth(struct labelled *data, const ent_record *record,
                             ent_error *err)
{
    bool stance = data->job->task == ENT_TASK_STANCE, told = labels_tell(data->job);
    ent_string one = stance ? record->stance : record->article.lang;
    const ent_string *labels = told ? record->labels : &one;
    size_t count = told ? record->label_count : 1;
    uint32_t *truth = ent_arena_alloc(&data->arena, count, sizeof *truth);
    if (!truth)
        return ent_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        if (!ent_names_add(&data->names, labels[i], &truth[i]))
            return ent_fail_memory(err);
    ent_answer answer = {.truth = truth, .truth_count = count};
    return ent_array_push(&data->truths, answer) ? ENT_OK : ent_fail_memory(err);
}

static bool has_no_truth(const struct labelled *data, const ent_record *record)
{
    switch (data->job->task) {
    case ENT_TASK_STANCE:
        return !record->stance.size;
    case ENT_TASK_LANGUAGES:
        return labels_tell(data->job) ? !record->label_count : !record->article.lang.size;
    default:
        return false;
    }
}

/* What systems are asked about: a copy that outlives the reading of the next record. */
static ent_status keep_question(struct labelled *data, const ent_record *record,
                                ent_error *err)
{
    ent_record *kept = &data->batch[data->batch_count++];
    *kept = (ent_record){
        .article = record->article, .target = record->target, .stance = record->stance};
    if (data->job->task == ENT_TASK_LANGUAGES)
        kept->article.lang = (ent_string){0}; /* that is the question */
    ent_string *fields[] = {
        &kept->article.id,   &kept->article.url,  &kept->article.source,
        &kept->article.time, &kept->article.lang, &kept->article.title,
        &kept->article.text, &kept->target,       &kept->stance};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        *fields[i] = ent_string_copy(&data->batch_arena, *fields[i]);
        if (!fields[i]->data)
            return ent_fail_memory(err);
    }
    return ENT_OK;
}

static ent_status ask_systems(struct labelled *data, ent_error *err)
{
    for (size_t s = 0; s < data->system_count; s++)
        ENT_TRY(label_system_answer(&data->systems[s], &data->arena, data->batch,
                                    data->batch_count, err));
    data->batch_count = 0;
    data->batch_arena.next = data->batch_arena.start;
    cli_progress("evaluating", data->truths.count, 0);
    return ENT_OK;
}

static ent_status read_records(struct labelled *data, ent_dataset *dataset,
                               ent_error *err)
{
    for (size_t bytes = 0;;) {
        ent_record record;
        bool end;
        ENT_TRY(ent_dataset_next(dataset, &record, &end, err));
        if (end)
            return ask_systems(data, err);
        if (has_no_truth(data, &record)) {
            data->unlabelled++;
            continue;
        }
        ENT_TRY(take_truth(data, &record, err));
        ENT_TRY(keep_question(data, &record, err));
        bytes += record.article.title.size + record.article.text.size;
        if (data->batch_count < BATCH && bytes < batch_bytes)
            continue;
        ENT_TRY(ask_systems(data, err));
        bytes = 0;
    }
}

static ent_status read_corpus(struct labelled *data, ent_error *err)
{
    const struct evaluate_job *job = data->job;
    ent_dataset *dataset = NULL;
    ent_status status;
    ent_dataset_report report;
    ENT_TRY_OUT(
        ent_dataset_open(&dataset, job->paths, job->path_count, &job->reading, err));
    ENT_TRY_OUT(read_records(data, dataset, err));
    ENT_TRY_OUT(ent_dataset_get_report(&report, dataset, err));
    data->faults = report.faults;
    if (!data->truths.count || (labels_tell(job) && !report.label_count))
        status = ent_fail(err, ENT_EDATA,
                          "'%s' holds no labelled documents (--label names the field)",
                          job->paths[0]);
out:
    ent_dataset_free(dataset);
    return status;
}

/* ---- numbering: labels in byte order of their names, so that nothing depends on the order of the input ---- */

struct named {
    ent_string name;
    uint32_t number;
};

static int by_name(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int order = ent_string_compare(x->name, y->name);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

/* A label as it is compared: eng_Latn, eng and English are one language; "medtop:15000000 sport" is sport; fastText has no
 * white space in labels. */
static ent_string canonical(struct labelled *data, ent_string name)
{
    const ent_language *language =
        data->job->task == ENT_TASK_LANGUAGES ? ent_language_find(name) : NULL;
    if (language)
        return ent_string_of(language->code);
    ent_string code;
    ent__label_split(&code, &name, name);
    bool underscored = false;
    for (size_t s = 0; s < data->system_count; s++)
        underscored = underscored || data->systems[s].predictions.underscored;
    if (!underscored)
        return name;
    ent_string copy = ent_string_copy(&data->arena, name);
    for (size_t i = 0; copy.data && i < copy.size; i++)
        if ((unsigned char)copy.data[i] <= ' ')
            ((char *)copy.data)[i] = '_';
    return copy.data ? copy : name;
}

static ent_status number_labels(struct labelled *data, ent_error *err)
{
    size_t count = data->names.count;
    struct named *sorted = ent_arena_alloc(&data->arena, count, sizeof *sorted);
    data->numbers = ent_arena_alloc(&data->arena, count, sizeof *data->numbers);
    data->labels = ent_arena_alloc(&data->arena, count, sizeof *data->labels);
    if (!sorted || !data->numbers || !data->labels)
        return ent_fail_memory(err);
    for (uint32_t i = 0; i < count; i++)
        sorted[i] = (struct named){canonical(data, ent_names_get(&data->names, i)), i};
    qsort(sorted, count, sizeof *sorted, by_name);
    for (size_t i = 0; i < count; i++) {
        if (!i || !ent_string_equal(sorted[i].name, sorted[i - 1].name))
            data->labels[data->label_count++] = sorted[i].name;
        data->numbers[sorted[i].number] = (uint32_t)(data->label_count - 1);
    }
    return ENT_OK;
}

/* The same arrays under the sorted numbers; a label that two names have become keeps its better place. */
static ent_status renumber(ent_answer *answer, const struct labelled *data,
                           ent_arena *arena, uint32_t *last_seen, uint32_t *stamp,
                           ent_error *err)
{
    uint32_t *chosen = ent_arena_alloc(arena, answer->chosen_count, sizeof *chosen);
    ent_ranked *ranked = ent_arena_alloc(arena, answer->ranked_count, sizeof *ranked);
    size_t chosen_count = 0, ranked_count = 0;
    if (!chosen || !ranked)
        return ent_fail_memory(err);
    ++*stamp;
    for (size_t i = 0; i < answer->chosen_count; i++) {
        uint32_t number = data->numbers[answer->chosen[i]];
        if (last_seen[number] != *stamp)
            chosen[chosen_count++] = number;
        last_seen[number] = *stamp;
    }
    ++*stamp;
    for (size_t i = 0; i < answer->ranked_count; i++) {
        uint32_t number = data->numbers[answer->ranked[i].label];
        if (last_seen[number] != *stamp)
            ranked[ranked_count++] = (ent_ranked){number, answer->ranked[i].score};
        last_seen[number] = *stamp;
    }
    *answer = (ent_answer){answer->truth, answer->truth_count, chosen, chosen_count,
                           ranked,        ranked_count};
    return ENT_OK;
}

static ent_status renumber_all(struct labelled *data, ent_error *err)
{
    uint32_t *last_seen =
                 ent_arena_alloc(&data->arena, data->label_count, sizeof *last_seen),
             stamp = 0;
    if (!last_seen)
        return ent_fail_memory(err);
    for (size_t i = 0; i < data->truths.count; i++) {
        ent_answer *gold = &data->truths.items[i];
        uint32_t *truth = (uint32_t *)gold->truth; /* ours, in the arena */
        for (size_t j = 0; j < gold->truth_count; j++)
            truth[j] = data->numbers[truth[j]];
        gold->truth_count = tidy(truth, gold->truth_count);
        data->multi_label = data->multi_label || gold->truth_count != 1;
        for (size_t s = 0; s < data->system_count; s++) {
            ent_answer *answer = &data->systems[s].answers.items[i];
            answer->truth = truth;
            answer->truth_count = gold->truth_count;
            ENT_TRY(renumber(answer, data, &data->arena, last_seen, &stamp, err));
        }
    }
    for (size_t s = 0; s < data->system_count; s++)
        data->multi_label = data->multi_label || data->systems[s].multi_label;
    return ENT_OK;
}

/* Where a document has one label, a list of candidates means its first. */
static ent_answers answers_of(struct labelled *data, size_t s)
{
    struct label_system *system = &data->systems[s];
    bool ranked = false;
    for (size_t i = 0; i < system->answers.count; i++) {
        ent_answer *answer = &system->answers.items[i];
        ranked = ranked || answer->ranked_count;
        if (!data->multi_label && answer->chosen_count > 1)
            answer->chosen_count = 1;
    }
    return (ent_answers){
        .items = system->answers.items,
        .count = system->answers.count,
        .labels = data->labels,
        .label_count = data->label_count,
        .multi_label = data->multi_label,
        .probabilities = system->probabilities && ranked,
    };
}

/* ---- results ---- */

static void table_interval(ent_buffer *out, const char *name, double value,
                           ent_interval interval)
{
    if (!isfinite(value))
        return;
    ent_buffer_format(out, "%-12s ", name);
    ent_buffer_decimal(out, value, 4);
    if (isfinite(interval.low)) {
        ent_buffer_text(out, "  (95 %: ");
        ent_buffer_decimal(out, interval.low, 4);
        ent_buffer_text(out, " to ");
        ent_buffer_decimal(out, interval.high, 4);
        ent_buffer_text(out, ")");
    }
    ent_buffer_byte(out, '\n');
}

/* A name in its column: wide characters take two places of a terminal, and none is cut in the middle. */
static void table_name(ent_buffer *out, ent_string name)
{
    enum { COLUMN = 32 };
    size_t places = 0, at = 0;
    while (at < name.size) {
        unsigned char lead = (unsigned char)name.data[at];
        size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        size_t wide = lead >= 0xE3 ? 2 : 1;
        if (places + wide > COLUMN || size > name.size - at)
            break;
        places += wide;
        at += size;
    }
    size_t start = out->size;
    ent_buffer_append(out, name.data, at);
    cli_disarm(out, start);
    for (; places < COLUMN; places++)
        ent_buffer_byte(out, ' ');
}

static void table_label(ent_buffer *out, ent_string name, const ent_label_result *label)
{
    const double values[] = {label->score.precision, label->score.recall,
                             label->score.f1};
    table_name(out, name);
    ent_buffer_format(out, " %9llu %9llu", (unsigned long long)label->truth,
                      (unsigned long long)label->chosen);
    for (int i = 0; i < 3; i++) {
        ent_buffer_text(out, "     ");
        if (isfinite(values[i]))
            ent_buffer_decimal(out, values[i], 3);
        else
            ent_buffer_text(out, "    –");
    }
    ent_buffer_byte(out, '\n');
}

static void write_table(ent_buffer *out, const ent_answers *answers,
                        const ent_evaluation *e)
{
    ent_buffer_format(out, "documents    %llu, answered %llu, labels %zu, %s\n",
                      (unsigned long long)e->documents, (unsigned long long)e->answered,
                      answers->label_count,
                      answers->multi_label ? "several a document" : "one a document");
    table_interval(out, "accuracy", e->accuracy, e->accuracy_interval);
    table_interval(out, "micro F1", e->micro.f1, e->micro_f1_interval);
    table_interval(out, "macro F1", e->macro.f1, e->macro_f1_interval);
    table_interval(out, "weighted F1", e->weighted.f1, e->weighted_f1_interval);
    if (answers->multi_label)
        table_interval(out, "sample F1", e->sample.f1, e->sample_f1_interval);
    table_interval(out, "P@1", e->precision_at[0], e->precision_at_interval[0]);
    table_interval(out, "NDCG", e->ndcg, e->ndcg_interval);
    table_interval(out, "ECE", e->ece, e->ece_interval);
    table_interval(out, "Brier score", e->brier, e->brier_interval);
    table_interval(out, "log loss", e->log_loss, e->log_loss_interval);
    ent_buffer_format(out, "\n%-32s %9s %9s %9s %9s %9s\n", "label", "documents",
                      "predicted", "precision", "recall", "F1");
    for (size_t k = 0; k < answers->label_count; k++)
        table_label(out, answers->labels[k], &e->label_results[k]);
    ent_buffer_byte(out, '\n');
}

static void write_difference(ent_buffer *out, const char *name,
                             const ent_difference *difference)
{
    ent_buffer_format(out, "%-12s ", name);
    ent_buffer_decimal(out, difference->ours, 4);
    ent_buffer_text(out, " against ");
    ent_buffer_decimal(out, difference->theirs, 4);
    if (isfinite(difference->interval.low)) {
        ent_buffer_text(out, difference->difference < 0 ? ": " : ": +");
        ent_buffer_decimal(out, difference->difference, 4);
        ent_buffer_text(out, "  (95 %: ");
        ent_buffer_decimal(out, difference->interval.low, 4);
        ent_buffer_text(out, " to ");
        ent_buffer_decimal(out, difference->interval.high, 4);
        ent_buffer_text(out, ", p = ");
        ent_buffer_decimal(out, difference->p, 4);
        ent_buffer_text(out, ")");
    }
    ent_buffer_byte(out, '\n');
}

static void write_comparison(struct results *results, const ent_comparison *comparison)
{
    ent__comparison_json(&results->writer, "against", comparison, results->lines,
                         results->line_count);
    ent_buffer_format(&results->table, "against      %s\n", results->against);
    write_difference(&results->table, "accuracy", &comparison->accuracy);
    write_difference(&results->table, "micro F1", &comparison->micro_f1);
    write_difference(&results->table, "macro F1", &comparison->macro_f1);
    ent_buffer_format(&results->table,
                      "right on        %llu documents only ours, on %llu only theirs "
                      "(McNemar's exact test: ",
                      (unsigned long long)comparison->only_ours,
                      (unsigned long long)comparison->only_theirs);
    ent__p_value(&results->table, comparison->mcnemar_p);
    ent_buffer_text(&results->table, ")\n");
}

static void write_system(struct results *results, const char *key,
                         const struct label_system *system)
{
    ent_json_writer *writer = &results->writer;
    ent_json_key(writer, key);
    ent_json_begin_object(writer);
    ent_json_key(writer, "name");
    ent_json_write_text(writer, system->name);
    if (system->model || system->stance) {
        ent_json_key(writer, "digest");
        ent_json_write_text(writer, system->stance
                                        ? ent_stance_model_digest(system->stance)
                                        : ent_model_digest(system->model));
    }
    ent_json_end_object(writer);
}

/* The shared tasks' own scores; @param theirs  NULL: there is no second system */
static ent_status write_stance(struct results *results, const struct labelled *data,
                               const ent_answers *answers, const ent_answers *theirs,
                               ent_error *err)
{
    static const struct told_score told[] = {
        {0, "favor_against_f1", "mean F1 of favor and against (SemEval-2016 task 6)"},
        {1, "fnc_score", "share of the greatest FNC-1 score"}};
    ent_arena arena = data->arena;
    ent_units units[2];
    ENT_TRY(ent__stance_units(&units[0], &arena, answers, err));
    if (theirs)
        ENT_TRY(ent__stance_units(&units[1], &arena, theirs, err));
    return results_units(results, told, 2, &units[0], theirs ? &units[1] : NULL,
                         &data->job->options, arena, err);
}

static ent_status write_page(const struct labelled *data, const struct results *results,
                             const ent_answers *answers, const ent_evaluation *e,
                             const ent_comparison *comparison, ent_error *err)
{
    ent_buffer page = {0}, title = {0};
    ent_buffer_format(&title, "Evaluation of %s", data->systems[0].name);
    ent__evaluation_page(&page, title.data ? title.data : "", answers, e, results->lines,
                         results->line_count, comparison, results->against);
    ent_status status =
        page.failed || title.failed
            ? ent_fail_memory(err)
            : report_write(data->job, "index.html", ent_buffer_view(&page), err);
    ent_buffer_dispose(&page);
    ent_buffer_dispose(&title);
    return status;
}

static ent_status score(struct labelled *data, struct results *results, ent_error *err)
{
    const struct evaluate_job *job = data->job;
    bool compared = data->system_count > 1;
    ent_answers ours = answers_of(data, 0), theirs;
    ent_evaluation evaluation;
    ent_comparison comparison;
    ENT_TRY(ent_evaluate(&evaluation, &data->arena, &ours, &job->options, err));
    if (compared) {
        theirs = answers_of(data, 1);
        ENT_TRY(
            ent_compare(&comparison, data->arena, &ours, &theirs, &job->options, err));
    }
    write_table(&results->table, &ours, &evaluation);
    if (job->task == ENT_TASK_STANCE)
        ENT_TRY(write_stance(results, data, &ours, compared ? &theirs : NULL, err));
    ent__evaluation_json(&results->writer, &ours, &evaluation, results->lines,
                         results->line_count);
    write_system(results, "system", &data->systems[0]);
    if (compared) {
        write_system(results, "other_system", &data->systems[1]);
        write_comparison(results, &comparison);
    }
    return job->report ? write_page(data, results, &ours, &evaluation,
                                    compared ? &comparison : NULL, err)
                       : ENT_OK;
}

/* Predictions that match badly are most often those of another corpus. */
static ent_status check_matches(const struct labelled *data, ent_error *err)
{
    for (size_t s = 0; s < data->system_count; s++) {
        const struct label_system *system = &data->systems[s];
        size_t documents = system->answers.count, given = system->predictions.count;
        if (system->model || system->stance)
            continue;
        if (!system->matched)
            return ent_fail(err, ENT_EDATA,
                            "%s: no prediction belongs to a document of the corpus",
                            system->name);
        if (!system->predictions.by_id.count && given != documents)
            return ent_fail(
                err, ENT_EDATA,
                "%s: %zu predictions without ids cannot be matched to %zu documents",
                system->name, given, documents);
        if (system->matched < documents)
            cli_say(
                "entente: %s: %zu documents have no prediction and count as not answered",
                system->name, documents - system->matched);
        if (system->matched < given)
            cli_say("entente: %s: %zu predictions belong to no document of the corpus",
                    system->name, given - system->matched);
    }
    return ENT_OK;
}

static ent_status run(struct labelled *data, struct results *results, ent_error *err)
{
    const struct evaluate_job *job = data->job;
    const char *names[] = {job->model ? job->model : job->predictions, job->against};
    bool is_model[] = {job->model != NULL, job->against_is_model};
    int threads = ent_parallel_threads(BATCH, job->options.threads);
    ENT_TRY(ent_arena_open(&data->arena, (size_t)16 << 30, err));
    ENT_TRY(ent_arena_open(&data->batch_arena, (size_t)4 << 30, err));
    data->system_count = job->against ? 2 : 1;
    for (size_t s = 0; s < data->system_count; s++)
        ENT_TRY(label_system_open(&data->systems[s], names[s], is_model[s], &data->names,
                                  job->task, threads, err));
    ENT_TRY(read_corpus(data, err));
    ENT_TRY(check_matches(data, err));
    ENT_TRY(number_labels(data, err));
    ENT_TRY(renumber_all(data, err));
    if (data->unlabelled)
        cli_say("entente: %zu documents carry no label and were left out",
                data->unlabelled);
    return score(data, results, err);
}

int evaluate_labels(const struct evaluate_job *job)
{
    struct results results;
    ent_error err = {0};
    struct labelled *data = ent_new_zeroed(1, sizeof *data);
    if (!data) {
        ent_fail_memory(&err);
        return cli_fail(&err);
    }
    data->job = job;
    results_begin(&results, job);
    ent_status status = run(data, &results, &err);
    int code = status == ENT_OK ? results_end(&results, job) : cli_fail(&err);
    if (code == CLI_OK && data->faults)
        code = CLI_SOME_BAD;
    if (status != ENT_OK) {
        ent_buffer_dispose(&results.table);
        ent_buffer_dispose(&results.json);
    }
    for (size_t s = 0; s < data->system_count; s++)
        label_system_close(&data->systems[s]);
    free(data->truths.items);
    ent_names_dispose(&data->names);
    ent_arena_close(&data->arena);
    ent_arena_close(&data->batch_arena);
    free(data);
    return code;
}
