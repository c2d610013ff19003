/* SPDX-License-Identifier: MIT */
/* Large model files: sections in pieces, terms in groups, and the files of format 1.0, which had neither. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <zlib.h>

#include "models/parts.h"
#include "models_sample.h"

enum { FEATURES = 2 * TERMS_A_GROUP + 100, LABELS = 3, STRIDE = 8 }; /* three groups */

/* Terms of falling frequency, 50 equally frequent ones in byte order: "\1é0", "a000001 b0007"…, "aé000049"; enough for pieces. */
static void fill_vocabulary(ent_vocabulary *vocabulary)
{
    size_t bytes = 0;
    *vocabulary = (ent_vocabulary){.size = FEATURES, .documents = FEATURES};
    vocabulary->keys = ent_new(FEATURES, sizeof(uint64_t));
    vocabulary->frequencies = ent_new(FEATURES, sizeof(uint32_t));
    vocabulary->term_starts = ent_new_zeroed(FEATURES + 1, sizeof(uint32_t));
    vocabulary->terms = ent_new(FEATURES, 24);
    for (uint32_t i = 0; i < FEATURES; i++) {
        char *term = vocabulary->terms + bytes;
        int size = i % 50 < 40 ? sprintf(term, "a%06u b%04u", i, i * 7 % 9973)
                               : sprintf(term, "a\xC3\xA9%06u", i);
        if (i % 50 == 0)
            size = sprintf(term, "\1\xC3\xA9%u", i);
        bytes += (size_t)size;
        vocabulary->term_starts[i + 1] = (uint32_t)bytes;
        vocabulary->keys[i] = ent__term_key((ent_string){term, (size_t)size});
        vocabulary->frequencies[i] = FEATURES - i / 50;
    }
    if (ent__vocabulary_lock(vocabulary, NULL) != ENT_OK)
        abort();
}

static struct ent_model *large_model(void)
{
    struct ent_model *model = sample_model(8);
    ent_arena_close(&model->arena);
    float *source = ent_new_zeroed(FEATURES, STRIDE * sizeof *source);
    if (!source || ent_arena_open(&model->arena, (size_t)8 << 20, NULL) != ENT_OK)
        abort();
    ent__vocabulary_dispose(&model->vocabulary);
    fill_vocabulary(&model->vocabulary);
    for (size_t i = 0; i < FEATURES; i++)
        for (size_t k = 0; k < LABELS; k++)
            source[i * STRIDE + k] = (float)(int)(i * 31 % (7 + k)) - 3;
    if (ent__weights_quantise(&model->weights, &model->arena, source, FEATURES, LABELS,
                              STRIDE, 8, NULL) != ENT_OK)
        abort();
    free(source);
    model->labels = ent_arena_alloc(&model->arena, LABELS, sizeof *model->labels);
    static const char *const names[LABELS] = {"crime", "politics", "sport"};
    for (size_t k = 0; k < LABELS; k++)
        model->labels[k] = (ent_model_label){.name = ent_string_of(names[k]), .slope = 1};
    return model;
}

static ent_buffer encoded(const struct ent_model *model)
{
    ent_buffer bytes = {0};
    assert_int_equal(ent__model_encode(&bytes, model, NULL, NULL), ENT_OK);
    return bytes;
}

/* The large model's file, and what its sections hold. */
struct file {
    struct ent_model *model;
    ent_buffer bytes;
    ent__section sections[PART_COUNT];
    ent_arena arena;
};

static void open_file(struct file *file)
{
    file->model = large_model();
    file->bytes = encoded(file->model);
    ent__parts_open(file->sections);
    assert_int_equal(ent__container_decode(file->sections, PART_COUNT, &file->arena,
                                           ent_buffer_view(&file->bytes), NULL),
                     ENT_OK);
}

static void close_file(struct file *file)
{
    ent_model_free(file->model);
    ent_buffer_dispose(&file->bytes);
    ent_arena_close(&file->arena);
}

static void add_deflated(ent_buffer *out, ent_string data)
{
    z_stream stream = {0};
    uLong bound = compressBound((uLong)data.size);
    Bytef *room = malloc(bound);
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY),
                     Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)data.data;
    stream.avail_in = (uInt)data.size;
    stream.next_out = room;
    stream.avail_out = (uInt)bound;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    ent_buffer_append(out, room, stream.total_out);
    deflateEnd(&stream);
    free(room);
}

/* A file as format 1.0 had it: each section one deflate stream; those without data are left out. */
static ent_buffer old_file(const ent__section *sections)
{
    ent_buffer out = {0}, data = {0};
    size_t count = 0;
    for (size_t i = 0; i < PART_COUNT; i++)
        count += sections[i].data.size > 0;
    size_t begin = 24 + 36 * count + 4;
    ent_buffer_append(&out,
                      "\x89"
                      "ENT\r\n\x1A\n\1\0\0\0",
                      12);
    ent__put(&out, count, 4);
    ent__put(&out, 0, 8);
    for (size_t i = 0; i < PART_COUNT; i++) {
        size_t start = data.size;
        if (!sections[i].data.size)
            continue;
        add_deflated(&data, sections[i].data);
        ent_buffer_append(&out, sections[i].tag, 4);
        ent__put(&out, (sections[i].required ? 1 : 0) | 2, 4);
        ent__put(&out, begin + start, 8);
        ent__put(&out, data.size - start, 8);
        ent__put(&out, sections[i].data.size, 8);
        ent__put(&out, crc32_z(0, (Bytef *)data.data + start, data.size - start), 4);
    }
    for (int i = 0; i < 8; i++)
        out.data[16 + i] = (char)((uint64_t)(begin + data.size) >> 8 * i);
    ent__put(&out, crc32_z(0, (Bytef *)out.data, out.size), 4);
    ent_buffer_string(&out, ent_buffer_view(&data));
    ent_buffer_dispose(&data);
    return out;
}

static void assert_gives(ent_buffer *bytes, ent_status expected, const char *message)
{
    struct ent_model *model = NULL;
    ent_error err = {0};
    assert_int_equal(ent__model_decode(&model, ent_buffer_view(bytes), &err), expected);
    if (!strstr(err.msg, message))
        fail_msg("'%s' does not say '%s'", err.msg, message);
    ent_buffer_dispose(bytes);
}

/* ---- what is read ---- */

static void large_vocabularies_are_read_as_they_were_written(void **state)
{
    (void)state;
    struct file file;
    open_file(&file);
    assert_true(file.sections[PART_TERM_GROUPS].data.size > 0);
    assert_int_equal(file.sections[PART_TERMS].data.size, 0);
    struct ent_model *copy;
    assert_int_equal(ent__model_decode(&copy, ent_buffer_view(&file.bytes), NULL),
                     ENT_OK);
    const ent_vocabulary *was = &file.model->vocabulary, *is = &copy->vocabulary;
    assert_int_equal(is->size, FEATURES);
    assert_memory_equal(is->keys, was->keys, FEATURES * sizeof *is->keys);
    assert_memory_equal(is->term_starts, was->term_starts, (FEATURES + 1) * 4);
    assert_memory_equal(is->terms, was->terms, was->term_starts[FEATURES]);
    for (uint32_t i = 0; i < FEATURES; i += 97) {
        assert_int_equal(ent__vocabulary_find(is, was->keys[i]), i);
        for (size_t k = 0; k < LABELS; k++)
            assert_true(ent__weight(&copy->weights, i, k) ==
                        ent__weight(&file.model->weights, i, k));
    }
    ent_model_free(copy);
    close_file(&file);
}

/* Its terms stand in one TERM, its sections are whole streams: read, it is the same model, and written the same file. */
static void files_of_format_1_0_are_read(void **state)
{
    (void)state;
    struct file file;
    open_file(&file);
    ent_buffer terms = {0};
    uint32_t *order = ent_new(FEATURES, sizeof *order);
    for (uint32_t i = 0; i < FEATURES; i++)
        order[i] = i;
    ent__terms_put(&terms, &file.model->vocabulary, order);
    file.sections[PART_TERM_GROUPS].data.size = 0;
    file.sections[PART_TERMS].data = ent_buffer_view(&terms);
    ent_buffer old = old_file(file.sections);
    struct ent_model *copy;
    ent_error err = {0};
    if (ent__model_decode(&copy, ent_buffer_view(&old), &err) != ENT_OK)
        fail_msg("%s", err.msg);
    ent_buffer again = encoded(copy);
    assert_int_equal(again.size, file.bytes.size);
    assert_memory_equal(again.data, file.bytes.data, again.size);
    ent_model_free(copy);
    free(order);
    ent_buffer_dispose(&again);
    ent_buffer_dispose(&old);
    ent_buffer_dispose(&terms);
    close_file(&file);
}

/* ---- what is refused ---- */

/* 12 bytes of sizes, one group's after the other's: coded bytes, term bytes. */
static void groups_must_be_of_the_sizes_that_are_told(void **state)
{
    (void)state;
    for (size_t place = 0; place < 24; place += 4) {
        struct file file;
        open_file(&file);
        char *data = (char *)(uintptr_t)file.sections[PART_TERM_GROUPS].data.data;
        data[place]++;
        ent_buffer forged = old_file(file.sections);
        assert_gives(&forged, ENT_EMODEL, "terms");
        close_file(&file);
    }
}

/* Term 32768 has the frequency of the one before, in another group: it must come behind it. */
static void the_order_holds_across_groups(void **state)
{
    (void)state;
    struct file file;
    open_file(&file);
    assert_int_equal(file.model->vocabulary.frequencies[TERMS_A_GROUP - 1],
                     file.model->vocabulary.frequencies[TERMS_A_GROUP]);
    ent_string data = file.sections[PART_TERM_GROUPS].data;
    char *term = memmem(data.data, data.size, "a032768 b", 9);
    assert_non_null(term);
    assert_true(term > data.data + 24);
    memcpy(term, "Z", 1);
    ent_buffer forged = old_file(file.sections);
    assert_gives(&forged, ENT_EMODEL, "order");
    close_file(&file);
}

static void a_vocabulary_is_not_told_twice(void **state)
{
    (void)state;
    struct file file;
    open_file(&file);
    file.sections[PART_TERMS].data = file.sections[PART_TERM_GROUPS].data;
    ent_buffer forged = old_file(file.sections);
    assert_gives(&forged, ENT_EMODEL, "do not fit");
    close_file(&file);
}

static char *entry_of(const ent_buffer *bytes, const char *tag)
{
    for (char *entry = bytes->data + PREAMBLE_SIZE;; entry += ENTRY_SIZE)
        if (memcmp(entry, tag, 4) == 0)
            return entry;
}

static uint64_t number_at(const char *place)
{
    ent__reader reader = {{place, 8}, false};
    return ent__take(&reader, 8);
}

/* The checksums of a section and of the table, made right. */
static void seal(const ent_buffer *bytes, char *entry)
{
    uint32_t crc = (uint32_t)crc32_z(0, (Bytef *)bytes->data + number_at(entry + 8),
                                     number_at(entry + 16));
    memcpy(entry + 32, &crc, 4);
    size_t end = PREAMBLE_SIZE + (size_t)ENTRY_SIZE * (unsigned char)bytes->data[12];
    crc = (uint32_t)crc32_z(0, (Bytef *)bytes->data, end);
    memcpy(bytes->data + end, &crc, 4);
}

static void pieces_must_be_of_the_sizes_that_are_told(void **state)
{
    (void)state;
    static const struct {
        int place; /* in the section: sizes of its pieces come first */
        const char *message;
    } cases[] = {{0, "pieces of wrong sizes"},
                 {3, "pieces of wrong sizes"},
                 {-1, "does not inflate"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct file file;
        open_file(&file);
        char *entry = entry_of(&file.bytes, "TRMG");
        assert_int_equal(entry[4], 1 | 2 | 4);
        char *sizes = file.bytes.data + number_at(entry + 8);
        if (cases[i].place >= 0) {
            sizes[cases[i].place]++;
        } else { /* a byte of the first piece is told to be of the second */
            sizes[0]--;
            sizes[4]++;
            assert_true(sizes[0] != -1 && sizes[4] != 0);
        }
        seal(&file.bytes, entry);
        ent_buffer forged = file.bytes;
        file.bytes = (ent_buffer){0};
        assert_gives(&forged, ENT_EMODEL, cases[i].message);
        close_file(&file);
    }
}

static void pieces_are_deflated(void **state)
{
    (void)state;
    struct file file;
    open_file(&file);
    char *entry = entry_of(&file.bytes, "DIMS");
    entry[4] |= 4;
    seal(&file.bytes, entry);
    ent_buffer forged = file.bytes;
    file.bytes = (ent_buffer){0};
    assert_gives(&forged, ENT_EMODEL, "wrong flags");
    close_file(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(large_vocabularies_are_read_as_they_were_written),
        cmocka_unit_test(files_of_format_1_0_are_read),
        cmocka_unit_test(groups_must_be_of_the_sizes_that_are_told),
        cmocka_unit_test(the_order_holds_across_groups),
        cmocka_unit_test(a_vocabulary_is_not_told_twice),
        cmocka_unit_test(pieces_must_be_of_the_sizes_that_are_told),
        cmocka_unit_test(pieces_are_deflated),
    };
    return cmocka_run_group_tests_name("models: pieces", tests, NULL, NULL);
}
