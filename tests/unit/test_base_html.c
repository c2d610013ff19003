/* SPDX-License-Identifier: MIT */
/* HTML and SVG writing: escapes, tables, well-formed drawings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>

#include "base/base.h"

static void text_cannot_leave_its_place(void **state)
{
    (void)state;
    ent_buffer out = {0};
    ent_html_text(&out, (ent_string){"<a href=\"x\" id='y'>&\x01\0b", 23});
    assert_string_equal(out.data,
                        "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;\xEF\xBF\xBD"
                        "\xEF\xBF\xBD"
                        "b");
    ent_buffer_dispose(&out);
}

static void tables_end_each_row_by_themselves(void **state)
{
    (void)state;
    ent_buffer out = {0};
    ent_html_table table;
    ent_html_table_begin(&table, &out, NULL, (const char *const[]){"label", ">F1"}, 2);
    for (int row = 0; row < 2; row++) {
        ent_html_cell(&table, ent_string_of("a"));
        ent_html_cell_number(&table, row ? NAN : 0.5, 3);
    }
    ent_html_table_end(&table);
    assert_non_null(strstr(out.data,
                           "<tr><td>a</td><td class=\"number\">0.500</td></tr>\n"
                           "<tr><td>a</td><td class=\"number\">–</td></tr>\n</tbody>"));
    assert_non_null(strstr(out.data, "<th class=\"number\">F1</th>"));
    ent_buffer_dispose(&out);
}

static void pages_need_nothing_from_elsewhere(void **state)
{
    (void)state;
    ent_buffer out = {0};
    ent_html_begin(&out, "en", ent_string_of("A & B"));
    ent_html_end(&out);
    assert_non_null(strstr(out.data, "<title>A &amp; B</title>"));
    assert_non_null(strstr(out.data, "prefers-color-scheme:dark"));
    assert_null(strstr(out.data, "<script"));
    assert_null(strstr(out.data, "http"));
    assert_non_null(strstr(out.data, "</html>\n"));
    ent_buffer_dispose(&out);
}

static void a_drawing_is_well_formed_whatever_the_numbers(void **state)
{
    (void)state;
    double limits[][2] = {{0, 1}, {1, 1e6},        {-3, 0.001},
                          {5, 5}, {NAN, INFINITY}, {0.1, 1e12}};
    for (size_t i = 0; i < 2 * sizeof limits / sizeof *limits; i++) {
        double low = limits[i / 2][0], high = limits[i / 2][1];
        ent_frame frame = {
            60, 10, 300, 200, {"x < y", low, high, i % 2}, {"&", low, high, i % 2}};
        ent_buffer out = {0};
        ent_svg_begin(&out, 400, 260, ent_string_of("\"quoted\""), true);
        ent_frame_draw(&out, &frame);
        ent_point points[] = {ent_frame_at(&frame, low, high),
                              ent_frame_at(&frame, NAN, -INFINITY)};
        ent_svg_polyline(&out, points, 2, "line-1");
        ent_svg_rect(&out, points[0], -1, NAN, "fill-1", 2, ent_string_of("<tip>"));
        ent_svg_dot(&out, points[1], 3, "fill-2", (ent_string){0});
        ent_svg_end(&out);
        assert_false(out.failed);
        xmlDoc *document =
            xmlReadMemory(out.data, (int)out.size, NULL, NULL, XML_PARSE_NONET);
        assert_non_null(document);
        xmlFreeDoc(document);
        assert_null(strstr(out.data, "nan"));
        ent_buffer_dispose(&out);
    }
    xmlCleanupParser();
}

/* x 0..10 over 100 units from 50: 5 -> 100; y 1..100 logarithmic over 200 from 20: 10 -> the middle, 120. */
static void frames_place_values_on_their_axes(void **state)
{
    (void)state;
    ent_frame frame = {50, 20, 100, 200, {"", 0, 10, false}, {"", 1, 100, true}};
    ent_point p = ent_frame_at(&frame, 5, 10);
    assert_true(fabs(p.x - 100) < 1e-9 && fabs(p.y - 120) < 1e-9);
    p = ent_frame_at(&frame, 99, 0);
    assert_true(fabs(p.x - 150) < 1e-9 && fabs(p.y - 220) < 1e-9);
}

/* Ticks of a logarithmic axis of which the numbers of `labels` stand in the drawing, those of `others` not. */
static void check_ticks(double low, double high, const char *const *labels,
                        const char *const *others)
{
    ent_frame frame = {50, 20, 100, 200, {"", low, high, true}, {"", 0, 0, false}};
    ent_buffer out = {0};
    char label[32];
    ent_svg_begin(&out, 200, 250, ent_string_of("ticks"), true);
    ent_frame_draw(&out, &frame);
    ent_svg_end(&out);
    ent_buffer_byte(&out, 0);
    assert_false(out.failed);
    for (; *labels; labels++) {
        snprintf(label, sizeof label, ">%s</text>", *labels);
        assert_non_null(strstr(out.data, label));
    }
    for (; *others; others++) {
        snprintf(label, sizeof label, ">%s</text>", *others);
        assert_null(strstr(out.data, label));
    }
    ent_buffer_dispose(&out);
}

/* From 12 to 24 there is no power of ten, from 280 to 9000 there is one: an axis needs more. */
static void logarithmic_axes_have_ticks_however_short(void **state)
{
    (void)state;
    check_ticks(12, 24, (const char *const[]){"15", "20", NULL},
                (const char *const[]){"10", "25", NULL});
    check_ticks(280, 9000, (const char *const[]){"500", "1000", "2000", "5000", NULL},
                (const char *const[]){"100", "200", "10000", NULL});
    check_ticks(1, 10000, (const char *const[]){"1", "10", "100", "1000", NULL},
                (const char *const[]){"20", "50", "200", NULL});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_cannot_leave_its_place),
        cmocka_unit_test(tables_end_each_row_by_themselves),
        cmocka_unit_test(pages_need_nothing_from_elsewhere),
        cmocka_unit_test(a_drawing_is_well_formed_whatever_the_numbers),
        cmocka_unit_test(frames_place_values_on_their_axes),
        cmocka_unit_test(logarithmic_axes_have_ticks_however_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
