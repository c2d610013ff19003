/* SPDX-License-Identifier: MIT */
/* Reading predictions: every format, the shapes of each task, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "evaluate/evaluate.h"

static ent_names names;
static ent_predictions predictions;
static ent_error err;

static int clear(void **state)
{
    (void)state;
    ent__predictions_dispose(&predictions);
    ent_names_dispose(&names);
    predictions = (ent_predictions){0};
    err = (ent_error){0};
    return 0;
}

static ent_status parse(const char *text, ent_task task)
{
    clear(NULL);
    return ent__predictions_parse(&predictions, &names, ent_string_of(text), "said", task,
                                  &err);
}

static void must_parse(const char *text, ent_task task, size_t count)
{
    if (parse(text, task) != ENT_OK)
        fail_msg("%s", err.msg);
    assert_int_equal(predictions.count, count);
}

static void assert_chosen(size_t document, const char *wanted)
{
    const ent_prediction *said = &predictions.items[document];
    ent_buffer list = {0};
    ent_buffer_text(&list, "");
    for (size_t i = 0; i < said->chosen_count; i++) {
        ent_buffer_text(&list, i ? "," : "");
        ent_buffer_string(&list, ent_names_get(&names, said->chosen[i]));
    }
    assert_string_equal(list.data ? list.data : "", wanted);
    ent_buffer_dispose(&list);
}

static void assert_ranked(size_t document, size_t place, const char *label, double score)
{
    const ent_prediction *said = &predictions.items[document];
    assert_true(place < said->ranked_count);
    assert_true(ent_string_is(ent_names_get(&names, said->ranked[place].label), label));
    assert_true(fabs((double)said->ranked[place].score - score) < 1e-6);
}

static void classify_lines_are_read(void **state)
{
    (void)state;
    must_parse("{\"id\":\"a\",\"status\":\"ok\",\"topics\":[{\"label\":\"x\","
               "\"probability\":0.75,\"margin\":1}]}\n"
               "{\"id\":\"b\",\"status\":\"unsure\",\"topics\":[{\"label\":\"y\","
               "\"probability\":0.25}]}\n"
               "{\"id\":\"c\",\"status\":\"empty\",\"topics\":[]}",
               ENT_TASK_TOPICS, 3);
    assert_chosen(0, "x");
    assert_ranked(0, 0, "x", 0.75);
    assert_chosen(1, ""); /* it abstained, but its ranking counts */
    assert_ranked(1, 0, "y", 0.25);
    assert_true(predictions.probabilities);
    assert_ptr_equal(ent__predictions_find(&predictions, ent_string_of("c"), 0),
                     &predictions.items[2]);
    assert_null(ent__predictions_find(&predictions, ent_string_of("d"), 0));
}

static void plain_labels_and_distributions_are_read(void **state)
{
    (void)state;
    must_parse("{\"id\":\"a\",\"labels\":[\"x\",\"y\",\"x\"]}\n"
               "{\"id\":\"b\",\"label\":\"z\",\"scores\":{\"x\":-1.5,\"z\":3}}\n"
               "{\"id\":\"c\",\"scores\":{\"x\":-2,\"y\":1,\"z\":1}}\n"
               "{\"id\":\"d\",\"label\":null,\"scores\":{\"x\":-2}}\n",
               ENT_TASK_TOPICS, 4);
    assert_chosen(0, "x,y");
    assert_chosen(1, "z");
    assert_chosen(2, "y"); /* no answer is given: the best, the first of equals */
    assert_chosen(3, "");  /* that there is none is an answer */
    assert_ranked(1, 0, "z", 3);
    assert_ranked(1, 1, "x", -1.5);
    assert_false(predictions.probabilities);
}

static void each_task_has_its_member(void **state)
{
    (void)state;
    must_parse("{\"id\":\"a\",\"lang\":\"en\",\"stance\":{\"label\":\"favor\","
               "\"probability\":0.5}}",
               ENT_TASK_STANCE, 1);
    assert_chosen(0, "favor");
    must_parse("{\"id\":\"a\",\"lang\":\"en\",\"stance\":\"favor\"}", ENT_TASK_LANGUAGES,
               1);
    assert_chosen(0, "en");
    must_parse("{\"id\":\"a\",\"tags\":[{\"tag\":\"Xi Jinping\",\"score\":2},\"FSB\"]}",
               ENT_TASK_TAGS, 1);
    assert_chosen(0, "Xi Jinping,FSB");
    must_parse("{\"id\":\"a\",\"story\":17}", ENT_TASK_STORIES, 1);
    assert_chosen(0, "17");
    must_parse("{\"id\":\"a\",\"summary\":\"One. "
               "Two.\",\"sentences\":[{\"text\":\"One.\"},{\"text\":\"Two\\nmore.\"}]}",
               ENT_TASK_SUMMARIES, 1);
    assert_string_equal(predictions.items[0].summary.data, "One.\nTwo more.");
}

static void fasttext_lines_go_by_their_order(void **state)
{
    (void)state;
    must_parse("__label__x 0.9 __label__y 0.05\n\n__label__z 1.00001\n", ENT_TASK_TOPICS,
               3);
    assert_chosen(0, "x,y");
    assert_ranked(0, 1, "y", 0.05);
    assert_chosen(1, "");
    assert_ranked(2, 0, "z", 1);
    assert_ptr_equal(ent__predictions_find(&predictions, ent_string_of("any"), 2),
                     &predictions.items[2]);
    assert_null(ent__predictions_find(&predictions, ent_string_of("any"), 3));
}

static void tables_are_read_by_rows_of_one_id(void **state)
{
    (void)state;
    must_parse("a\tx\t0.5\na\ty\t0.25\nb\t\nc\tz\r\n", ENT_TASK_TOPICS, 3);
    assert_chosen(0, "x,y");
    assert_chosen(1, "");
    assert_chosen(2, "z");
    must_parse("a\ten\tok\tx\tmedtop:1\t0.5\t1."
               "25\nb\ten\tempty\t\t\t\t\nc\ten\tok\ty\t\t\t-0.5\n",
               ENT_TASK_TOPICS, 3);
    assert_chosen(0, "x");
    assert_ranked(0, 0, "x", 0.5);
    assert_chosen(1, "");
    assert_ranked(2, 0, "y", -0.5);
}

static void rankings_are_sorted_with_ties_in_order_of_names(void **state)
{
    (void)state;
    must_parse("{\"id\":\"a\",\"label\":\"q\",\"probabilities\":{\"p\":0.25,\"q\":0.5,"
               "\"r\":0.25}}",
               ENT_TASK_TOPICS, 1);
    assert_ranked(0, 0, "q", 0.5);
    assert_int_equal(predictions.items[0].ranked_count, 3);
}

static void refused(const char *text, const char *message)
{
    assert_int_equal(parse(text, ENT_TASK_TOPICS), ENT_EDATA);
    if (!strstr(err.msg, message))
        fail_msg("'%s' does not say '%s'", err.msg, message);
}

static void faults_are_named_by_line(void **state)
{
    (void)state;
    refused("{\"id\":\"a\",\"label\":\"x\"}\n{\"id\":", "said:2:");
    refused("{\"id\":\"a\",\"label\":\"x\"}\n\n{\"id\":\"a\",\"label\":\"y\"}",
            "said:3: the id 'a' is given twice");
    refused("{\"id\":\"a\",\"label\":\"x\"}\n{\"label\":\"y\"}",
            "some records have an id");
    refused("{\"id\":\"a\",\"label\":[1.5]}", "said:1: a label that is not a string");
    refused("{\"id\":\"a\",\"topics\":[{\"label\":\"x\",\"probability\":7}]}",
            "out of range");
    refused("{\"id\":\"a\",\"label\":\"x\",\"scores\":{\"x\":1e300}}", "out of range");
    refused("{\"id\":\"a\",\"category\":\"x\"}",
            "said:1: a record without 'topics', 'labels' or 'label'");
    refused("__label__x 0.5 nonsense", "neither a label nor its probability");
    refused("a\tx\tmuch", "not a number");
    refused("just text", "said:1: not 'id");
    refused("[1]", "said:1: not 'id");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(classify_lines_are_read, clear),
        cmocka_unit_test_teardown(plain_labels_and_distributions_are_read, clear),
        cmocka_unit_test_teardown(each_task_has_its_member, clear),
        cmocka_unit_test_teardown(fasttext_lines_go_by_their_order, clear),
        cmocka_unit_test_teardown(tables_are_read_by_rows_of_one_id, clear),
        cmocka_unit_test_teardown(rankings_are_sorted_with_ties_in_order_of_names, clear),
        cmocka_unit_test_teardown(faults_are_named_by_line, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
