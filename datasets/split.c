/* SPDX-License-Identifier: MIT */
/* Which record goes to which part, and which are drawn for a sample. */
#include <stdlib.h>
#include <string.h>

#include "survey.h"

/* ---- units: records that must stay together, named by the first of them ---- */

static ent_status check_shares(const double *shares, size_t count, double *sum,
                               ent_error *err)
{
    *sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (!(shares[i] > 0) || shares[i] > 1e9)
            return ent_fail(err, ENT_EARG, "share %zu is not above 0", i + 1);
        *sum += shares[i];
    }
    if (count < 2 || count > 255)
        return ent_fail(err, ENT_EARG, "a split wants 2 to 255 parts");
    return ENT_OK;
}

/* The unit of every record, as the record that names it. With `by_group` records that share a group are one unit too. */
static ent_status name_units(uint32_t *unit, const ent_survey *survey,
                             const uint32_t *groups, bool by_group, ent_error *err)
{
    ent__sets_open(unit, survey->count);
    ent_map first = {0};
    ent_status status = ENT_OK;
    for (size_t i = 0; i < survey->count && status == ENT_OK; i++) {
        if (groups)
            ent__sets_join(unit, groups[i], (uint32_t)i);
        if (!by_group)
            continue;
        if (!survey->groups.items[i]) {
            status =
                ent_fail(err, ENT_EDATA, "record %zu has no group to split by", i + 1);
            break;
        }
        uint32_t *place = ent_map_put(&first, survey->groups.items[i]);
        if (!place) {
            status = ent_fail_memory(err);
            break;
        }
        if (*place == ENT_MAP_NONE)
            *place = (uint32_t)i;
        ent__sets_join(unit, *place, (uint32_t)i);
    }
    ent_map_dispose(&first);
    for (size_t i = 0; i < survey->count && status == ENT_OK; i++)
        unit[i] = ent__sets_find(unit, (uint32_t)i);
    return status;
}

/* The smallest content hash of each unit, at the record that names it. */
static uint64_t *unit_keys(const ent_survey *survey, const uint32_t *unit)
{
    uint64_t *keys = ent_new(survey->count, sizeof *keys);
    for (size_t i = 0; keys && i < survey->count; i++) {
        uint64_t hash = survey->contents.items[i];
        if (unit[i] == i || hash < keys[unit[i]])
            keys[unit[i]] = hash;
    }
    return keys;
}

/* ---- by hash ---- */

/* A number in 0..1 that only the unit's key and the seed decide. */
static double position(uint64_t key, uint64_t seed)
{
    return (double)(ent_mix(key ^ ent_mix(seed)) >> 11) * 0x1p-53;
}

static uint8_t part_at(double at, const double *shares, size_t count, double sum)
{
    double up_to = 0;
    for (size_t part = 0; part + 1 < count; part++) {
        up_to += shares[part];
        if (at * sum < up_to)
            return (uint8_t)part;
    }
    return (uint8_t)(count - 1);
}

/* ---- by time ---- */

struct dated {
    int64_t time;
    uint32_t record;
};

static int by_time(const void *a, const void *b)
{
    const struct dated *x = a, *y = b;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    return (x->record > y->record) - (x->record < y->record);
}

/* Oldest first; a unit goes where its oldest record goes. */
static ent_status split_by_time(uint8_t *part, const ent_survey *survey,
                                const uint32_t *unit, const double *shares,
                                size_t share_count, double sum, ent_error *err)
{
    struct dated *sorted = ent_new(survey->count, sizeof *sorted);
    if (!sorted)
        return ent_fail_memory(err);
    ent_status status = ENT_OK;
    for (size_t i = 0; i < survey->count && status == ENT_OK; i++) {
        sorted[i] = (struct dated){survey->times.items[i], (uint32_t)i};
        if (sorted[i].time == INT64_MIN)
            status =
                ent_fail(err, ENT_EDATA, "record %zu has no time to split by", i + 1);
    }
    if (status == ENT_OK && survey->count)
        qsort(sorted, survey->count, sizeof *sorted, by_time);
    memset(part, 255, survey->count);
    for (size_t i = 0; i < survey->count && status == ENT_OK; i++) {
        double at = ((double)i + 0.5) / (double)survey->count;
        uint32_t name = unit[sorted[i].record];
        if (part[name] == 255)
            part[name] = part_at(at, shares, share_count, sum);
    }
    free(sorted);
    return status;
}

/* ---- stratified ---- */

/* Iterative stratification (Sechidis et al. 2011): the label with the fewest units left is dealt out first, each unit to the
   part that wants that label most, then to the part that wants records most, then to the first. That alone would give
   every record of rare labels to the largest part: what no part wants whole goes where the fewest records of the part's
   share have come so far. */
struct strata {
    const ent_survey *survey;
    const uint32_t *unit;
    uint8_t *part; /* [n] 255: not yet, at the record that names the unit */
    size_t share_count, label_count;
    const double *share; /* [share_count] */
    double *
        wanted; /* [share_count][label_count + 1] records still wanted; the last is of any label */
    uint32_t *order; /* [n] units by key */
    size_t unit_count;
    uint64_t *left;        /* [label_count] records that have the label and no part yet */
    size_t *member_starts; /* [label_count + 1] */
    uint32_t *members;     /* units (in `order`) that have the label, with repeats */
};

struct keyed {
    uint64_t key;
    uint32_t name;
};

static int by_key(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->name > y->name) - (x->name < y->name);
}

/* The part that wants a fraction of the label and lacks the greatest share of its records; share_count: some part wants a
   whole record, or none wants any. */
static size_t neediest_of_rest(const struct strata *strata, size_t label)
{
    const double slack = 1e-9; /* of rounding */
    size_t width = strata->label_count + 1;
    size_t best = strata->share_count;
    double most = 0;
    for (size_t part = 0; part < strata->share_count; part++) {
        const double *wanted = strata->wanted + part * width;
        double lacks = wanted[width - 1] / strata->share[part];
        if (wanted[label] >= 1 - slack)
            return strata->share_count;
        if (wanted[label] > slack && (best == strata->share_count || lacks > most)) {
            best = part;
            most = lacks;
        }
    }
    return best;
}

static uint8_t neediest(const struct strata *strata, size_t label)
{
    size_t width = strata->label_count + 1;
    size_t best = neediest_of_rest(strata, label);
    if (best < strata->share_count)
        return (uint8_t)best;
    best = 0;
    for (size_t part = 1; part < strata->share_count; part++) {
        const double *mine = strata->wanted + part * width,
                     *its = strata->wanted + best * width;
        if (mine[label] > its[label] ||
            (mine[label] >= its[label] && mine[width - 1] > its[width - 1]))
            best = part;
    }
    return (uint8_t)best;
}

/* Records of each unit, linked: `next[i]` is the next record of i's unit. */
static void deal(struct strata *strata, const uint32_t *next, uint32_t name, size_t label)
{
    const ent_survey *survey = strata->survey;
    size_t width = strata->label_count + 1;
    uint8_t part = neediest(strata, label);
    strata->part[name] = part;
    double *wanted = strata->wanted + part * width;
    for (uint32_t i = name; i != UINT32_MAX; i = next[i]) {
        wanted[width - 1] -= 1;
        for (size_t k = survey->label_starts.items[i];
             k < survey->label_starts.items[i + 1]; k++) {
            wanted[survey->labels.items[k]] -= 1;
            strata->left[survey->labels.items[k]]--;
        }
    }
}

static size_t rarest(const struct strata *strata)
{
    size_t best = strata->label_count;
    for (size_t label = 0; label < strata->label_count; label++) {
        if (!strata->left[label])
            continue;
        if (best == strata->label_count || strata->left[label] < strata->left[best] ||
            (strata->left[label] == strata->left[best] &&
             ent_string_compare(
                 ent_names_get(&strata->survey->label_names, (uint32_t)label),
                 ent_names_get(&strata->survey->label_names, (uint32_t)best)) < 0))
            best = label;
    }
    return best;
}

static void deal_all(struct strata *strata, const uint32_t *next)
{
    for (size_t label; (label = rarest(strata)) < strata->label_count;)
        for (size_t k = strata->member_starts[label];
             k < strata->member_starts[label + 1]; k++) {
            uint32_t name = strata->members[k];
            if (strata->part[name] == 255)
                deal(strata, next, name, label);
        }
    for (size_t i = 0; i < strata->unit_count; i++) /* what has no label */
        if (strata->part[strata->order[i]] == 255)
            deal(strata, next, strata->order[i], strata->label_count);
}

/* Units in the order of their keys, records of a unit linked, units of a label listed in that order. */
static bool prepare(struct strata *strata, const uint64_t *keys, uint32_t *next,
                    uint64_t seed)
{
    const ent_survey *survey = strata->survey;
    size_t n = survey->count;
    struct keyed *sorted = ent_new(n, sizeof *sorted);
    uint32_t *last = ent_new(n, sizeof *last);
    size_t *fill = ent_new_zeroed(strata->label_count + 1, sizeof *fill);
    bool good = sorted && last && fill;
    for (size_t i = 0; good && i < n; i++) {
        next[i] = UINT32_MAX;
        if (strata->unit[i] == i)
            sorted[strata->unit_count++] =
                (struct keyed){ent_mix(keys[i] ^ ent_mix(seed)), (uint32_t)i};
        else
            next[last[strata->unit[i]]] = (uint32_t)i;
        last[strata->unit[i]] = (uint32_t)i;
    }
    if (good && strata->unit_count)
        qsort(sorted, strata->unit_count, sizeof *sorted, by_key);
    for (size_t k = 0; good && k < survey->labels.count; k++) {
        strata->member_starts[survey->labels.items[k] + 1]++;
        strata->left[survey->labels.items[k]]++;
    }
    for (size_t label = 0; good && label < strata->label_count; label++)
        strata->member_starts[label + 1] += strata->member_starts[label];
    for (size_t u = 0; good && u < strata->unit_count; u++) {
        strata->order[u] = sorted[u].name;
        for (uint32_t i = sorted[u].name; i != UINT32_MAX; i = next[i])
            for (size_t k = survey->label_starts.items[i];
                 k < survey->label_starts.items[i + 1]; k++) {
                uint32_t label = survey->labels.items[k];
                strata->members[strata->member_starts[label] + fill[label]++] =
                    sorted[u].name;
            }
    }
    free(sorted);
    free(last);
    free(fill);
    return good;
}

static ent_status split_stratified(uint8_t *part, const ent_survey *survey,
                                   const uint32_t *unit, const uint64_t *keys,
                                   const double *shares, size_t share_count, double sum,
                                   uint64_t seed, ent_error *err)
{
    size_t n = survey->count, labels = survey->label_names.count;
    struct strata strata = {.survey = survey,
                            .unit = unit,
                            .part = part,
                            .share_count = share_count,
                            .share = shares,
                            .label_count = labels};
    uint32_t *next = ent_new(n, sizeof *next);
    strata.wanted = ent_new(share_count * (labels + 1), sizeof *strata.wanted);
    strata.order = ent_new(n, sizeof *strata.order);
    strata.left = ent_new_zeroed(labels + 1, sizeof *strata.left);
    strata.member_starts = ent_new_zeroed(labels + 1, sizeof *strata.member_starts);
    strata.members = ent_new(survey->labels.count, sizeof *strata.members);
    bool good = next && strata.wanted && strata.order && strata.left &&
                strata.member_starts && strata.members &&
                prepare(&strata, keys, next, seed);
    if (good) {
        memset(part, 255, n);
        for (size_t p = 0; p < share_count; p++) {
            double *wanted = strata.wanted + p * (labels + 1);
            for (size_t label = 0; label < labels; label++)
                wanted[label] = (double)strata.left[label] * shares[p] / sum;
            wanted[labels] = (double)n * shares[p] / sum;
        }
        deal_all(&strata, next);
    }
    free(next);
    free(strata.wanted);
    free(strata.order);
    free(strata.left);
    free(strata.member_starts);
    free(strata.members);
    return good ? ENT_OK : ent_fail_memory(err);
}

/* ---- the door ---- */

static ent_status choose_parts(uint8_t *part, const ent_survey *survey,
                               const uint32_t *unit, const double *shares,
                               size_t share_count, double sum, ent_split_by by,
                               uint64_t seed, ent_error *err)
{
    if (by == ENT_SPLIT_TIME)
        return split_by_time(part, survey, unit, shares, share_count, sum, err);
    uint64_t *keys = unit_keys(survey, unit);
    if (!keys)
        return ent_fail_memory(err);
    ent_status status = ENT_OK;
    if (by == ENT_SPLIT_STRATIFY)
        status = split_stratified(part, survey, unit, keys, shares, share_count, sum,
                                  seed, err);
    else
        for (size_t i = 0; i < survey->count; i++)
            if (unit[i] == i)
                part[i] = part_at(
                    position(by == ENT_SPLIT_GROUP ? survey->groups.items[i] : keys[i],
                             seed),
                    shares, share_count, sum);
    free(keys);
    return status;
}

ent_status ent_survey_split(uint8_t *part, const ent_survey *survey,
                            const uint32_t *groups, const double *shares,
                            size_t share_count, ent_split_by by, uint64_t seed,
                            ent_error *err)
{
    double sum;
    ENT_TRY(check_shares(shares, share_count, &sum, err));
    if (by == ENT_SPLIT_TIME && survey->times.count != survey->count)
        return ent_fail(err, ENT_EARG, "the survey kept no times");
    uint32_t *unit = ent_new(survey->count, sizeof *unit);
    if (!unit)
        return ent_fail_memory(err);
    ent_status status = name_units(unit, survey, groups, by == ENT_SPLIT_GROUP, err);
    if (status == ENT_OK)
        status =
            choose_parts(part, survey, unit, shares, share_count, sum, by, seed, err);
    for (size_t i = 0; i < survey->count && status == ENT_OK; i++)
        part[i] = part[unit[i]];
    free(unit);
    return status;
}

/* ---- samples ---- */

ent_status ent_survey_sample(uint8_t *keep, const ent_survey *survey, size_t wanted,
                             bool per_label, uint64_t seed, ent_error *err)
{
    size_t n = survey->count;
    struct keyed *sorted = ent_new(n, sizeof *sorted);
    size_t *taken = ent_new_zeroed(survey->label_names.count + 1, sizeof *taken);
    if (!sorted || !taken) {
        free(sorted);
        free(taken);
        return ent_fail_memory(err);
    }
    for (size_t i = 0; i < n; i++)
        sorted[i] = (struct keyed){ent_mix(survey->contents.items[i] ^ ent_mix(seed)),
                                   (uint32_t)i};
    if (n)
        qsort(sorted, n, sizeof *sorted, by_key);
    memset(keep, 0, n);
    for (size_t i = 0; i < n; i++) {
        uint32_t record = sorted[i].name;
        size_t from = survey->label_starts.items[record],
               to = survey->label_starts.items[record + 1];
        if (!per_label) {
            keep[record] = i < wanted;
            continue;
        }
        /* A record is drawn when one of its labels still lacks records. */
        for (size_t k = from; k < to; k++)
            keep[record] |= taken[survey->labels.items[k]] < wanted;
        for (size_t k = from; k < to && keep[record]; k++)
            taken[survey->labels.items[k]]++;
    }
    free(sorted);
    free(taken);
    return ENT_OK;
}
