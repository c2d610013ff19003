/* SPDX-License-Identifier: MIT */
/* What is done with whole corpora: writing and reading back, near-duplicates, splits, samples, figures. */
#include "datasets/datasets.h"
#include "datasets/neardup.h"
#include "datasets_fixture.h"

/* ---- writing ---- */

/* Everything a record can hold, with every character that some format quotes. */
static const char rich[] =
    "{\"id\":\"1\",\"title\":\"A, \\\"B\\\"\\tC\",\"text\":\"One\\nTwo; "
    "three\\r\\n\\\"q\\\"\",\"labels\":[\"x y\",\"z\"],"
    "\"lang\":\"en\",\"url\":\"u\",\"source\":\"s\",\"time\":\"2020\",\"target\":\"t\","
    "\"stance\":\"favor\","
    "\"part\":\"train\",\"group\":\"g\",\"summaries\":[\"S\"]}\n"
    "{\"id\":\"2\",\"text\":\"caf\\u00e9\",\"labels\":[]}\n";

static void digest_of(char hex[33], const char *path)
{
    ent_dataset *dataset = open_one(path, NULL);
    ent_record record;
    while (next(dataset, &record))
        continue;
    memcpy(hex, report_of(dataset).digest, 33);
    ent_dataset_free(dataset);
}

static ent_status convert(const char *from, const char *to, ent_format format,
                          const char *lost, ent_error *err)
{
    ent_dataset *dataset = open_one(from, NULL);
    ent_dataset_writer *writer = NULL;
    ent_status status = ent_dataset_writer_open(&writer, to, format, err);
    ent_record record;
    while (status == ENT_OK && next(dataset, &record))
        status = ent_dataset_write(writer, &record, err);
    ent_dataset_free(dataset);
    if (status != ENT_OK) {
        ent_dataset_writer_abandon(writer);
        return status;
    }
    if (lost)
        assert_string_equal(ent_dataset_writer_lost(writer), lost);
    return ent_dataset_writer_commit(writer, err);
}

static void formats_that_keep_everything_read_back_the_same(void **state)
{
    (void)state;
    static const char *const names[] = {"b.jsonl", "b.csv", "b.tsv", "b.jsonl.gz",
                                        "b.csv.gz"};
    char first[33], again[33];
    digest_of(first, put("a.jsonl", rich));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        ent_error err;
        assert_int_equal(
            convert(path_of("a.jsonl"), path_of(names[i]), ENT_FORMAT_AUTO, "", &err),
            ENT_OK);
        digest_of(again, path_of(names[i]));
        assert_string_equal(first, again);
    }
}

static void expect_file(const char *name, const char *wanted)
{
    ent_arena arena;
    ent_string text;
    assert_int_equal(ent_arena_open(&arena, 1 << 20, NULL), ENT_OK);
    assert_int_equal(ent_file_read(&text, &arena, path_of(name), 0, NULL), ENT_OK);
    assert_string_equal(text.data, wanted);
    ent_arena_close(&arena);
}

static void formats_for_other_learners(void **state)
{
    (void)state;
    ent_error err;
    put("a.jsonl", "{\"id\":\"a\",\"title\":\"The dog\",\"text\":\"the cat: "
                   "the\\nend\",\"labels\":[\"x y\"],\"lang\":\"en\"}\n"
                   "{\"id\":\"b c\",\"text\":\"cat|dog\",\"labels\":[\"z\",\"x y\"]}\n");
    char from[200];
    strcpy(from, path_of("a.jsonl"));
    assert_int_equal(convert(from, path_of("b.ft"), ENT_FORMAT_AUTO, "id, lang", &err),
                     ENT_OK);
    expect_file(
        "b.ft",
        "__label__x_y The dog the cat: the end\n__label__z __label__x_y cat|dog\n");
    /* the 1, dog 2, cat 3, end 4; the title counts too */
    assert_int_equal(
        convert(from, path_of("b.libsvm"), ENT_FORMAT_AUTO, "id, lang", &err), ENT_OK);
    expect_file("b.libsvm", "1 1:3 2:1 3:1 4:1\n2,1 2:1 3:1\n");
    expect_file("b.libsvm.labels", "x y\nz\n");
    expect_file("b.libsvm.terms", "the\ndog\ncat\nend\n");
    assert_int_equal(convert(from, path_of("b.vw"), ENT_FORMAT_AUTO, "lang", &err),
                     ENT_OK);
    expect_file("b.vw",
                "1 'a |title The dog |text the cat  the end\n2,1 'b_c |text cat dog\n");
    /* what came from libsvm goes back as it was */
    assert_int_equal(
        convert(path_of("b.libsvm"), path_of("c.libsvm"), ENT_FORMAT_AUTO, NULL, &err),
        ENT_OK);
    expect_file("c.libsvm", "1 1:3 2:1 3:1 4:1\n2,1 2:1 3:1\n");
    assert_int_equal(convert(from, "-", ENT_FORMAT_VW, NULL, &err), ENT_EARG);
}

static void folders_read_back_the_same(void **state)
{
    (void)state;
    put("tree/arts/z", "zero");
    put("tree/sport/a.txt", "one");
    put("tree/sport/b.txt", "two");
    ent_error err;
    assert_int_equal(
        convert(path_of("tree"), path_of("copy"), ENT_FORMAT_FOLDERS, "", &err), ENT_OK);
    expect_file("copy/arts/z.txt", "zero");
    expect_file("copy/sport/b.txt", "two");
    /* Two labels do not go into one folder, nor does a name get out of it. */
    put("a.jsonl", "{\"id\":\"../../x\",\"text\":\"t\",\"labels\":[\"../y\"]}\n");
    assert_int_equal(
        convert(path_of("a.jsonl"), path_of("safe"), ENT_FORMAT_FOLDERS, "", &err),
        ENT_OK);
    expect_file("safe/_./y/_._.._x.txt", "t");
    put("a.jsonl", "{\"id\":\"i\",\"text\":\"t\",\"labels\":[\"a\",\"b\"]}\n");
    assert_int_equal(
        convert(path_of("a.jsonl"), path_of("two"), ENT_FORMAT_FOLDERS, NULL, &err),
        ENT_EDATA);
    assert_string_equal(err.msg, "record 'i' has 2 labels: a file lies in one folder");
    assert_int_equal(
        convert(path_of("a.jsonl"), path_of("keys"), ENT_FORMAT_TEXT, "", &err), ENT_OK);
    expect_file("keys/i.txt", "t");
    expect_file("keys/i.key", "a\nb\n");
}

static void a_label_with_a_semicolon_is_not_written_to_csv(void **state)
{
    (void)state;
    ent_error err;
    put("a.jsonl", "{\"text\":\"t\",\"labels\":[\"a;b\"]}\n");
    assert_int_equal(
        convert(path_of("a.jsonl"), path_of("b.csv"), ENT_FORMAT_AUTO, NULL, &err),
        ENT_EDATA);
    assert_true(access(path_of("b.csv"), F_OK) != 0); /* nothing was left behind */
}

/* ---- near-duplicates ---- */

/* `words` different words, of which those from `changed` on are others. */
static void write_words(ent_buffer *out, unsigned words, unsigned changed)
{
    for (unsigned i = 0; i < words; i++)
        ent_buffer_format(out, "w%u ", i < changed ? i : i + 1000000);
}

static double similarity_of(const char *a, const char *b)
{
    ent_sketcher sketcher;
    ent_sketch x, y;
    assert_int_equal(ent__sketcher_open(&sketcher, NULL), ENT_OK);
    ent__sketch(&x, &sketcher, (ent_string){NULL, 0}, ent_string_of(a), 1);
    ent__sketch(&y, &sketcher, (ent_string){NULL, 0}, ent_string_of(b), 2);
    ent__sketcher_close(&sketcher);
    return ent__sketch_similarity(&x, &y);
}

static void sketches_estimate_the_jaccard_similarity(void **state)
{
    (void)state;
    /* 1000 words have 998 shingles. With the last 1000 - k words changed k - 2 are shared: J = (k - 2) / (1998 - k). */
    static const struct {
        unsigned same;
        double jaccard;
    } cases[] = {{952, 950 / 1046.0}, {800, 798 / 1198.0}, {502, 500 / 1496.0}};
    ent_buffer a = {0}, b = {0};
    write_words(&a, 1000, 1000);
    for (size_t i = 0; i < 3; i++) {
        ent_buffer_clear(&b);
        write_words(&b, 1000, cases[i].same);
        double error = similarity_of(a.data, b.data) - cases[i].jaccard;
        assert_true(error > -0.14 &&
                    error < 0.14); /* three standard errors of 120 draws: 0.137 at most */
    }
    ent_buffer_dispose(&a);
    ent_buffer_dispose(&b);
}

static void case_and_punctuation_do_not_matter_but_words_do(void **state)
{
    (void)state;
    assert_true(similarity_of("One two, three four!", "one TWO three Four") == 1);
    assert_true(similarity_of("Purple rain", "Yellow dog") <
                0.1); /* one shingle each, another one */
    assert_true(similarity_of("", "") <
                0.1); /* nothing to compare: the content decides */
}

static ent_survey *survey_of(const char *path, unsigned what)
{
    ent_survey *survey;
    assert_int_equal(ent_survey_new(&survey, what, NULL), ENT_OK);
    ent_dataset *dataset = open_one(path, NULL);
    ent_record record;
    while (next(dataset, &record))
        assert_int_equal(ent_survey_add(survey, &record, NULL), ENT_OK);
    ent_dataset_free(dataset);
    return survey;
}

/* 0 and 3 are called a, 3 and 4 say the same; 1 and 2 have no name. */
static void groups_join_names_and_near_duplicates(void **state)
{
    (void)state;
    const char *const texts[] = {"one", "two", "three",
                                 "the minister opened the new bridge over the river",
                                 "The minister opened the new bridge over the river"};
    const char *const names[] = {"a", "", "", "a", "b"};
    ent_article articles[5];
    ent_string groups_of[5];
    memset(articles, 0, sizeof articles);
    for (size_t i = 0; i < 5; i++) {
        articles[i].text = ent_string_of(texts[i]);
        groups_of[i] = ent_string_of(names[i]);
    }
    uint32_t groups[5];
    const uint32_t by_name[] = {0, 1, 2, 0, 4}, both[] = {0, 1, 2, 0, 0};
    assert_int_equal(ent__groups(groups, articles, groups_of, 5, false, 1, NULL), ENT_OK);
    assert_memory_equal(groups, by_name, sizeof by_name);
    assert_int_equal(ent__groups(groups, articles, groups_of, 5, true, 1, NULL), ENT_OK);
    assert_memory_equal(groups, both, sizeof both);
}

static void groups_are_named_by_their_first_record(void **state)
{
    (void)state;
    ent_buffer text = {0};
    ent_buffer_text(&text, "{\"text\":\"alone in the world it is\"}\n{\"text\":\"");
    write_words(&text, 60, 60);
    ent_buffer_text(
        &text, "\"}\n{\"text\":\"entirely different words stand here\"}\n{\"text\":\"");
    write_words(&text, 60, 58); /* 56 of 60 shingles: J = 56 / 60 = 0.93 */
    ent_buffer_text(&text, "\"}\n{\"text\":\"alone in the world it is\"}\n");
    ent_survey *survey = survey_of(put("a.jsonl", text.data), ENT_SURVEY_SKETCHES);
    uint32_t groups[5];
    assert_int_equal(ent_survey_groups(groups, survey, 0.8, NULL), ENT_OK);
    static const uint32_t near[] = {0, 1, 2, 1, 0}, equal[] = {0, 1, 2, 3, 0};
    assert_memory_equal(groups, near, sizeof near);
    assert_int_equal(ent_survey_groups(groups, survey, 1, NULL), ENT_OK);
    assert_memory_equal(groups, equal, sizeof equal);
    ent_survey_free(survey);
    ent_buffer_dispose(&text);
}

/* ---- splits ---- */

enum { MANY = 1000 };

/* MANY records on 3 labels (a: every record, b: every 2nd, c: every 10th), from `first` on; every 5th repeats the one
   before it word by word. */
static const char *put_many(const char *name, int first, int count)
{
    ent_buffer text = {0};
    for (int i = first; i < first + count; i++) {
        int words = i % 5 == 4 ? i - 1 : i;
        ent_buffer_format(&text,
                          "{\"id\":\"%d\",\"text\":\"this is document %d of "
                          "%d\",\"labels\":[\"a\"%s%s],",
                          i, words * 7919, words * 31, i % 2 ? "" : ",\"b\"",
                          i % 10 ? "" : ",\"c\"");
        ent_buffer_format(&text, "\"time\":\"2%03d-01-01\",\"group\":\"g%d\"}\n",
                          (i * 377) % 1000, i / 10);
    }
    const char *path = put(name, text.data);
    ent_buffer_dispose(&text);
    return path;
}

static void split_many(uint8_t *part, const char *path, ent_split_by by, uint64_t seed)
{
    ent_survey *survey = survey_of(path, ENT_SURVEY_TIMES);
    uint32_t *groups = calloc(ent_survey_count(survey), sizeof *groups);
    static const double shares[] = {8, 2};
    ent_error err;
    assert_int_equal(ent_survey_groups(groups, survey, 1, &err), ENT_OK);
    if (ent_survey_split(part, survey, groups, shares, 2, by, seed, &err) != ENT_OK)
        fail_msg("%s", err.msg);
    free(groups);
    ent_survey_free(survey);
}

static void the_hash_split_stays_when_documents_are_added(void **state)
{
    (void)state;
    uint8_t before[MANY], after[2 * MANY];
    split_many(before, put_many("a.jsonl", 0, MANY), ENT_SPLIT_HASH, 0);
    split_many(after, put_many("b.jsonl", 0, 2 * MANY), ENT_SPLIT_HASH, 0);
    assert_memory_equal(before, after, MANY);
    size_t second = 0;
    for (size_t i = 0; i < MANY; i++) {
        second += before[i];
        if (i % 5 == 4)
            assert_int_equal(before[i], before[i - 1]); /* equal texts stay together */
    }
    assert_in_range(
        second, 140,
        260); /* 200 in expectation, units of 1 or 2: standard deviation about 15 */
}

static void the_stratified_split_is_exact_and_stable(void **state)
{
    (void)state;
    uint8_t part[MANY], again[MANY];
    split_many(part, put_many("a.jsonl", 0, MANY), ENT_SPLIT_STRATIFY, 7);
    split_many(again, path_of("a.jsonl"), ENT_SPLIT_STRATIFY, 7);
    assert_memory_equal(part, again, MANY);
    size_t all = 0, b = 0, c = 0;
    for (size_t i = 0; i < MANY; i++) {
        all += part[i];
        b += part[i] && i % 2 == 0;
        c += part[i] && i % 10 == 0;
        if (i % 5 == 4)
            assert_int_equal(part[i], part[i - 1]);
    }
    /* A fifth of 1000, 500 and 100; units of two records may leave one over. */
    assert_in_range(all, 199, 201);
    assert_in_range(b, 99, 101);
    assert_in_range(c, 19, 21);
}

/* 300 labels of two records each: a fifth of 600, though a fifth of no label is a record. The other four fifths want 1.6 of
   each label, so one of them always stays there. */
static void rare_labels_are_shared_out(void **state)
{
    (void)state;
    enum { LABELS = 300 };
    ent_buffer text = {0};
    for (int i = 0; i < 2 * LABELS; i++)
        ent_buffer_format(&text, "{\"text\":\"word%d here\",\"label\":\"l%d\"}\n", i,
                          i % LABELS);
    uint8_t part[2 * LABELS];
    split_many(part, put("rare.jsonl", text.data), ENT_SPLIT_STRATIFY, 0);
    size_t second = 0, late = 0;
    for (size_t i = 0; i < LABELS; i++) {
        assert_false(part[i] && part[i + LABELS]);
        second += part[i] || part[i + LABELS];
        late += i >= LABELS / 2 && (part[i] || part[i + LABELS]);
    }
    assert_int_equal(second, 120);
    assert_in_range(late, 59, 61); /* not of the first names or the last ones only */
    ent_buffer_dispose(&text);
}

/* Parts are what records say; files where none says anything; a file that is one text is no part. */
static void records_of_different_parts(void **state)
{
    (void)state;
    put("texts/a.txt", "a text");
    put("texts/b.txt", "a text");
    put("one.jsonl", "{\"text\":\"a text\"}\n{\"text\":\"t\",\"part\":\"train\"}\n");
    put("two.jsonl", "{\"text\":\"a text\"}\n{\"text\":\"t\",\"part\":\"train\"}\n"
                     "{\"text\":\"t\",\"part\":\"test\"}\n");
    /* 0, 1: one.jsonl; 2, 3: texts; 4, 5, 6: two.jsonl */
    static const struct {
        size_t a, b;
        bool differ;
    } cases[] = {{2, 3, false}, {0, 2, true}, {0, 4, true}, {1, 5, false},
                 {1, 6, true},  {5, 6, true}, {4, 5, true}};
    ent_survey *survey = survey_of(folder, ENT_SURVEY_PLACES);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(ent_survey_parts_differ(survey, cases[i].a, cases[i].b),
                         cases[i].differ);
    ent_survey_free(survey);
}

static void time_and_group_splits(void **state)
{
    (void)state;
    uint8_t part[MANY];
    split_many(part, put_many("a.jsonl", 0, MANY), ENT_SPLIT_TIME, 0);
    for (size_t i = 0; i < MANY; i++) /* pairs of equal texts go by the older one */
        if (i % 5 != 4 && i % 5 != 3)
            assert_int_equal(part[i], (i * 377) % 1000 >= 800);
    split_many(part, path_of("a.jsonl"), ENT_SPLIT_GROUP, 0);
    for (size_t i = 0; i < MANY; i++)
        assert_int_equal(part[i], part[i / 10 * 10]);
}

static void splits_that_cannot_be_made(void **state)
{
    (void)state;
    ent_survey *survey =
        survey_of(put("a.jsonl", "{\"text\":\"t\"}\n"), ENT_SURVEY_TIMES);
    uint8_t part[1];
    ent_error err;
    static const double shares[] = {1, 1, -1};
    assert_int_equal(
        ent_survey_split(part, survey, NULL, shares, 2, ENT_SPLIT_TIME, 0, &err),
        ENT_EDATA);
    assert_string_equal(err.msg, "record 1 has no time to split by");
    assert_int_equal(
        ent_survey_split(part, survey, NULL, shares, 2, ENT_SPLIT_GROUP, 0, &err),
        ENT_EDATA);
    assert_int_equal(
        ent_survey_split(part, survey, NULL, shares, 3, ENT_SPLIT_HASH, 0, &err),
        ENT_EARG);
    assert_int_equal(
        ent_survey_split(part, survey, NULL, shares, 1, ENT_SPLIT_HASH, 0, &err),
        ENT_EARG);
    ent_survey_free(survey);
}

/* ---- samples and figures ---- */

static void samples_have_their_size(void **state)
{
    (void)state;
    ent_survey *survey = survey_of(put_many("a.jsonl", 0, MANY), 0);
    uint8_t keep[MANY], other[MANY];
    assert_int_equal(ent_survey_sample(keep, survey, 50, false, 1, NULL), ENT_OK);
    assert_int_equal(ent_survey_sample(other, survey, 50, false, 2, NULL), ENT_OK);
    size_t drawn = 0, same = 0;
    for (size_t i = 0; i < MANY; i++) {
        drawn += keep[i];
        same += keep[i] && other[i];
    }
    assert_int_equal(drawn, 50);
    assert_true(same < 20); /* 2.5 expected */
    assert_int_equal(ent_survey_sample(keep, survey, 5, true, 1, NULL), ENT_OK);
    size_t c = 0;
    for (size_t i = 0; i < MANY; i += 10)
        c += keep[i];
    assert_int_equal(c, 5);
    ent_survey_free(survey);
}

static void figures_are_counted(void **state)
{
    (void)state;
    put("a.jsonl", "{\"id\":\"1\",\"text\":\"one two "
                   "three\",\"labels\":[\"World\",\"x\"],\"lang\":\"en\"}\n"
                   "{\"id\":\"1\",\"title\":\"t\",\"text\":\"one\",\"labels\":[\"world "
                   "\"],\"part\":\"test\"}\n"
                   "{\"id\":\"2\",\"text\":\"one two three\",\"labels\":[\"World\"]}\n");
    ent_survey *survey = survey_of(path_of("a.jsonl"), ENT_SURVEY_PLACES);
    ent_survey_figures figures;
    assert_int_equal(ent_survey_describe(&figures, survey, NULL), ENT_OK);
    assert_int_equal(figures.documents, 3);
    assert_int_equal(figures.words, 8);
    assert_int_equal(figures.words_least, 2);
    assert_int_equal(figures.words_median, 3);
    assert_int_equal(figures.equal_texts, 1);
    assert_int_equal(figures.repeated_ids, 1);
    assert_int_equal(figures.label_count, 3);
    assert_text(figures.labels[0].name, "World");
    assert_int_equal(figures.labels[0].documents, 2);
    assert_int_equal(figures.lang_count, 1);
    assert_int_equal(figures.part_count, 1);
    assert_int_equal(ent_survey_first_with_id(survey, 1), 0);
    uint64_t line;
    assert_string_equal(ent_survey_place(&line, survey, 2), path_of("a.jsonl"));
    assert_int_equal(line, 3);
    const ent_label_twins *twins;
    size_t count;
    assert_int_equal(ent_survey_twins(&twins, &count, survey, NULL), ENT_OK);
    assert_int_equal(count, 1);
    assert_text(twins[0].rare, "world ");
    assert_text(twins[0].frequent, "World");
    ent_survey_free(survey);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(formats_that_keep_everything_read_back_the_same),
        test(formats_for_other_learners),
        test(folders_read_back_the_same),
        test(a_label_with_a_semicolon_is_not_written_to_csv),
        test(sketches_estimate_the_jaccard_similarity),
        test(case_and_punctuation_do_not_matter_but_words_do),
        test(groups_join_names_and_near_duplicates),
        test(groups_are_named_by_their_first_record),
        test(the_hash_split_stays_when_documents_are_added),
        test(the_stratified_split_is_exact_and_stable),
        test(rare_labels_are_shared_out),
        test(records_of_different_parts),
        test(time_and_group_splits),
        test(splits_that_cannot_be_made),
        test(samples_have_their_size),
        test(figures_are_counted),
    };
    return cmocka_run_group_tests_name("datasets survey", tests, NULL, NULL);
}
