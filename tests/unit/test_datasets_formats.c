/* SPDX-License-Identifier: MIT */
/* Every format but JSON Lines and folders: what it means, how it is recognised, what is wrong with bad ones. */
#include "datasets_fixture.h"

/* ---- CSV and TSV ---- */

static void csv_follows_rfc_4180(void **state)
{
    (void)state;
    /* Byte order mark, quoted field with comma, doubled quotes and line breaks, CRLF. */
    const char *path = put("a.csv", "\xEF\xBB\xBFid,text,label\r\n"
                                    "1,\"He said \"\"no\"\",\r\nand left\",a\r\n"
                                    "\r\n"
                                    "2,plain \"quotes\" inside,b");
    ent_dataset *dataset = open_one(path, NULL);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.id, "1");
    assert_text(record.article.text, "He said \"no\",\r\nand left");
    assert_text(record.labels[0], "a");
    assert_int_equal(record.line, 2);
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "plain \"quotes\" inside");
    assert_text(record.labels[0], "b");
    assert_int_equal(record.line, 5);
    assert_false(next(dataset, &record));
    ent_dataset_free(dataset);
}

static void a_column_called_labels_holds_several(void **state)
{
    (void)state;
    ent_dataset *dataset =
        open_one(put("a.csv", "labels,text\na; b;,t\n\"a;b\",u\n"), NULL);
    ent_record record;
    for (int i = 0; i < 2; i++) {
        assert_true(next(dataset, &record));
        assert_int_equal(record.label_count, 2);
        assert_text(record.labels[1], "b");
    }
    ent_dataset_free(dataset);
}

/* A weight comes in as a number or a column, and goes out again; what is none is a fault. */
static void weights_are_numbers(void **state)
{
    (void)state;
    ent_record record;
    ent_dataset *dataset =
        open_one(put("a.csv", "text,label,weight\nt,a,2.50\nu,b,\n"), NULL);
    assert_true(next(dataset, &record));
    assert_true(record.weight == 2.5);
    ent_error err;
    ent_dataset_writer *writer;
    const char *const names[] = {"w.jsonl", "w.vw"};
    const char *const expected[] = {"\"weight\":2.5,", "1 2.5 '"};
    for (int i = 0; i < 2; i++) {
        char *path = path_of(names[i]), line[200];
        assert_int_equal(ent_dataset_writer_open(&writer, path, ENT_FORMAT_AUTO, &err),
                         ENT_OK);
        assert_int_equal(ent_dataset_write(writer, &record, &err), ENT_OK);
        assert_int_equal(ent_dataset_writer_commit(writer, &err), ENT_OK);
        FILE *file = fopen(path, "rb");
        assert_non_null(fgets(line, sizeof line, file));
        fclose(file);
        assert_non_null(strstr(line, expected[i]));
    }
    assert_true(next(dataset, &record));
    assert_true(record.weight == 0); /* not said */
    ent_dataset_free(dataset);
    static const char *const bad[] = {"0",       "-1",    "1e3", "0.0000001",
                                      "1000001", "1.2.3", "many"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[100], message[200];
        snprintf(text, sizeof text, "text,weight\nt,%s\n", bad[i]);
        snprintf(message, sizeof message,
                 "a.csv:2:3: weight '%s' is not a number from 0.000001 to 1000000",
                 bad[i]);
        expect_failure(put("a.csv", text), NULL, in_folder(message));
    }
}

static void columns_without_a_header_are_numbered(void **state)
{
    (void)state;
    ent_dataset_options options = {
        .no_header = true, .label = "1", .title = "2", .text = "3"};
    ent_dataset *dataset = open_one(put("a.csv", "3,Title,Body\n4,T,B\n"), &options);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.labels[0], "3");
    assert_text(record.article.title, "Title");
    assert_text(record.article.text, "Body");
    assert_int_equal(record.line, 1);
    ent_dataset_free(dataset);
}

static void tsv_without_quoting_is_understood(void **state)
{
    (void)state;
    ent_dataset *dataset = open_one(put("a.tsv", "text\tlabel\n"
                                                 "\"Quoted\" start\ta\n"
                                                 "\"Never closed\tb\n"
                                                 "\"two\nlines\"\tc\n"),
                                    NULL);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "\"Quoted\" start");
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "\"Never closed");
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "two\nlines");
    assert_text(record.labels[0], "c");
    assert_int_equal(record.line, 4);
    ent_dataset_free(dataset);
}

static void bad_rows_are_named(void **state)
{
    (void)state;
    ent_dataset_options options = {.on_error = ENT_ON_ERROR_SKIP, .bad = listen};
    const char *path =
        put("a.csv", "text,label\n\"x\"y,a\n1,2,3\nok,a\n,b\n\"a\nnever closed,b\nz,c\n");
    ent_dataset *dataset = open_one(path, &options);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "ok");
    assert_false(next(dataset, &record));
    static const char *const wanted[] = {
        ":2:4: text behind a closing quote", ":3:5: row has 3 fields, not 2",
        ":5:1: text is empty",
        ":6:1: quote is never closed, and takes 2 more lines with it"};
    assert_int_equal(said_count, 4);
    for (size_t i = 0; i < 4; i++) {
        char message[500];
        snprintf(message, sizeof message, "%s%s", path, wanted[i]);
        assert_string_equal(said[i], message);
    }
    ent_dataset_free(dataset);
}

static void headers_that_do_not_say_enough(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"a,b\n1,2\n", ":1: no text column (columns: a, b): name it with --text"},
        {"text,labels,label\n1,2,3\n",
         ":1:13: labels stand in columns 'labels' and 'label': choose with --label"},
        {"text,labels,labels\n1,2,3\n", ":1:13: column 'labels' stands twice"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char wanted[500];
        const char *path = put("a.csv", cases[i].text);
        snprintf(wanted, sizeof wanted, "%s%s", path, cases[i].message);
        expect_failure(path, NULL, wanted);
    }
}

static void a_million_columns_are_read(void **state)
{
    (void)state;
    enum { COLUMNS = 1000000 };
    ent_buffer text = {0};
    for (int i = 0; i < COLUMNS; i++)
        ent_buffer_format(&text, "c%d,", i);
    ent_buffer_text(&text, "text\n");
    for (int i = 0; i < COLUMNS; i++)
        ent_buffer_text(&text, ",");
    ent_buffer_text(&text, "here\n");
    ent_dataset *dataset = open_one(put("wide.csv", text.data), NULL);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "here");
    ent_dataset_free(dataset);
    ent_buffer_dispose(&text);
}

/* ---- fastText and libsvm ---- */

static void fasttext_lines_have_labels_in_front(void **state)
{
    (void)state;
    ent_dataset *dataset =
        open_one(put("a.txt", "__label__x __label__y some text\n__label__x\n"), NULL);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_int_equal(record.label_count, 2);
    assert_text(record.labels[1], "y");
    assert_text(record.article.text, "some text");
    bool end;
    ent_error err;
    assert_int_equal(ent_dataset_next(dataset, &record, &end, &err), ENT_EDATA);
    assert_non_null(strstr(err.msg, "a.txt:2:11: text is empty"));
    ent_dataset_free(dataset);
}

static void libsvm_rows_keep_their_features(void **state)
{
    (void)state;
    ent_dataset *dataset =
        open_one(put("data", "+1 1:0.5 7:-2e-3 # note\n2,3 4:1\n 9:1\n"), NULL);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.labels[0], "+1");
    assert_text(record.article.text, "1:0.5 7:-2e-3");
    assert_true(next(dataset, &record));
    assert_int_equal(record.label_count, 2);
    assert_true(next(dataset, &record));
    assert_int_equal(record.label_count, 0);
    assert_text(record.article.text, "9:1");
    assert_false(next(dataset, &record));
    ent_dataset_free(dataset);
}

/* A text without words is a row without features: with labels, and (blanks alone) without; comments are no rows. */
static void libsvm_rows_may_be_empty(void **state)
{
    (void)state;
    ent_dataset *dataset =
        open_one(put("a.svm", "# x\n1,2\n\n3 \n \n4 # nothing\n5 1:1\n"), NULL);
    static const size_t labels[] = {2, 1, 0, 1, 1}, lines[] = {2, 4, 5, 6, 7};
    ent_record record;
    for (size_t i = 0; i < 5; i++) {
        assert_true(next(dataset, &record));
        assert_int_equal(record.label_count, labels[i]);
        assert_int_equal(record.line, lines[i]);
        assert_text(record.article.text, i < 4 ? "" : "1:1");
    }
    assert_false(next(dataset, &record));
    ent_dataset_free(dataset);
}

static void bad_libsvm_rows_are_named_by_column(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {{"1 0:1\n", ":1:3: index is not 1 or more"},
                 {"1 2:1 2:1\n", ":1:7: indices are not ascending"},
                 {"1 2:nan\n", ":1:3: not a pair INDEX:VALUE"},
                 {"a 2:1\n", ":1:1: label is not a number"},
                 {"1 2:1e999\n", ":1:3: not a pair INDEX:VALUE"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char wanted[500];
        const char *path = put("a.svm", cases[i].text);
        snprintf(wanted, sizeof wanted, "%s%s", path, cases[i].message);
        expect_failure(path, NULL, wanted);
    }
}

/* ---- Reuters ---- */

static const char story[] =
    "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n"
    "<REUTERS TOPICS=\"YES\" LEWISSPLIT=\"TEST\" CGISPLIT=\"X\" OLDID=\"9\" "
    "NEWID=\"17\">\n"
    "<DATE>26-FEB-1987</DATE><TOPICS><D>grain</D><D>corn</D></TOPICS>\n"
    "<TEXT>&#2;\n<TITLE>A &lt;B> &amp C</TITLE><BODY>Caf\xe9 &#3; "
    "&#65;</BODY></TEXT>\n</REUTERS>\n"
    "<REUTERS TOPICS=\"NO\" LEWISSPLIT=\"TRAIN\" NEWID=\"18\">\n<TOPICS></TOPICS>\n"
    "<TEXT TYPE=\"BRIEF\"><TITLE>Only a title</TITLE></TEXT></REUTERS>\n";

static void reuters_stories_are_read(void **state)
{
    (void)state;
    ent_dataset *dataset = open_one(put("reut", story), NULL);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.id, "reuters/17");
    assert_text(record.article.title,
                "A <B> &amp C"); /* a broken entity stays as it is */
    assert_text(record.article.text, "Caf\xc3\xa9  A");
    assert_text(record.part, "test");
    assert_int_equal(record.label_count, 2);
    assert_text(record.labels[1], "corn");
    assert_int_equal(record.line, 2);
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "Only a title");
    assert_int_equal(record.article.title.size, 0);
    assert_text(record.part, "unused");
    assert_false(next(dataset, &record));
    ent_dataset_free(dataset);
}

static void a_story_cut_in_the_middle_is_bad(void **state)
{
    (void)state;
    char text[sizeof story];
    strcpy(text, story);
    *strstr(text, "itle</TITLE></TEXT>") = '\0';
    ent_dataset_options options = {.on_error = ENT_ON_ERROR_SKIP, .bad = listen};
    ent_dataset *dataset = open_one(put("a.sgm", text), &options);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_false(next(dataset, &record));
    assert_int_equal(said_count, 1);
    assert_non_null(strstr(said[0], "a.sgm:7:1: story is cut off: no </REUTERS>"));
    ent_dataset_free(dataset);
}

/* ---- JSON documents ---- */

static void ninjs_1_has_named_bodies(void **state)
{
    (void)state;
    const char *path = put(
        "a.json", "{\n \"uri\": \"urn:1\", \"type\": \"text\", \"language\": \"en\",\n"
                  " \"headline\": \"H\", \"versioncreated\": \"2020-01-01\",\n"
                  " \"subject\": [{\"name\": \"politics\", \"code\": \"11\"}],\n"
                  " \"body_text\": \"One Two\",\n"
                  " \"body_xhtml\": \"<p>One &amp; "
                  "&#233;</p><script>x<p></script><p>Two<br/>Three</p>\"\n}\n");
    ent_dataset *dataset = open_one(path, NULL);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.id, "urn:1");
    assert_text(record.article.title, "H");
    assert_text(record.article.lang, "en");
    assert_text(record.article.time, "2020-01-01");
    assert_text(record.article.text, "One & \xc3\xa9\nTwo\nThree");
    assert_text(record.labels[0], "politics");
    assert_false(next(dataset, &record));
    ent_dataset_free(dataset);
}

/* Names of HTML: the ends of Latin-1's row, capitals told from small letters, and what is no name stays. */
static void ninjs_markup_has_named_entities(void **state)
{
    (void)state;
    const char *path =
        put("a.json",
            "{\"uri\":\"u\",\"body_html\":\"<p>&Eacute;t&eacute; "
            "&yuml;&iexcl;&szlig;&divide; "
            "&pound;5 &euro;6 &oelig; &eacut; &ETH;&eth; &; &#x20AC; &amp;lt;</p>\"}");
    ent_dataset *dataset = open_one(path, NULL);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.text, u8"Été ÿ¡ß÷ £5 €6 œ &eacut; Ðð &; € &lt;");
    ent_dataset_free(dataset);
}

/* What spreadsheets write where the comma is a decimal one. */
static void csv_with_semicolons(void **state)
{
    (void)state;
    const char *path = put("a.csv", "\"id\";text;label\n1;one, two;x\n2;\"a;b\";y\n");
    ent_dataset *dataset = open_one(path, NULL);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "one, two");
    assert_text(record.labels[0], "x");
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "a;b");
    assert_text(record.labels[0], "y");
    assert_false(next(dataset, &record));
    ent_dataset_free(dataset);
    /* A comma in the header says that commas separate, whatever else stands there. */
    dataset = open_one(put("b.csv", "text,a;b,label\nt,1,x\n"), NULL);
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "t");
    assert_text(record.labels[0], "x");
    ent_dataset_free(dataset);
    /* Without a header nothing tells a separator from a semicolon in a text. */
    dataset = open_one(put("c.csv", "one; two\n"),
                       &(ent_dataset_options){.no_header = true, .text = "1"});
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "one; two");
    ent_dataset_free(dataset);
}

static void ninjs_3_has_lists(void **state)
{
    (void)state;
    const char *path = put(
        "a.jsonl",
        "{\"uri\":\"u\",\"headlines\":[{\"role\":\"short\",\"value\":\"S\"},{\"role\":"
        "\"main\",\"value\":\"M\"}],"
        "\"bodies\":[{\"contentType\":\"text/plain\",\"value\":\"A B\"},"
        "{\"contentType\":\"application/xhtml+xml\",\"value\":\"<p>A</p> <p>B</p>\"}],"
        "\"subjects\":[{\"uri\":\"medtop:1\"}],\"versionCreated\":\"2024\"}\n");
    ent_dataset *dataset = open_one(path, NULL);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.title, "M");
    assert_text(record.article.text, "A\nB");
    assert_text(record.labels[0], "medtop:1");
    ent_dataset_free(dataset);
}

static void annif_documents_have_subjects(void **state)
{
    (void)state;
    const char *path =
        put("a.json", "[{\"document_id\":\"d\",\"text\":\"T\",\n\"subjects\":[{\"uri\":"
                      "\"u\",\"label\":\"cats\"},"
                      "{\"uri\":\"http://"
                      "x\"}],\"metadata\":{\"title\":\"Title\"}},\n{\"text\":\"2\"}]");
    ent_dataset *dataset = open_one(path, NULL);
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.id, "d");
    assert_text(record.article.title, "Title");
    assert_int_equal(record.label_count, 2);
    assert_text(record.labels[0], "cats");
    assert_text(record.labels[1], "http://x");
    assert_true(next(dataset, &record));
    assert_false(next(dataset, &record));
    ent_dataset_free(dataset);
}

static void a_broken_json_document_is_named_by_line(void **state)
{
    (void)state;
    char wanted[500];
    const char *path = put("a.json", "{\n\"text\": 'x'\n}\n");
    snprintf(wanted, sizeof wanted,
             "%s:2:9: invalid JSON: single quote instead of a double quote", path);
    expect_failure(path, NULL, wanted);
}

/* ---- recognising ---- */

static void formats_are_recognised_by_looking(void **state)
{
    (void)state;
    /* Names without an ending, so that only the bytes speak; each holds one record with the text "t u". */
    static const char *const files[] = {
        "{\"text\":\"t u\"}\n",
        "\xEF\xBB\xBF \n{\"text\":\"t u\"}",
        "{\n\"text\":\"t u\"}\n",
        "[{\"text\":\"t u\"}]",
        "label,text\na,t u\n",
        "\"text\"\tlabel\nt u\ta\n",
        "__label__a t u\n",
        "<REUTERS TOPICS=\"NO\"><TEXT><BODY>t u</BODY></TEXT></REUTERS>",
        "t u",
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        ent_dataset *dataset = open_one(put("file", files[i]), NULL);
        ent_record record;
        assert_true(next(dataset, &record));
        assert_text(record.article.text, "t u");
        assert_false(next(dataset, &record));
        ent_dataset_free(dataset);
    }
}

static void a_chosen_format_wins(void **state)
{
    (void)state;
    ent_dataset *dataset = open_one(put("a.jsonl", "{\"text\":\"t\"}"),
                                    &(ent_dataset_options){.format = ENT_FORMAT_TEXT});
    ent_record record;
    assert_true(next(dataset, &record));
    assert_text(record.article.text, "{\"text\":\"t\"}");
    ent_dataset_free(dataset);
    const char *path = path_of("a.jsonl");
    ent_error err;
    assert_int_equal(ent_dataset_open(&dataset, &path, 1,
                                      &(ent_dataset_options){.format = ENT_FORMAT_VW},
                                      &err),
                     ENT_EARG);
    assert_string_equal(err.msg, "format 'vw' cannot be read");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(csv_follows_rfc_4180),
        test(a_column_called_labels_holds_several),
        test(weights_are_numbers),
        test(columns_without_a_header_are_numbered),
        test(tsv_without_quoting_is_understood),
        test(bad_rows_are_named),
        test(headers_that_do_not_say_enough),
        test(a_million_columns_are_read),
        test(fasttext_lines_have_labels_in_front),
        test(libsvm_rows_keep_their_features),
        test(libsvm_rows_may_be_empty),
        test(bad_libsvm_rows_are_named_by_column),
        test(reuters_stories_are_read),
        test(a_story_cut_in_the_middle_is_bad),
        test(ninjs_1_has_named_bodies),
        test(ninjs_markup_has_named_entities),
        test(csv_with_semicolons),
        test(ninjs_3_has_lists),
        test(annif_documents_have_subjects),
        test(a_broken_json_document_is_named_by_line),
        test(formats_are_recognised_by_looking),
        test(a_chosen_format_wins),
    };
    return cmocka_run_group_tests_name("datasets formats", tests, NULL, NULL);
}
