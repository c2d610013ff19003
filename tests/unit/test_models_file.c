/* SPDX-License-Identifier: MIT */
/* Model files: what is written is read, nothing damaged is, and no byte is trusted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <unistd.h>
#include <zlib.h>

#include "models_sample.h"

static ent_buffer encoded(const struct ent_model *model, const ent_model_writing *writing)
{
    ent_buffer bytes = {0};
    assert_int_equal(ent__model_encode(&bytes, model, writing, NULL), ENT_OK);
    return bytes;
}

static struct ent_model *decoded(ent_buffer bytes)
{
    struct ent_model *model;
    ent_error err = {0};
    if (ent__model_decode(&model, ent_buffer_view(&bytes), &err) != ENT_OK)
        fail_msg("%s", err.msg);
    return model;
}

static void assert_string(ent_string string, const char *expected)
{
    assert_int_equal(string.size, strlen(expected));
    assert_memory_equal(string.data, expected, string.size);
}

static void assert_same(const struct ent_model *a, const struct ent_model *b)
{
    assert_true(ent_string_equal(a->kind, b->kind));
    assert_true(ent_string_equal(a->language, b->language));
    assert_true(ent_string_equal(a->metadata, b->metadata));
    assert_true(a->multi_label == b->multi_label && a->calibrated == b->calibrated);
    assert_memory_equal(&a->settings, &b->settings, sizeof a->settings);
    assert_int_equal(a->label_count, b->label_count);
    for (size_t k = 0; k < a->label_count; k++) {
        const ent_model_label *x = &a->labels[k], *y = &b->labels[k];
        assert_true(ent_string_equal(x->name, y->name));
        assert_true(ent_string_equal(x->code, y->code));
        assert_memory_equal(&x->bias, &y->bias, 4 * sizeof(float) + sizeof(uint64_t));
        assert_true(a->weights.scales[k] == b->weights.scales[k]);
    }
    assert_int_equal(a->vocabulary.size, b->vocabulary.size);
    assert_int_equal(a->vocabulary.documents, b->vocabulary.documents);
    for (uint32_t i = 0; i < a->vocabulary.size; i++) {
        assert_true(a->vocabulary.keys[i] == b->vocabulary.keys[i]);
        assert_int_equal(a->vocabulary.frequencies[i], b->vocabulary.frequencies[i]);
        for (size_t k = 0; k < a->label_count; k++)
            assert_true(ent__weight(&a->weights, i, k) == ent__weight(&b->weights, i, k));
    }
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    for (unsigned bits = 8; bits <= 32; bits *= 2) {
        struct ent_model *model = sample_model(bits);
        ent_buffer bytes = encoded(model, NULL);
        struct ent_model *copy = decoded(bytes);
        assert_same(model, copy);
        assert_string(ent__vocabulary_term(&copy->vocabulary, 2), "elect day");
        assert_string(ent__vocabulary_term(&copy->vocabulary, 3), "\1el");
        ent_buffer again = encoded(copy, NULL);
        assert_int_equal(again.size, bytes.size);
        assert_memory_equal(again.data, bytes.data, bytes.size);
        ent_buffer_dispose(&again);
        ent_buffer_dispose(&bytes);
        ent_model_free(copy);
        ent_model_free(model);
    }
}

/* Features in any order give the same file: it has an order of its own. */
static void the_order_of_features_does_not_matter(void **state)
{
    (void)state;
    static const uint32_t shuffle[] = {4, 2, 0, 1, 3};
    struct ent_model *model = sample_model(8), *other = sample_model(8);
    ent_vocabulary *v = &other->vocabulary;
    float source[SAMPLE_FEATURES][SAMPLE_STRIDE];
    size_t bytes = 0;
    for (size_t i = 0; i < SAMPLE_FEATURES; i++) {
        ent_string term = ent_string_of(sample_terms[shuffle[i]]);
        memcpy(v->terms + bytes, term.data, term.size);
        bytes += term.size;
        v->term_starts[i + 1] = (uint32_t)bytes;
        v->keys[i] = ent__term_key(term);
        v->frequencies[i] = sample_frequencies[shuffle[i]];
        memcpy(source[i], sample_weights[shuffle[i]], sizeof source[i]);
    }
    assert_int_equal(ent__weights_quantise(&other->weights, &other->arena, &source[0][0],
                                           SAMPLE_FEATURES, SAMPLE_LABELS, SAMPLE_STRIDE,
                                           8, NULL),
                     ENT_OK);
    ent_buffer a = encoded(model, NULL), b = encoded(other, NULL);
    assert_int_equal(a.size, b.size);
    assert_memory_equal(a.data, b.data, a.size);
    ent_buffer_dispose(&a);
    ent_buffer_dispose(&b);
    ent_model_free(model);
    ent_model_free(other);
}

static void terms_can_be_left_out(void **state)
{
    (void)state;
    struct ent_model *model = sample_model(8);
    ent_buffer bytes = encoded(model, &(ent_model_writing){.no_terms = true});
    struct ent_model *copy = decoded(bytes);
    assert_null(copy->vocabulary.term_starts);
    for (uint32_t i = 0; i < SAMPLE_FEATURES; i++) {
        uint32_t there =
            ent__vocabulary_find(&copy->vocabulary, model->vocabulary.keys[i]);
        assert_int_not_equal(there, ENT_NO_TERM);
        assert_true(ent__weight(&copy->weights, there, 0) ==
                    ent__weight(&model->weights, i, 0));
    }
    ent_buffer again = encoded(copy, NULL);
    assert_int_equal(again.size, bytes.size);
    assert_memory_equal(again.data, bytes.data, bytes.size);
    ent_buffer_dispose(&again);
    ent_buffer_dispose(&bytes);
    ent_model_free(copy);
    ent_model_free(model);
}

static void hashed_features_need_neither_terms_nor_keys(void **state)
{
    (void)state;
    struct ent_model *model = sample_model(8);
    ent__vocabulary_dispose(&model->vocabulary);
    model->vocabulary = (ent_vocabulary){.size = 16, .documents = 10};
    model->vocabulary.frequencies = ent_new_zeroed(16, sizeof(uint32_t));
    model->vocabulary.frequencies[3] = 7;
    model->settings.hash_bits = 4;
    float source[16][SAMPLE_STRIDE] = {{0}};
    source[3][1] = -5;
    assert_int_equal(ent__weights_quantise(&model->weights, &model->arena, &source[0][0],
                                           16, SAMPLE_LABELS, SAMPLE_STRIDE, 16, NULL),
                     ENT_OK);
    ent_buffer bytes = encoded(model, NULL);
    struct ent_model *copy = decoded(bytes);
    assert_null(copy->vocabulary.keys);
    assert_int_equal(copy->vocabulary.frequencies[3], 7);
    assert_true(ent__weight(&copy->weights, 3, 1) == ent__weight(&model->weights, 3, 1));
    assert_int_equal(ent__vocabulary_find(&copy->vocabulary, 0xF3), 3);
    ent_buffer_dispose(&bytes);
    ent_model_free(copy);
    ent_model_free(model);
}

/* ---- damage ---- */

/* An error, or a model that says the same as the whole one. */
static void try_damaged(const struct ent_model *whole, const char *data, size_t size)
{
    char *exact =
        malloc(size ? size : 1); /* so that a sanitizer sees a read past the end */
    assert_non_null(exact);
    memcpy(exact, data, size);
    struct ent_model *model;
    ent_error err = {0};
    ent_status status = ent__model_decode(&model, (ent_string){exact, size}, &err);
    if (status == ENT_OK) {
        assert_same(whole, model);
        ent_model_free(model);
    } else {
        assert_true(status == ENT_EMODEL || status == ENT_EVERSION);
        assert_int_equal(err.code, status);
        assert_true(err.msg[0] != '\0');
    }
    free(exact);
}

static void no_truncation_is_taken_for_a_model(void **state)
{
    (void)state;
    struct ent_model *model = sample_model(8);
    ent_buffer bytes = encoded(model, NULL);
    for (size_t size = 0; size < bytes.size; size++) {
        struct ent_model *damaged;
        assert_int_equal(
            ent__model_decode(&damaged, (ent_string){bytes.data, size}, NULL),
            ENT_EMODEL);
    }
    for (size_t size = 0; size < bytes.size; size++)
        try_damaged(model, bytes.data, size);
    ent_buffer_byte(&bytes, 0);
    struct ent_model *longer;
    assert_int_equal(ent__model_decode(&longer, ent_buffer_view(&bytes), NULL),
                     ENT_EMODEL);
    ent_buffer_dispose(&bytes);
    ent_model_free(model);
}

static void no_flipped_bit_is_taken_for_a_model(void **state)
{
    (void)state;
    struct ent_model *model = sample_model(8);
    ent_buffer bytes = encoded(model, NULL);
    for (size_t bit = 0; bit < 8 * bytes.size; bit++) {
        bytes.data[bit / 8] = (char)(bytes.data[bit / 8] ^ 1 << bit % 8);
        try_damaged(model, bytes.data, bytes.size);
        struct ent_model *damaged;
        assert_int_not_equal(ent__model_decode(&damaged, ent_buffer_view(&bytes), NULL),
                             ENT_OK);
        bytes.data[bit / 8] = (char)(bytes.data[bit / 8] ^ 1 << bit % 8);
    }
    ent_buffer_dispose(&bytes);
    ent_model_free(model);
}

/* ---- forged files: checksums set right again behind a change ---- */

enum { PREAMBLE = 24, ENTRY = 36 }; /* FORMAT.md */

static void put_number(char *place, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        place[i] = (char)(number >> (8 * i));
}

static uint64_t get_number(const char *place, int bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < bytes; i++)
        number |= (uint64_t)(unsigned char)place[i] << (8 * i);
    return number;
}

static char *entry_of(ent_buffer *bytes, const char *tag)
{
    size_t count = get_number(bytes->data + 12, 4);
    for (size_t i = 0; i < count; i++)
        if (memcmp(bytes->data + PREAMBLE + i * ENTRY, tag, 4) == 0)
            return bytes->data + PREAMBLE + i * ENTRY;
    fail_msg("no section %s", tag);
    return NULL;
}

static char *section_of(ent_buffer *bytes, const char *tag)
{
    return bytes->data + get_number(entry_of(bytes, tag) + 8, 8);
}

static void seal(ent_buffer *bytes)
{
    size_t count = get_number(bytes->data + 12, 4);
    for (size_t i = 0; i < count; i++) {
        char *entry = bytes->data + PREAMBLE + i * ENTRY;
        uint64_t start = get_number(entry + 8, 8), size = get_number(entry + 16, 8);
        if (start <= bytes->size && size <= bytes->size - start)
            put_number(entry + 32, crc32_z(0, (Bytef *)bytes->data + start, size), 4);
    }
    size_t end = PREAMBLE + count * ENTRY;
    put_number(bytes->data + end, crc32_z(0, (Bytef *)bytes->data, end), 4);
}

static void assert_refused(ent_buffer *bytes, ent_status expected, const char *message)
{
    struct ent_model *model;
    ent_error err = {0};
    seal(bytes);
    assert_int_equal(ent__model_decode(&model, ent_buffer_view(bytes), &err), expected);
    if (!strstr(err.msg, message))
        fail_msg("'%s' does not say '%s'", err.msg, message);
    ent_buffer_dispose(bytes);
}

static ent_buffer sample_bytes(void)
{
    struct ent_model *model = sample_model(8);
    ent_buffer bytes = encoded(model, NULL);
    ent_model_free(model);
    return bytes;
}

static void newer_versions_are_told_apart(void **state)
{
    (void)state;
    ent_buffer bytes = sample_bytes();
    put_number(bytes.data + 8, 2, 2);
    assert_refused(&bytes, ENT_EVERSION, "newer");
    bytes = sample_bytes();
    memcpy(entry_of(&bytes, "LABL"), "XYZW", 4);
    assert_refused(&bytes, ENT_EVERSION, "section XYZW");
    bytes = sample_bytes();
    put_number(entry_of(&bytes, "LABL") + 4, 1 | 8, 4);
    assert_refused(&bytes, ENT_EVERSION, "flags");
    bytes = sample_bytes();
    put_number(section_of(&bytes, "DIMS") + 36, 3, 4);
    assert_refused(&bytes, ENT_EVERSION, "not known");
}

static void newer_minor_versions_and_optional_sections_are_read(void **state)
{
    (void)state;
    struct ent_model *model = sample_model(8);
    ent_buffer bytes = encoded(model, NULL);
    put_number(bytes.data + 10, 9, 2);
    memcpy(entry_of(&bytes, "META"), "XYZW", 4);
    seal(&bytes);
    struct ent_model *copy = decoded(bytes);
    assert_int_equal(copy->metadata.size, 0);
    copy->metadata = model->metadata;
    assert_same(model, copy);
    ent_buffer_dispose(&bytes);
    ent_model_free(copy);
    ent_model_free(model);
}

static void forged_tables_are_refused(void **state)
{
    (void)state;
    ent_buffer bytes = sample_bytes();
    memcpy(entry_of(&bytes, "LABL"), "SETT", 4);
    assert_refused(&bytes, ENT_EMODEL, "twice");
    bytes = sample_bytes(); /* LABL begins where SETT does */
    put_number(entry_of(&bytes, "LABL") + 8, get_number(entry_of(&bytes, "SETT") + 8, 8),
               8);
    assert_refused(&bytes, ENT_EMODEL, "not where it belongs");
    bytes = sample_bytes();
    put_number(entry_of(&bytes, "LABL") + 16, UINT64_MAX - 5, 8);
    assert_refused(&bytes, ENT_EMODEL, "not where it belongs");
    bytes = sample_bytes();
    put_number(entry_of(&bytes, "LABL") + 24, (uint64_t)1 << 40, 8);
    assert_refused(&bytes, ENT_EMODEL, "impossible size");
    bytes = sample_bytes();
    put_number(bytes.data + 12, UINT32_MAX, 4);
    struct ent_model *model;
    assert_int_equal(ent__model_decode(&model, ent_buffer_view(&bytes), NULL),
                     ENT_EMODEL);
    ent_buffer_dispose(&bytes);
}

/* A section of 1 GiB of zeros in 1 MiB, as the table says it; and one that says less than it holds. */
static void bombs_do_not_go_off(void **state)
{
    (void)state;
    ent_buffer bytes = sample_bytes();
    char *entry = entry_of(&bytes, "SETT");
    assert_true(get_number(entry + 4, 4) & 2); /* deflated */
    uint64_t stored = get_number(entry + 16, 8), inflated = get_number(entry + 24, 8);
    put_number(entry + 24, 1033 * (stored + 1), 8);
    assert_refused(&bytes, ENT_EMODEL, "impossible size");
    bytes = sample_bytes();
    put_number(entry_of(&bytes, "SETT") + 24, inflated - 1, 8);
    assert_refused(&bytes, ENT_EMODEL, "does not inflate");
    bytes = sample_bytes();
    put_number(entry_of(&bytes, "SETT") + 24, inflated + 1, 8);
    assert_refused(&bytes, ENT_EMODEL, "does not inflate");
}

static void dimensions_must_agree_with_the_sections(void **state)
{
    (void)state;
    static const struct {
        int place, size;
        uint64_t wrong;
        const char *message;
    } cases[] = {
        {0, 4, 4, "dimensions"}, /* labels: the bitmap has another size */
        {0, 4, 1, "dimensions"}, /* a model of one label says nothing */
        {4, 4, 6, "dimensions"}, /* features */
        {4, 4, UINT32_MAX, "dimensions"},
        {8, 8, 8, "frequencies"}, /* fewer documents than a term stands in */
        {16, 8, 20, "terms"},     /* bytes of terms */
        {16, 8, 2000, "terms"},
        {24, 8, 8, "dimensions"},  /* non-zero weights */
        {32, 4, 16, "dimensions"}, /* bits */
        {36, 4, 1, "vocabulary"},  /* keys promised, terms there */
        {36, 4, 2, "settings"},    /* hashed */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ent_buffer bytes = sample_bytes();
        put_number(section_of(&bytes, "DIMS") + cases[i].place, cases[i].wrong,
                   cases[i].size);
        assert_refused(&bytes, ENT_EMODEL, cases[i].message);
    }
}

/* LABL is too short to be deflated; the first label: 1 + 5 bytes of name, 1 + 9 of code, then floats. */
static void label_numbers_are_checked(void **state)
{
    (void)state;
    static const uint32_t nan = 0x7FC00000, infinite = 0x7F800000, one = 0x3F800000;
    static const struct {
        int place;
        uint32_t pattern;
    } cases[] = {
        {16, nan},      {20, infinite}, {20, 0}, {20, 0x80000000u | one}, {24, nan},
        {28, infinite}, {32, nan},      {32, 0}, {32, 0x80000000u | one}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ent_buffer bytes = sample_bytes();
        assert_false(get_number(entry_of(&bytes, "LABL") + 4, 4) & 2);
        put_number(section_of(&bytes, "LABL") + cases[i].place, cases[i].pattern, 4);
        assert_refused(&bytes, ENT_EMODEL, "label 0");
    }
    ent_buffer bytes = sample_bytes();
    section_of(&bytes, "LABL")[1] = 'z'; /* "zrime" */
    assert_refused(&bytes, ENT_EMODEL, "order");
    bytes = sample_bytes();
    section_of(&bytes, "LABL")[1] = '\n';
    assert_refused(&bytes, ENT_EMODEL, "label 0");
}

/* Prefix lengths 0 0 5 0 0, then "polic\nelect\n day\n\1el\ncaf\xC3\xA9\n". */
static void terms_are_checked(void **state)
{
    (void)state;
    static const struct {
        int place;
        char byte;
    } cases[] = {
        {0, 1},          /* a prefix of nothing */
        {2, 6},          /* longer than the term before */
        {2, (char)0x85}, /* a number that goes on */
        {5, '\n'},       /* an empty term */
        {6, '\1'},       /* a mark inside a term */
        {2, 2},          /* "el day" behind "elect" */
        {29, 'x'},       /* half a character */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ent_buffer bytes = sample_bytes();
        assert_false(get_number(entry_of(&bytes, "TERM") + 4, 4) & 2);
        section_of(&bytes, "TERM")[cases[i].place] = cases[i].byte;
        assert_refused(&bytes, ENT_EMODEL, "terms");
    }
}

static void weights_are_checked(void **state)
{
    (void)state;
    ent_buffer bytes = sample_bytes(); /* 9 values */
    section_of(&bytes, "WVAL")[3] = 0;
    assert_refused(&bytes, ENT_EMODEL, "weights");
    bytes = sample_bytes();
    section_of(&bytes, "WVAL")[3] = (char)-128;
    assert_refused(&bytes, ENT_EMODEL, "weights");
    bytes =
        sample_bytes(); /* 15 bits: the 16th must not be set, nor may one more or less be */
    section_of(&bytes, "WBIT")[1] = (char)(section_of(&bytes, "WBIT")[1] | 0x80);
    assert_refused(&bytes, ENT_EMODEL, "weights");
    bytes = sample_bytes();
    section_of(&bytes, "WBIT")[0] = (char)(section_of(&bytes, "WBIT")[0] ^ 1);
    assert_refused(&bytes, ENT_EMODEL, "weights");
    struct ent_model *model = sample_model(32);
    float nan;
    memcpy(&nan, &(uint32_t){0x7FC00000}, 4);
    ((float *)(model->weights.dense ? model->weights.dense : model->weights.values))[0] =
        nan;
    bytes = encoded(model, NULL);
    ent_model_free(model);
    assert_refused(&bytes, ENT_EMODEL, "weights");
}

/* ---- on the disk ---- */

static const char *temporary_path(const char *name)
{
    static char path[300];
    const char *directory = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/entente-%ld-%s", directory ? directory : "/tmp",
             (long)getpid(), name);
    return path;
}

static void a_file_has_a_name_and_a_digest(void **state)
{
    (void)state;
    struct ent_model *model = sample_model(8), *copy;
    const char *path = temporary_path("sample.ent");
    assert_int_equal(ent__model_write(model, path, NULL, NULL), ENT_OK);
    assert_int_equal(ent_model_open(&copy, path, NULL), ENT_OK);
    assert_same(model, copy);
    assert_int_equal(strlen(ent_model_digest(copy)), 32);
    assert_string_equal(ent_model_digest(copy), model->digest);
    char name[300];
    snprintf(name, sizeof name, "entente-%ld-sample", (long)getpid());
    assert_string(ent_model_name(copy), name);
    assert_string(ent_model_kind(copy), "topics");
    assert_int_equal(ent_model_label_count(copy), 3);
    assert_string(ent_model_label_name(copy, 2), "sport");
    assert_string(ent_model_label_code(copy, 0), "medtop:02");
    assert_non_null(strstr(ent_model_metadata(copy).data,
                           "\"training\":{\"train.C\":1,\"train.seed\":7}}"));
    ent_model_free(copy);
    ent_model_free(model);
    unlink(path);
}

static void an_unusable_model_leaves_the_old_file(void **state)
{
    (void)state;
    struct ent_model *model = sample_model(8), *copy;
    const char *path = temporary_path("kept.ent");
    assert_int_equal(ent__model_write(model, path, NULL, NULL), ENT_OK);
    model->labels[1].name = ent_string_of("a before crime");
    ent_error err;
    assert_int_equal(ent__model_write(model, path, NULL, &err), ENT_EDATA);
    assert_int_equal(ent_model_open(&copy, path, NULL), ENT_OK);
    assert_string(ent_model_label_name(copy, 1), "politics");
    ent_model_free(copy);
    ent_model_free(model);
    unlink(path);
}

static void messages_name_the_file(void **state)
{
    (void)state;
    struct ent_model *model;
    ent_error err;
    assert_int_equal(ent_model_open(&model, "/nowhere/x.ent", &err), ENT_EIO);
    assert_non_null(strstr(err.msg, "/nowhere/x.ent"));
    assert_int_equal(ent_model_open(&model, "models/models.h", &err), ENT_EMODEL);
    assert_string_equal(err.msg, "cannot read model 'models/models.h': not a model file");
    assert_int_equal(ent_model_open(&model, "models", &err), ENT_EIO);
}

static void models_are_found_by_name(void **state)
{
    (void)state;
    char path[300], small[8];
    ent_error err;
    assert_int_equal(ent_model_find(path, sizeof path, "a/b", NULL), ENT_OK);
    assert_string_equal(path, "a/b");
    assert_int_equal(ent_model_find(path, sizeof path, "x.ent", NULL), ENT_OK);
    assert_string_equal(path, "x.ent");
    assert_int_equal(ent_model_find(small, sizeof small, "longer.ent", NULL), ENT_EARG);
    assert_int_equal(ent_model_find(path, sizeof path, "no-such-model", &err), ENT_EIO);
    assert_non_null(strstr(err.msg, "share/entente/models"));
    const char *file = temporary_path("found.ent");
    FILE *made = fopen(file, "w");
    assert_non_null(made);
    fclose(made);
    char directory[300], name[300];
    snprintf(directory, sizeof directory, "%.*s", (int)(strrchr(file, '/') - file), file);
    snprintf(name, sizeof name, "entente-%ld-found", (long)getpid());
    setenv("ENTENTE_MODELS", directory, 1);
    assert_int_equal(ent_model_find(path, sizeof path, name, NULL), ENT_OK);
    assert_string_equal(path, file);
    unsetenv("ENTENTE_MODELS");
    unlink(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(the_order_of_features_does_not_matter),
        cmocka_unit_test(terms_can_be_left_out),
        cmocka_unit_test(hashed_features_need_neither_terms_nor_keys),
        cmocka_unit_test(no_truncation_is_taken_for_a_model),
        cmocka_unit_test(no_flipped_bit_is_taken_for_a_model),
        cmocka_unit_test(newer_versions_are_told_apart),
        cmocka_unit_test(newer_minor_versions_and_optional_sections_are_read),
        cmocka_unit_test(forged_tables_are_refused),
        cmocka_unit_test(bombs_do_not_go_off),
        cmocka_unit_test(dimensions_must_agree_with_the_sections),
        cmocka_unit_test(label_numbers_are_checked),
        cmocka_unit_test(terms_are_checked),
        cmocka_unit_test(weights_are_checked),
        cmocka_unit_test(a_file_has_a_name_and_a_digest),
        cmocka_unit_test(an_unusable_model_leaves_the_old_file),
        cmocka_unit_test(messages_name_the_file),
        cmocka_unit_test(models_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
