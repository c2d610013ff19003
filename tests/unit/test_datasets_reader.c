/* SPDX-License-Identifier: MIT */
/* Reading corpora: JSON Lines, folders, label tables, bad records, the corpus in memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zlib.h>

#include "datasets_fixture.h"

/* ---- JSON Lines ---- */

static void json_lines_fill_the_record(void **state)
{
    (void)state;
    const char *path =
        put("a.jsonl", "{\"id\":\"1\",\"title\":\"T\",\"text\":\"One\\nTwo\",\"labels\":["
                       "\"x\",\"y\"],\"lang\":\"en\"}\n"
                       "\n"
                       "{\"text\":\"Three\",\"label\":\"x\"}\r\n");
    ent_dataset *dataset = open_one(path, NULL);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.id, "1");
    assert_text(record.article.title, "T");
    assert_text(record.article.text, "One\nTwo");
    assert_text(record.article.lang, "en");
    assert_int_equal(record.article.paragraphs, ENT_PARAGRAPHS_LINE);
    assert_int_equal(record.label_count, 2);
    assert_text(record.labels[1], "y");
    assert_int_equal(record.line, 1);
    assert_string_equal(record.file, path);
    assert_true(next(dataset, &record));
    assert_int_equal(record.article.id.size, 16); /* from the content */
    assert_int_equal(record.line, 3);
    assert_int_equal(record.label_count, 1);
    assert_false(next(dataset, &record));
    assert_false(next(dataset, &record));
    ent_dataset_report report = report_of(dataset);
    assert_int_equal(report.documents, 2);
    assert_int_equal(report.multi, 1);
    assert_int_equal(report.label_count, 2);
    assert_text(report.labels[0].name, "x");
    assert_int_equal(report.labels[0].documents, 2);
    assert_int_equal(report.bytes, 1 + 7 + 5);
    ent_dataset_free(dataset);
}

static void fields_are_mapped_and_joined(void **state)
{
    (void)state;
    const char *path =
        put("a.jsonl",
            "{\"summary\":\"S\",\"body\":\"B\",\"section\":\"a; b\",\"labels\":[\"no\"],"
            "\"key\":7,\"kopf\":\"K\"}\n");
    ent_dataset_options options = {.text = "body,summary",
                                   .label = "section",
                                   .id = "key",
                                   .title = "kopf",
                                   .label_separator = ";",
                                   .lang = "de"};
    ent_dataset *dataset = open_one(path, &options);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "B\nS");
    assert_text(record.article.id, "7");
    assert_text(record.article.title, "K");
    assert_text(record.article.lang, "de");
    assert_int_equal(record.label_count, 2);
    assert_text(record.labels[0], "a");
    assert_text(record.labels[1], "b");
    ent_dataset_free(dataset);
}

static void gzip_of_several_members_is_read_whole(void **state)
{
    (void)state;
    const char *path = path_of("a.jsonl.gz");
    for (int i = 0; i < 2; i++) {
        gzFile file = gzopen(path, i ? "ab" : "wb");
        gzputs(file, i ? "{\"text\":\"b\"}\n" : "{\"text\":\"a\"}\n");
        gzclose(file);
    }
    ent_dataset *dataset = open_one(path, NULL);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "b");
    assert_false(next(dataset, &record));
    ent_dataset_free(dataset);
}

static void content_ids_are_stable(void **state)
{
    (void)state;
    /* XXH3-64 of no bytes at all is 2d06800538d394c2 (xxHash's own test vector): title and target are absent. */
    ent_record record = {0};
    assert_int_equal(ent_record_hash(&record), 0x2d06800538d394c2u);
}

/* ---- bad input ---- */

static void bad_json_is_named_by_line_and_column(void **state)
{
    (void)state;
    put("a.jsonl", "{\"text\":\"good\"}\n{\"text\" \"bad\"}\n{\"text\":\"good\"}\n");
    char wanted[500];
    snprintf(wanted, sizeof wanted,
             "%s: invalid JSON: object property name separator ':' expected",
             in_folder("a.jsonl:2:9"));
    expect_failure(path_of("a.jsonl"), NULL, wanted);
    ent_dataset_options options = {.on_error = ENT_ON_ERROR_QUARANTINE, .bad = listen};
    options.quarantine = in_folder("bad");
    char *quarantine = strdup(options.quarantine);
    options.quarantine = quarantine;
    ent_dataset *dataset = open_one(path_of("a.jsonl"), &options);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_true(next(dataset, &record));
    assert_int_equal(record.line, 3);
    assert_false(next(dataset, &record));
    assert_int_equal(said_count, 1);
    assert_string_equal(said[0], wanted);
    ent_dataset_report report = report_of(dataset);
    assert_int_equal(report.skipped[ENT_SKIP_SYNTAX], 1);
    assert_int_equal(report.faults, 1);
    ent_dataset_free(dataset);
    ent_arena arena;
    ent_string kept;
    assert_int_equal(ent_arena_open(&arena, 1 << 20, NULL), ENT_OK);
    assert_int_equal(ent_file_read(&kept, &arena, quarantine, 0, NULL), ENT_OK);
    assert_text(kept, "{\"text\" \"bad\"}\n");
    ent_arena_close(&arena);
    free(quarantine);
}

/* One bad line, and what is said of it. */
static void every_fault_has_its_message(void **state)
{
    (void)state;
    static const struct {
        const char *line, *message;
        ent_skip reason;
    } cases[] = {
        {"{\"labels\":[\"x\"]}", ":1:1: record has no text", ENT_SKIP_NO_TEXT},
        {"{\"text\":null}", ":1:1: record has no text", ENT_SKIP_NO_TEXT},
        {"{\"text\":\" \\n\\t\"}", ":1:9: text is empty", ENT_SKIP_EMPTY_TEXT},
        {"{\"text\":5}", ":1:9: field 'text' is not a string", ENT_SKIP_FIELD},
        {"{\"text\":\"a\",\"labels\":[{}]}",
         ":1:22: field 'labels' is not a list of strings", ENT_SKIP_FIELD},
        {"{\"text\":\"a\",\"labels\":[\"\"]}", ":1:22: label is empty", ENT_SKIP_LABEL},
        {"{\"text\":\"a\",\"label\":\"b\",\"labels\":[\"c\"]}",
         ":1:34: labels stand in 'label' and 'labels': choose with --label",
         ENT_SKIP_LABEL},
        {"{\"text\":\"a\",\"weight\":true}", ":1:22: field 'weight' is not a number",
         ENT_SKIP_FIELD},
        {"{\"text\":\"a\",\"id\":[]}", ":1:18: field 'id' is not a string or a number",
         ENT_SKIP_FIELD},
        {"{\"text\":\"a\",\"label\":{}}",
         ":1:21: field 'label' is not a string or a list of strings", ENT_SKIP_FIELD},
        {"[1]", ":1:1: not a JSON object", ENT_SKIP_SYNTAX},
        {"{\"text\":\"a\",\"text\":\"b\"}",
         ":1:13: invalid JSON: a key stands twice in one object", ENT_SKIP_SYNTAX},
        {"{\"text\":\"a\",\"x\":NaN}",
         ":1:17: invalid JSON: NaN or Infinity is not a JSON number", ENT_SKIP_SYNTAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        said_count = 0;
        char name[20], wanted[500];
        snprintf(name, sizeof name, "%zu.jsonl", i);
        const char *path = put(name, cases[i].line);
        ent_dataset_options options = {
            .format = ENT_FORMAT_JSONL, .on_error = ENT_ON_ERROR_SKIP, .bad = listen};
        ent_dataset *dataset = open_one(path, &options);
        ent_record record;
        assert_false(next(dataset, &record));
        snprintf(wanted, sizeof wanted, "%s%s", path, cases[i].message);
        assert_int_equal(said_count, 1);
        assert_string_equal(said[0], wanted);
        assert_int_equal(report_of(dataset).skipped[cases[i].reason], 1);
        ent_dataset_free(dataset);
    }
}

static void invalid_utf8_is_bad_in_json_and_repaired_in_plain_text(void **state)
{
    (void)state;
    ent_dataset_options options = {.on_error = ENT_ON_ERROR_SKIP, .bad = listen};
    ent_dataset *dataset = open_one(put("a.jsonl", "{\"text\":\"\xff\"}\n"), &options);
    ent_record record;
    assert_false(next(dataset, &record));
    assert_int_equal(said_count, 1);
    assert_non_null(strstr(said[0], "a.jsonl:1:"));
    ent_dataset_free(dataset);
    put("tree/x/a.txt", "caf\xc3\xa9 \xe2\x82 good");
    dataset = open_one(path_of("tree"), NULL);
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "caf\xc3\xa9 \xef\xbf\xbd good");
    assert_int_equal(report_of(dataset).repaired, 1);
    ent_dataset_free(dataset);
}

static void a_nul_becomes_the_replacement_character(void **state)
{
    (void)state;
    ent_dataset *dataset = open_one(put("a.jsonl", "{\"text\":\"a\\u0000b\"}\n"), NULL);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "a\xef\xbf\xbd"
                                     "b");
    assert_int_equal(report_of(dataset).repaired, 1);
    ent_dataset_free(dataset);
}

static void files_that_are_not_there_or_empty(void **state)
{
    (void)state;
    ent_dataset *dataset;
    ent_error err;
    const char *path = path_of("none");
    assert_int_equal(ent_dataset_open(&dataset, &path, 1, NULL, &err), ENT_EIO);
    assert_non_null(strstr(err.msg, "none': No such file or directory"));
    assert_int_equal(ent_dataset_open(&dataset, &path, 0, NULL, &err), ENT_EARG);
    char wanted[500];
    snprintf(wanted, sizeof wanted, "%s: file is empty", in_folder("empty.jsonl"));
    expect_failure(put("empty.jsonl", ""), NULL, wanted);
    snprintf(wanted, sizeof wanted, "%s: file holds no records",
             in_folder("empty.jsonl"));
    expect_failure(put("empty.jsonl", "\n \n"),
                   &(ent_dataset_options){.format = ENT_FORMAT_JSONL}, wanted);
    mkdir(path_of("bare"), 0777);
    snprintf(wanted, sizeof wanted, "%s: folder holds no documents", in_folder("bare"));
    expect_failure(path_of("bare"), NULL, wanted);
}

static void a_truncated_gzip_ends_its_file_only(void **state)
{
    (void)state;
    const char *path = path_of("cut.jsonl.gz");
    gzFile file = gzopen(path, "wb");
    for (int i = 0; i < 3000; i++) {
        char line[100];
        snprintf(line, sizeof line, "{\"text\":\"%d %u\"}\n", i,
                 (unsigned)i * 2654435761u);
        gzputs(file, line);
    }
    gzclose(file);
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(truncate(path, about.st_size - 20), 0);
    char wanted[500];
    snprintf(wanted, sizeof wanted, "'%s' ends in the middle of its gzip stream",
             in_folder("cut.jsonl.gz"));
    expect_failure(path, NULL, wanted);
    const char *paths[2] = {strdup(path), put("good.jsonl", "{\"text\":\"last\"}\n")};
    ent_dataset_options options = {.on_error = ENT_ON_ERROR_SKIP, .bad = listen};
    ent_dataset *dataset;
    assert_int_equal(ent_dataset_open(&dataset, paths, 2, &options, NULL), ENT_OK);
    ent_record record = {0};
    bool last = false;
    while (next(dataset, &record))
        last = ent_string_is(record.article.text, "last");
    assert_true(last);
    assert_int_equal(said_count, 1);
    assert_string_equal(said[0], wanted);
    assert_int_equal(report_of(dataset).skipped[ENT_SKIP_DAMAGED], 1);
    ent_dataset_free(dataset);
    free((char *)paths[0]);
}

/* What a notice says, with its place apart. */
static void note(void *context, const ent_notice *notice)
{
    (void)context;
    snprintf(said[1], sizeof said[1], "%llu %s", (unsigned long long)notice->line,
             notice->what);
}

static void a_line_beyond_the_limit_is_passed_over(void **state)
{
    (void)state;
    char text[600] = "{\"text\":\"";
    memset(text + 9, 'a', 500);
    strcpy(text + 509, "\"}\n{\"text\":\"b\"}\n");
    ent_dataset_options options = {.format = ENT_FORMAT_JSONL,
                                   .on_error = ENT_ON_ERROR_SKIP,
                                   .bad = listen,
                                   .notice = note,
                                   .record_limit = 100};
    ent_dataset *dataset = open_one(put("long.jsonl", text), &options);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "b");
    assert_false(next(dataset, &record));
    assert_int_equal(report_of(dataset).skipped[ENT_SKIP_TOO_LONG], 1);
    assert_non_null(strstr(said[0], "long.jsonl:1: line is longer than 100 bytes"));
    assert_string_equal(said[1], "1 line is longer than 100 bytes");
    ent_dataset_free(dataset);
}

/* ---- folders ---- */

static void folders_are_labels_in_a_stable_order(void **state)
{
    (void)state;
    put("tree/sport/b.txt", "two");
    put("tree/sport/a.txt", "one");
    put("tree/arts/z", "zero");
    put("tree/.hidden/x", "no");
    ent_dataset *dataset = open_one(path_of("tree"), NULL);
    static const char *const wanted[][3] = {{"arts/z", "arts", "zero"},
                                            {"sport/a.txt", "sport", "one"},
                                            {"sport/b.txt", "sport", "two"}};
    ent_record record;
    for (int i = 0; i < 3; i++) {
        assert_true(next(dataset, &record));
        assert_text(record.article.id, wanted[i][0]);
        assert_int_equal(record.label_count, 1);
        assert_text(record.labels[0], wanted[i][1]);
        assert_text(record.article.text, wanted[i][2]);
        assert_int_equal(record.article.paragraphs, ENT_PARAGRAPHS_AUTO);
        assert_int_equal(record.line, 0);
    }
    assert_false(next(dataset, &record));
    ent_dataset_free(dataset);
}

static void a_label_without_documents_is_a_fault(void **state)
{
    (void)state;
    put("tree/a/1.txt", "text");
    mkdir(path_of("tree/b"), 0777);
    char wanted[500];
    snprintf(wanted, sizeof wanted, "%s: folder holds no documents", in_folder("tree/b"));
    expect_failure(path_of("tree"), NULL, wanted);
}

static void parts_of_a_tree_can_be_chosen(void **state)
{
    (void)state;
    put("news-bydate-train/a/1", "one");
    put("news-bydate-test/a/2", "two");
    ent_dataset_options options = {.part = "test"};
    ent_dataset *dataset = open_one(folder, &options);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "two");
    assert_text(record.part, "test");
    assert_text(record.labels[0], "a");
    assert_false(next(dataset, &record));
    assert_int_equal(report_of(dataset).skipped[ENT_SKIP_OTHER_PART], 1);
    assert_int_equal(report_of(dataset).faults, 0);
    ent_dataset_free(dataset);
}

static void labels_beside_a_text_file_count(void **state)
{
    (void)state;
    put("annif/one.txt", "Title here\nBody");
    put("annif/one.key", "cats\ndogs\n");
    put("annif/two.txt", "Other");
    put("annif/two.tsv", "<http://x/1>\tbirds\n");
    ent_dataset_options options = {.title = "first-line"};
    ent_dataset *dataset = open_one(path_of("annif"), &options);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.title, "Title here");
    assert_text(record.article.text, "Body");
    assert_int_equal(record.label_count, 2);
    assert_text(record.labels[1], "dogs");
    ent_dataset_free(dataset);
    options.title = NULL;
    dataset = open_one(path_of("annif"), &options);
    assert_true(next(dataset, &record));
    assert_true(next(dataset, &record));
    assert_text(record.labels[0], "birds");
    assert_false(next(dataset, &record));
    ent_dataset_free(dataset);
}

static void messages_lose_what_scikit_learn_removes(void **state)
{
    (void)state;
    put("g/x/1",
        "From: a\nSubject: b\n\nA said:\n> quoted\nown words\n--\nA signature\n");
    ent_dataset_options options = {.format = ENT_FORMAT_NEWSGROUPS,
                                   .strip = ENT_STRIP_HEADERS | ENT_STRIP_FOOTERS |
                                            ENT_STRIP_QUOTES};
    ent_dataset *dataset = open_one(path_of("g"), &options);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "own words");
    ent_dataset_free(dataset);
}

/* ---- label tables ---- */

static void the_map_renames_and_drops(void **state)
{
    (void)state;
    put("map.tsv", "# old\tnew\na\tA\nb\tA\tboth\nc\t\n");
    const char *path =
        put("a.jsonl", "{\"id\":\"1\",\"text\":\"t\",\"labels\":[\"a\",\"b\"]}\n"
                       "{\"id\":\"2\",\"text\":\"t\",\"labels\":[\"c\"]}\n"
                       "{\"id\":\"3\",\"text\":\"t\",\"labels\":[\"d\",\"c\"]}\n"
                       "{\"id\":\"4\",\"text\":\"t\",\"labels\":[]}\n");
    ent_dataset_options options = {.map = path_of("map.tsv")};
    ent_dataset *dataset = open_one(path, &options);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_int_equal(record.label_count, 1);
    assert_text(record.labels[0], "A");
    assert_true(next(dataset, &record)); /* 2 lost its only label */
    assert_text(record.article.id, "3");
    assert_int_equal(record.label_count, 1);
    assert_text(record.labels[0], "d");
    assert_true(next(dataset, &record)); /* 4 never had one */
    assert_int_equal(record.label_count, 0);
    assert_false(next(dataset, &record));
    assert_int_equal(report_of(dataset).skipped[ENT_SKIP_UNMAPPED], 1);
    assert_int_equal(report_of(dataset).unmet_count, 0);
    ent_dataset_free(dataset);
    put("map.tsv", "A\ta\na\tA\nnowhere\t\n*\trest\n");
    dataset = open_one(path, &options);
    assert_int_equal(report_of(dataset).unmet_count, 3); /* nothing is read yet */
    assert_true(next(dataset, &record));
    assert_int_equal(record.label_count, 2);
    assert_text(record.labels[1], "rest");
    ent_dataset_report report = report_of(dataset);
    assert_int_equal(report.unmet_count, 2); /* "a" was met, "*" is no label */
    assert_text(report.unmet[0], "A");
    assert_text(report.unmet[1], "nowhere");
    ent_dataset_free(dataset);
}

static void a_bad_map_is_named_by_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {{"a\tb\nc\n", ":2: no tab between old and new label"},
                 {"a\tb\na\tc\n", ":2: label 'a' stands twice"},
                 {"a\t \n", ":1: the new label is blank"},
                 {"", "' has no rows"}};
    const char *corpus = put("a.jsonl", "{\"text\":\"t\"}\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ent_dataset_options options = {.map = put("map.tsv", cases[i].text)};
        ent_dataset *dataset;
        ent_error err;
        assert_int_equal(ent_dataset_open(&dataset, &corpus, 1, &options, &err),
                         ENT_EDATA);
        assert_non_null(strstr(err.msg, cases[i].message));
    }
}

/* ---- in memory ---- */

static void a_corpus_numbers_its_labels_in_byte_order(void **state)
{
    (void)state;
    const char *path = put("a.jsonl", "{\"text\":\"1\",\"labels\":[\"z\",\"b\"]}\n"
                                      "{\"text\":\"2\",\"labels\":[\"B\"]}\n"
                                      "{\"text\":\"3\",\"labels\":[]}\n");
    ent_dataset *dataset = open_one(path, NULL);
    ent_corpus corpus;
    assert_int_equal(ent_corpus_load(&corpus, dataset, 0, NULL), ENT_OK);
    ent_dataset_report report = report_of(dataset);
    assert_string_equal(corpus.digest, report.digest);
    ent_dataset_free(dataset); /* the corpus stands on its own */
    assert_int_equal(corpus.count, 3);
    assert_int_equal(corpus.label_count, 3);
    assert_text(corpus.labels[0], "B");
    assert_text(corpus.labels[1], "b");
    assert_text(corpus.labels[2], "z");
    assert_int_equal(corpus.label_counts[2], 1);
    assert_int_equal(corpus.label_starts[1], 2);
    assert_int_equal(corpus.label_ids[0], 1);
    assert_int_equal(corpus.label_ids[1], 2);
    assert_int_equal(corpus.label_ids[2], 0);
    assert_int_equal(corpus.label_starts[3], 3);
    assert_true(corpus.multi_label);
    assert_text(corpus.articles[2].text, "3");
    assert_null(corpus.targets);
    ent_corpus_dispose(&corpus);
}

static void digest_of(char hex[33], const char *path)
{
    ent_dataset *dataset = open_one(path, NULL);
    ent_record record;
    while (next(dataset, &record))
        continue;
    memcpy(hex, report_of(dataset).digest, 33);
    ent_dataset_free(dataset);
}

static void the_digest_depends_on_content_only(void **state)
{
    (void)state;
    char first[33], same[33], other[33];
    digest_of(first,
              put("1.jsonl", "{\"id\":\"1\",\"text\":\"t\",\"labels\":[\"a\",\"b\"]}\n"));
    digest_of(
        same,
        put("2.jsonl",
            "\n{\"labels\":[\"b\",\"a\"],\"text\":\"\\u0074\", \"id\":\"1\",\"x\":1}\n"));
    digest_of(other,
              put("3.jsonl", "{\"id\":\"1\",\"text\":\"t\",\"labels\":[\"ab\"]}\n"));
    assert_string_equal(first, same);
    assert_string_not_equal(first, other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(json_lines_fill_the_record),
        test(fields_are_mapped_and_joined),
        test(gzip_of_several_members_is_read_whole),
        test(content_ids_are_stable),
        test(bad_json_is_named_by_line_and_column),
        test(every_fault_has_its_message),
        test(invalid_utf8_is_bad_in_json_and_repaired_in_plain_text),
        test(a_nul_becomes_the_replacement_character),
        test(files_that_are_not_there_or_empty),
        test(a_truncated_gzip_ends_its_file_only),
        test(a_line_beyond_the_limit_is_passed_over),
        test(folders_are_labels_in_a_stable_order),
        test(a_label_without_documents_is_a_fault),
        test(parts_of_a_tree_can_be_chosen),
        test(labels_beside_a_text_file_count),
        test(messages_lose_what_scikit_learn_removes),
        test(the_map_renames_and_drops),
        test(a_bad_map_is_named_by_line),
        test(a_corpus_numbers_its_labels_in_byte_order),
        test(the_digest_depends_on_content_only),
    };
    return cmocka_run_group_tests_name("datasets reader", tests, NULL, NULL);
}
