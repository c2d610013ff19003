/* SPDX-License-Identifier: MIT */
/* Iterative stratification over groups of rows, with a heap of labels by rows left. */
#include "folds.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/error.h"
#include "base/hash.h"

#define UNASSIGNED UINT8_MAX

/** Lists of rows by number: those of number i are rows[starts[i]..starts[i + 1]). */
struct row_lists {
    uint64_t *starts;
    uint32_t *rows;
};

struct stratifier {
    const ent_targets *targets;
    const uint32_t *groups;
    size_t rows;
    unsigned k;
    uint8_t *fold;
    ent_random random;
    uint32_t *order; /* [rows] shuffled */
    struct row_lists of_label, of_group;
    /* What a fold lacks, times k to stay whole: negative when it has more than its share. */
    int64_t *lacks_label; /* [K][k] */
    int64_t *lacks_rows;  /* [k] */
    uint64_t *left;       /* [K] rows of the label without a fold */
    uint32_t *heap;       /* [K] labels, fewest left on top; ties by number */
    uint32_t *place;      /* [K] in the heap */
    size_t heap_size;
};

/* ---- the heap ---- */

static bool before(const struct stratifier *s, uint32_t a, uint32_t b)
{
    return s->left[a] != s->left[b] ? s->left[a] < s->left[b] : a < b;
}

static void put(struct stratifier *s, size_t place, uint32_t label)
{
    s->heap[place] = label;
    s->place[label] = (uint32_t)place;
}

static void sift_up(struct stratifier *s, size_t place)
{
    uint32_t label = s->heap[place];
    while (place > 0 && before(s, label, s->heap[(place - 1) / 2])) {
        put(s, place, s->heap[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    put(s, place, label);
}

static void sift_down(struct stratifier *s, size_t place)
{
    uint32_t label = s->heap[place];
    for (size_t child; (child = 2 * place + 1) < s->heap_size; place = child) {
        if (child + 1 < s->heap_size && before(s, s->heap[child + 1], s->heap[child]))
            child++;
        if (!before(s, s->heap[child], label))
            break;
        put(s, place, s->heap[child]);
    }
    put(s, place, label);
}

static uint32_t take_rarest(struct stratifier *s)
{
    uint32_t label = s->heap[0];
    s->heap_size--;
    if (s->heap_size > 0) {
        put(s, 0, s->heap[s->heap_size]);
        sift_down(s, 0);
    }
    s->place[label] = UINT32_MAX;
    return label;
}

/* ---- setting up ---- */

static void shuffle(struct stratifier *s)
{
    for (size_t i = 0; i < s->rows; i++)
        s->order[i] = (uint32_t)i;
    for (size_t i = s->rows; i > 1; i--) {
        size_t other = (size_t)ent_random_below(&s->random, i);
        uint32_t taken = s->order[other];
        s->order[other] = s->order[i - 1];
        s->order[i - 1] = taken;
    }
}

static bool lists_open(struct row_lists *lists, size_t numbers, size_t entries)
{
    lists->starts = ent_new_zeroed(numbers + 2, sizeof *lists->starts);
    lists->rows = ent_new(entries, sizeof *lists->rows);
    return lists->starts && lists->rows;
}

/* Counting sort with starts shifted by one: afterwards starts[i] is where number i begins. */
static void lists_sum(struct row_lists *lists, size_t numbers)
{
    for (size_t i = 1; i <= numbers + 1; i++)
        lists->starts[i] += lists->starts[i - 1];
}

static uint32_t group_of(const struct stratifier *s, uint32_t row)
{
    return s->groups ? s->groups[row] : row;
}

static void fill_lists(struct stratifier *s)
{
    const ent_targets *targets = s->targets;
    for (uint64_t t = targets->starts[0]; t < targets->starts[s->rows]; t++)
        s->of_label.starts[targets->ids[t] + 2]++;
    for (uint32_t row = 0; row < s->rows; row++)
        s->of_group.starts[group_of(s, row) + 2]++;
    lists_sum(&s->of_label, targets->labels);
    lists_sum(&s->of_group, s->rows);
    for (size_t i = 0; i < s->rows; i++) {
        uint32_t row = s->order[i];
        s->of_group.rows[s->of_group.starts[group_of(s, row) + 1]++] = row;
        for (uint64_t t = targets->starts[row]; t < targets->starts[row + 1]; t++)
            s->of_label.rows[s->of_label.starts[targets->ids[t] + 1]++] = row;
    }
}

static void fill_counts(struct stratifier *s)
{
    for (unsigned f = 0; f < s->k; f++)
        s->lacks_rows[f] = (int64_t)s->rows;
    s->heap_size = s->targets->labels;
    for (uint32_t label = 0; label < s->targets->labels; label++) {
        s->left[label] = s->of_label.starts[label + 1] - s->of_label.starts[label];
        for (unsigned f = 0; f < s->k; f++)
            s->lacks_label[(size_t)label * s->k + f] = (int64_t)s->left[label];
        put(s, label, label);
    }
    for (size_t i = s->heap_size / 2; i-- > 0;)
        sift_down(s, i);
}

/* ---- assigning ---- */

/* The fold that lacks most of a label (NULL: none in particular), then most rows; chance decides what is left. */
static unsigned neediest(struct stratifier *s, const int64_t *lacks_label)
{
    unsigned best = 0;
    uint64_t ties = 1;
    for (unsigned f = 1; f < s->k; f++) {
        int64_t more = lacks_label ? lacks_label[f] - lacks_label[best] : 0;
        if (more == 0)
            more = s->lacks_rows[f] - s->lacks_rows[best];
        if (more > 0) {
            best = f;
            ties = 1;
        } else if (more == 0 && ent_random_below(&s->random, ++ties) == 0) {
            best = f;
        }
    }
    return best;
}

/* Put a row and all of its group into a fold. */
static void assign(struct stratifier *s, uint32_t row, unsigned fold)
{
    const ent_targets *targets = s->targets;
    uint32_t group = group_of(s, row);
    for (uint64_t i = s->of_group.starts[group]; i < s->of_group.starts[group + 1]; i++) {
        uint32_t member = s->of_group.rows[i];
        s->fold[member] = (uint8_t)fold;
        s->lacks_rows[fold] -= s->k;
        for (uint64_t t = targets->starts[member]; t < targets->starts[member + 1]; t++) {
            uint32_t label = targets->ids[t];
            s->lacks_label[(size_t)label * s->k + fold] -= s->k;
            s->left[label]--;
            if (s->place[label] != UINT32_MAX)
                sift_up(s, s->place[label]);
        }
    }
}

static void stratify(struct stratifier *s)
{
    while (s->heap_size > 0) {
        uint32_t label = take_rarest(s);
        const int64_t *lacks = s->lacks_label + (size_t)label * s->k;
        for (uint64_t i = s->of_label.starts[label]; i < s->of_label.starts[label + 1];
             i++) {
            uint32_t row = s->of_label.rows[i];
            if (s->fold[row] == UNASSIGNED)
                assign(s, row, neediest(s, lacks));
        }
    }
    for (size_t i = 0; i < s->rows; i++)
        if (s->fold[s->order[i]] == UNASSIGNED)
            assign(s, s->order[i], neediest(s, NULL));
}

ent_status ent__folds(uint8_t *fold, const ent_targets *targets, size_t rows,
                      const uint32_t *groups, unsigned k, uint64_t seed, ent_error *err)
{
    if (k < 2 || k >= UNASSIGNED)
        return ent_fail(err, ENT_EARG, "the number of folds must lie between 2 and 254");
    if (rows >= UINT32_MAX || targets->labels >= UINT32_MAX)
        return ent_fail(err, ENT_ELIMIT, "too many rows or labels to divide into folds");
    for (size_t i = 0; i < rows; i++) {
        fold[i] = UNASSIGNED;
        if (groups && groups[i] >= rows)
            return ent_fail(err, ENT_EARG, "row %zu is in group %u of %zu", i, groups[i],
                            rows);
    }
    struct stratifier s = {.targets = targets,
                           .groups = groups,
                           .rows = rows,
                           .k = k,
                           .fold = fold,
                           .random = {ent_mix(seed)}};
    size_t labels = targets->labels;
    s.order = ent_new(rows, sizeof *s.order);
    s.lacks_label =
        labels > SIZE_MAX / k ? NULL : ent_new(labels * k, sizeof *s.lacks_label);
    s.lacks_rows = ent_new(k, sizeof *s.lacks_rows);
    s.left = ent_new(labels, sizeof *s.left);
    s.heap = ent_new(labels, sizeof *s.heap);
    s.place = ent_new(labels, sizeof *s.place);
    bool lists = lists_open(&s.of_label, labels,
                            (size_t)(targets->starts[rows] - targets->starts[0]));
    lists &= lists_open(&s.of_group, rows, rows);
    ent_status status = ENT_OK;
    if (s.order && s.lacks_label && s.lacks_rows && s.left && s.heap && s.place &&
        lists) {
        shuffle(&s);
        fill_lists(&s);
        fill_counts(&s);
        stratify(&s);
    } else {
        status = ent_fail_memory(err);
    }
    free(s.order);
    free(s.lacks_label);
    free(s.lacks_rows);
    free(s.left);
    free(s.heap);
    free(s.place);
    free(s.of_label.starts);
    free(s.of_label.rows);
    free(s.of_group.starts);
    free(s.of_group.rows);
    return status;
}

bool ent__divisible(const uint32_t *groups, size_t rows)
{
    for (size_t i = 1; i < rows; i++)
        if (groups[i] != groups[0])
            return true;
    return false;
}

ent_status ent__unseen_labels(size_t *count, const uint8_t *fold,
                              const ent_targets *targets, size_t rows, ent_error *err)
{
    enum { NOWHERE = UINT8_MAX, SPREAD = UINT8_MAX - 1 };
    uint8_t *place = ent_new(targets->labels, 1);
    if (!place)
        return ent_fail_memory(err);
    for (size_t k = 0; k < targets->labels; k++)
        place[k] = NOWHERE;
    for (size_t row = 0; row < rows; row++)
        for (uint64_t t = targets->starts[row]; t < targets->starts[row + 1]; t++) {
            uint8_t *at = &place[targets->ids[t]];
            *at = *at == NOWHERE || *at == fold[row] ? fold[row] : SPREAD;
        }
    *count = 0;
    for (size_t k = 0; k < targets->labels; k++)
        *count += place[k] < SPREAD;
    free(place);
    return ENT_OK;
}
