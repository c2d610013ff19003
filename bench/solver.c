/* SPDX-License-Identifier: MIT */
/* Times the linear solver against liblinear on the same matrix: best seconds of three runs, objective, epochs. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <linear.h>

#include "base/array.h"
#include "base/progress.h"

#include "train/solve.h"

enum { RUNS = 3 };

/*
 * The matrix file: four 64-bit numbers N, V, nnz, K; N + 1 64-bit row starts; nnz pairs of a 32-bit column and a float;
 * N 32-bit labels. Little-endian, columns numbered by falling document frequency. bench/matrix.py writes one.
 */
struct corpus {
    ent_matrix matrix;
    ent_targets targets;
    uint64_t *label_starts;
    uint32_t *labels;
};

static bool take(void *out, size_t size, size_t count, FILE *file)
{
    return out && fread(out, size, count, file) == count;
}

static bool load(struct corpus *corpus, const char *path)
{
    uint64_t head[4];
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    bool ok = take(head, sizeof head[0], 4, file);
    if (ok) {
        ent_matrix *matrix = &corpus->matrix;
        *matrix = (ent_matrix){.rows = head[0], .columns = head[1]};
        matrix->starts = ent_new(head[0] + 1, sizeof *matrix->starts);
        matrix->items = ent_new(head[2], sizeof *matrix->items);
        corpus->labels = ent_new(head[0], sizeof *corpus->labels);
        corpus->label_starts = ent_new(head[0] + 1, sizeof *corpus->label_starts);
        ok = take(matrix->starts, sizeof *matrix->starts, head[0] + 1, file) &&
             take(matrix->items, sizeof *matrix->items, head[2], file) &&
             take(corpus->labels, sizeof *corpus->labels, head[0], file) &&
             corpus->label_starts;
        for (uint64_t i = 0; ok && i <= head[0]; i++)
            corpus->label_starts[i] = i;
        corpus->targets = (ent_targets){head[3], corpus->label_starts, corpus->labels};
    }
    fclose(file);
    return ok;
}

/* The best of several runs by the wall, and by processor time, which a busy machine disturbs less. */
struct times {
    double wall, processor;
};

static struct times now(void)
{
    return (struct times){ent_seconds(), (double)clock() / CLOCKS_PER_SEC};
}

static void keep_best(struct times *best, struct times begin)
{
    struct times end = now();
    best->wall = fmin(best->wall, end.wall - begin.wall);
    best->processor = fmin(best->processor, end.processor - begin.processor);
}

static void print(const char *name, struct times times, double objective, unsigned epochs,
                  struct times peer)
{
    printf("%-24s %7.3f s, processor %7.3f s, objective %14.6f", name, times.wall,
           times.processor, objective);
    if (epochs)
        printf(", %3u epochs", epochs);
    if (peer.wall > 0)
        printf(", %5.2f times (processor %5.2f)", peer.wall / times.wall,
               peer.processor / times.processor);
    printf("\n");
    fflush(stdout);
}

/* ---- liblinear ---- */

static void say_nothing(const char *text)
{
    (void)text;
}

static double primal(const struct model *model, const struct problem *problem, double C)
{
    double sum = 0;
    int labels = model->nr_class;
    double *margins = ent_new((size_t)labels, sizeof *margins);
    for (size_t j = 0; j < (size_t)problem->n * (size_t)labels; j++)
        sum += model->w[j] * model->w[j] / 2;
    for (int i = 0; margins && i < problem->l; i++) {
        predict_values(model, problem->x[i], margins);
        for (int k = 0; k < labels; k++) {
            double slack =
                1 - (model->label[k] == (int)problem->y[i] ? margins[k] : -margins[k]);
            sum += slack > 0 ? C * slack * slack : 0;
        }
    }
    free(margins);
    return sum;
}

static struct times run_liblinear(const struct corpus *corpus, double C, double tolerance)
{
    const ent_matrix *matrix = &corpus->matrix;
    size_t nodes = matrix->starts[matrix->rows] + 2 * matrix->rows;
    struct feature_node *node = ent_new(nodes, sizeof *node), *start = node;
    struct feature_node **rows = ent_new(matrix->rows, sizeof *rows);
    double *labels = ent_new(matrix->rows, sizeof *labels);
    if (!node || !rows || !labels)
        exit(1);
    for (size_t i = 0; i < matrix->rows; i++) {
        rows[i] = node;
        labels[i] = corpus->labels[i];
        for (uint64_t k = matrix->starts[i]; k < matrix->starts[i + 1]; k++)
            *node++ = (struct feature_node){(int)matrix->items[k].id + 1,
                                            (double)matrix->items[k].value};
        *node++ = (struct feature_node){(int)matrix->columns + 1, 1};
        *node++ = (struct feature_node){-1, 0};
    }
    struct problem problem = {.l = (int)matrix->rows,
                              .n = (int)matrix->columns + 1,
                              .y = labels,
                              .x = rows,
                              .bias = 1};
    struct parameter parameter = {
        .solver_type = L2R_L2LOSS_SVC_DUAL, .C = C, .eps = tolerance};
    set_print_string_function(say_nothing);
    struct model *model = NULL;
    struct times best = {INFINITY, INFINITY};
    for (int run = 0; run < RUNS; run++) {
        free_and_destroy_model(&model);
        srand(1); /* what liblinear draws its row order from */
        struct times begin = now();
        model = train(&problem, &parameter);
        keep_best(&best, begin);
    }
    print("liblinear -s 1 -B 1", best, primal(model, &problem, C), 0,
          (struct times){0, 0});
    free_and_destroy_model(&model);
    free(start);
    free(rows);
    free(labels);
    return best;
}

/* ---- ours ---- */

static ent_status drop(void *context, ent_solve_block *block, ent_error *err)
{
    (void)context, (void)block, (void)err;
    return ENT_OK;
}

static void run_ours(const struct corpus *corpus, ent_solve_settings settings,
                     const char *simd, int threads, struct times peer)
{
    char name[64];
    ent_error err;
    ent_solve_report report = {0}, measured;
    ent_solve_port sink = {drop, NULL};
    setenv("ENTENTE_SIMD", simd, 1);
    settings.threads = threads;
    settings.skip_objective = true;
    ent_status status = ENT_OK;
    struct times best = {INFINITY, INFINITY};
    for (int run = 0; run < RUNS && status == ENT_OK; run++) {
        struct times begin = now();
        status = ent__solve_blocks(sink, &report, &corpus->matrix, &corpus->targets, NULL,
                                   0, &settings, &err);
        keep_best(&best, begin);
    }
    settings.skip_objective = false;
    if (status == ENT_OK)
        status = ent__solve_blocks(sink, &measured, &corpus->matrix, &corpus->targets,
                                   NULL, 0, &settings, &err);
    if (status != ENT_OK) {
        fprintf(stderr, "solver: %s\n", err.msg);
        exit(1);
    }
    snprintf(name, sizeof name, "entente, %s, %d thread%s", simd, threads,
             threads > 1 ? "s" : "");
    print(name, best, measured.objective, report.epochs, peer);
}

int main(int argc, char **argv)
{
    struct corpus corpus = {0};
    if (argc < 2) {
        fprintf(stderr, "usage: solver MATRIX [C [TOLERANCE [logistic]]]\n");
        return 2;
    }
    if (!load(&corpus, argv[1])) {
        fprintf(stderr, "solver: cannot read matrix '%s'\n", argv[1]);
        return 1;
    }
    ent_solve_settings settings = ent__solve_defaults();
    settings.C = argc > 2 ? strtod(argv[2], NULL) : 1;
    settings.tolerance = argc > 3 ? strtod(argv[3], NULL) : settings.tolerance;
    double peer_tolerance = argc > 3 ? settings.tolerance : 0.1; /* its default */
    bool logistic = argc > 4 && strcmp(argv[4], "logistic") == 0;
    settings.loss = logistic ? ENT_LOSS_LOGISTIC : ENT_LOSS_SQUARED_HINGE;
    printf("%zu rows, %zu columns, %llu non-zeros, %zu labels, C %g\n",
           corpus.matrix.rows, corpus.matrix.columns,
           (unsigned long long)corpus.matrix.starts[corpus.matrix.rows],
           corpus.targets.labels, settings.C);
    struct times peer = {0, 0};
    if (!logistic)
        peer = run_liblinear(&corpus, settings.C, peer_tolerance);
    run_ours(&corpus, settings, "plain", 1, peer);
    run_ours(&corpus, settings, "avx2", 1, peer);
    run_ours(&corpus, settings, "avx512", 1, peer);
    run_ours(&corpus, settings, "plain", 2, peer);
    run_ours(&corpus, settings, "avx2", 2, peer);
    run_ours(&corpus, settings, "avx512", 2, peer);
    free(corpus.matrix.starts);
    free(corpus.matrix.items);
    free(corpus.labels);
    free(corpus.label_starts);
    return 0;
}
