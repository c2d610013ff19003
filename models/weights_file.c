/* SPDX-License-Identifier: MIT */
/* Weights in the file: a bitmap of those that are not 0, and byte planes of their values (FORMAT.md, WBIT and WVAL). */
#include <endian.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "parts.h"

/* A row in runs of bits that fit a 64-bit word wherever in a byte they begin. */
static inline size_t chunk_width(size_t labels, size_t first)
{
    return labels - first < 56 ? labels - first : 56;
}

/* ---- writing ---- */

struct packing {
    unsigned char *bitmap;
    unsigned char *planes;
    size_t plane;  /* bytes of one: the number of non-zero values */
    size_t packed; /* values so far */
    size_t size;   /* bytes of a value: planes */
};

static void pack(struct packing *packing, size_t bit, const char *value)
{
    packing->bitmap[bit / 8] |= (unsigned char)(1u << bit % 8);
    uint32_t pattern = 0;
    if (packing->size == 1)
        pattern = *(const uint8_t *)value;
    else if (packing->size == 2)
        pattern = *(const uint16_t *)(const void *)value;
    else
        memcpy(&pattern, value, 4);
    for (size_t p = 0; p < packing->size; p++)
        packing->planes[p * packing->plane + packing->packed] =
            (unsigned char)(pattern >> (8 * p));
    packing->packed++;
}

/* `width` weights of a dense row, 56 at most: which are not 0, and these in planes. No branch depends on a weight, since
 * nothing foretells which are 0. Inlined with a constant size. */
static inline void pack_run(struct packing *packing, size_t bit, const char *values,
                            size_t width, size_t size)
{
    unsigned char planes[4][56];
    uint64_t there = 0;
    size_t count = 0;
    for (size_t k = 0; k < width; k++) {
        uint32_t pattern = 0;
        memcpy(&pattern, values + k * size, size);
        pattern = le32toh(pattern);
        for (size_t p = 0; p < size; p++)
            planes[p][count] = (unsigned char)(pattern >> (8 * p));
        bool is_zero = size == 4 ? (pattern & 0x7FFFFFFF) == 0 : pattern == 0;
        there |= (uint64_t)!is_zero << k;
        count += !is_zero;
    }
    for (size_t p = 0; p < size; p++)
        memcpy(packing->planes + p * packing->plane + packing->packed, planes[p], count);
    packing->packed += count;
    uint64_t word;
    memcpy(&word, packing->bitmap + bit / 8, sizeof word);
    word |= htole64(there << bit % 8);
    memcpy(packing->bitmap + bit / 8, &word, sizeof word);
}

static inline void pack_dense(struct packing *packing, const ent_weights *weights,
                              const uint32_t *order, size_t size)
{
    for (size_t row = 0; row < weights->features; row++) {
        const char *values =
            (const char *)weights->dense + order[row] * weights->stride * size;
        for (size_t first = 0; first < weights->labels; first += 56)
            pack_run(packing, row * weights->labels + first, values + first * size,
                     chunk_width(weights->labels, first), size);
    }
}

static void pack_sparse(struct packing *packing, const ent_weights *weights,
                        const uint32_t *order)
{
    for (size_t row = 0; row < weights->features; row++)
        for (size_t i = weights->row_starts[order[row]];
             i < weights->row_starts[order[row] + 1]; i++)
            pack(packing, row * weights->labels + weights->columns[i],
                 (const char *)weights->values + i * packing->size);
}

enum { SLACK = 8 }; /* a run's bits are added to 8 bytes of the bitmap */

static unsigned char *extend(ent_buffer *buffer, size_t size)
{
    buffer->data = ent_new_zeroed(size + SLACK, 1);
    buffer->failed = !buffer->data;
    buffer->size = buffer->data ? size : 0;
    buffer->capacity = buffer->data ? size + SLACK : 0;
    return (unsigned char *)buffer->data;
}

void ent__weights_put(ent_buffer *bitmap, ent_buffer *planes, const ent_weights *weights,
                      const uint32_t *order)
{
    size_t count = (size_t)weights->non_zero, size = weights->bits / 8;
    struct packing packing = {
        extend(bitmap, (weights->features * weights->labels + 7) / 8),
        extend(planes, count * size), count, 0, size};
    if (!packing.bitmap || !packing.planes)
        return;
    if (!weights->dense)
        pack_sparse(&packing, weights, order);
    else if (size == 1)
        pack_dense(&packing, weights, order, 1);
    else if (size == 2)
        pack_dense(&packing, weights, order, 2);
    else
        pack_dense(&packing, weights, order, 4);
}

/* ---- reading ---- */

static uint64_t load(const char *bytes, size_t size)
{
    uint64_t word = 0;
    memcpy(&word, bytes, size);
    return le64toh(word);
}

/* `count` bits, 1 to 56, from bit `at` on. */
static inline uint64_t bits_at(ent_string bitmap, size_t at, size_t count)
{
    const char *from = bitmap.data + at / 8;
    size_t left = bitmap.size - at / 8;
    uint64_t word = left >= 8 ? load(from, 8) : load(from, left);
    return word >> at % 8 & (((uint64_t)1 << count) - 1);
}

/* Exactly as many bits as there are values, none behind the last weight. */
static bool bitmap_fits(ent_string bitmap, size_t bits, uint64_t values)
{
    uint64_t set = 0;
    if (bitmap.size != (bits + 7) / 8)
        return false;
    for (size_t i = 0; i < bitmap.size; i += 8)
        set += (uint64_t)__builtin_popcountll(
            load(bitmap.data + i, bitmap.size - i < 8 ? bitmap.size - i : 8));
    unsigned beyond =
        bits % 8 ? (unsigned)(unsigned char)bitmap.data[bits / 8] >> bits % 8 : 0;
    return set == values && beyond == 0;
}

/* Values from their planes; false when one of them is none: 0, out of the symmetric range, or too large. */
static bool join_planes(void *values, ent_string planes, size_t count, unsigned bits)
{
    const unsigned char *plane = (const unsigned char *)planes.data;
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        if (bits == 8) {
            ((uint8_t *)values)[i] = plane[i];
            good &= (plane[i] & 0x7F) != 0;
        } else if (bits == 16) {
            unsigned pattern = plane[i] | (unsigned)plane[count + i] << 8;
            ((uint16_t *)values)[i] = (uint16_t)pattern;
            good &= (pattern & 0x7FFF) != 0;
        } else {
            uint32_t pattern = plane[i] | (uint32_t)plane[count + i] << 8 |
                               (uint32_t)plane[2 * count + i] << 16 |
                               (uint32_t)plane[3 * count + i] << 24;
            memcpy((float *)values + i, &pattern, 4);
            float size = fabsf(((float *)values)[i]);
            good &= size > 0 && size <= NUMBER_MAX;
        }
    }
    return good;
}

/* Weights of a row from the values that are there. @return the next value */
static inline const char *spread(char *row, const char *values, uint64_t there,
                                 size_t size)
{
    for (; there; there &= there - 1, values += size)
        memcpy(row + (size_t)__builtin_ctzll(there) * size, values, size);
    return values;
}

/* The same of `width` weights where many are there. No branch depends on a weight, since nothing foretells which are 0; the steps behind the
 * last value look at one that is none. */
static inline const char *spread_many(char *row, const char *values, uint64_t there,
                                      size_t width, size_t size)
{
    for (size_t k = 0; k < width; k++, there >>= 1) {
        uint32_t value = 0, is_there = there & 1;
        memcpy(&value, values, size);
        value &= 0 - is_there;
        memcpy(row + k * size, &value, size);
        values += is_there * size;
    }
    return values;
}

/* Values to their places in dense rows. Inlined with constant arguments. */
static inline void scatter(ent_weights *weights, ent_string bitmap, const char *values,
                           size_t size, bool many)
{
    char *row = weights->dense;
    size_t at = 0;
    for (size_t j = 0; j < weights->features; j++, row += weights->stride * size)
        for (size_t first = 0; first < weights->labels; first += 56) {
            size_t width = chunk_width(weights->labels, first);
            uint64_t there = bits_at(bitmap, at, width);
            char *to = row + first * size;
            values = many ? spread_many(to, values, there, width, size)
                          : spread(to, values, there, size);
            at += width;
        }
}

static void scatter_all(ent_weights *weights, ent_string bitmap, const char *values)
{
    bool many = weights->non_zero > weights->features * weights->labels / 4;
    if (weights->bits == 8 && many)
        scatter(weights, bitmap, values, 1, true);
    else if (weights->bits == 8)
        scatter(weights, bitmap, values, 1, false);
    else if (weights->bits == 16)
        scatter(weights, bitmap, values, 2, false);
    else
        scatter(weights, bitmap, values, 4, false);
}

static void list_columns(ent_weights *weights, ent_string bitmap)
{
    size_t at = 0, next = 0;
    for (size_t j = 0; j < weights->features; j++) {
        for (size_t first = 0; first < weights->labels; first += 56) {
            size_t width = chunk_width(weights->labels, first);
            for (uint64_t rest = bits_at(bitmap, at, width); rest; rest &= rest - 1)
                weights->columns[next++] =
                    (uint16_t)(first + (size_t)__builtin_ctzll(rest));
            at += width;
        }
        weights->row_starts[j + 1] = (uint32_t)next;
    }
}

ent_status ent__weights_take(ent_weights *weights, ent_string bitmap, ent_string planes,
                             ent_error *err)
{
    size_t count = (size_t)weights->non_zero, size = weights->bits / 8;
    bool sparse = !weights->dense;
    if (!bitmap_fits(bitmap, weights->features * weights->labels, count) ||
        planes.size != count * size)
        return ent_fail(err, ENT_EMODEL, "bitmap and values of the weights disagree");
    char *values = sparse ? weights->values : ent_new_large(count + 1, size);
    if (!values)
        return ent_fail_memory(err);
    bool good = join_planes(values, planes, count, weights->bits);
    if (!sparse)
        memset(values + count * size, 0, size);
    if (sparse)
        list_columns(weights, bitmap);
    else
        scatter_all(weights, bitmap, values);
    if (!sparse)
        free(values);
    return good ? ENT_OK
                : ent_fail(err, ENT_EMODEL,
                           "the weights are not all numbers of a sane size");
}
