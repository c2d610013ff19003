/* SPDX-License-Identifier: MIT */
/* Web pages: what is taken for the article, what for the rest, and pages that mean harm. The pages are made up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "articles/open/open.h"
#include "base/base.h"

/* Three sentences that are long enough to be taken for running text. */
#define ONE                                                                              \
    "The ferry to the outer islands will run twice a day from March, the council said "  \
    "on Monday after a short debate."
#define TWO                                                                              \
    "Shipping companies had asked for a third crossing, but the harbour at Norrby is "   \
    "too shallow at low tide for the larger boat."
#define THREE                                                                            \
    "A decision on winter fares is expected in the autumn, when the committee for "      \
    "transport meets again."

static ent_articles *reader;
static char path[64];

static int forget(void **state)
{
    (void)state;
    ent_articles_free(reader);
    reader = NULL;
    unlink(path);
    return 0;
}

static ent_article read_bytes(const char *data, size_t size)
{
    strcpy(path, "/tmp/entente-page-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *file = fdopen(fd, "wb");
    assert_int_equal(fwrite(data, 1, size, file), size);
    fclose(file);
    const char *paths[] = {path};
    ent_article article;
    bool end;
    ent_error err;
    assert_int_equal(ent_articles_open(&reader, paths, 1, NULL, NULL), ENT_OK);
    if (ent_articles_next(reader, &article, &end, &err) != ENT_OK)
        return (ent_article){.id = {NULL, 0}};
    assert_false(end);
    return article;
}

static ent_article read_page(const char *page)
{
    return read_bytes(page, strlen(page));
}

static void expect(ent_string value, const char *wanted)
{
    if (value.size != strlen(wanted) || memcmp(value.data, wanted, value.size) != 0)
        fail_msg("got '%.*s', want '%s'", (int)value.size, value.data, wanted);
}

/* ---- the text ---- */

static void paragraphs_become_lines(void **state)
{
    (void)state;
    ent_article article =
        read_page("<!DOCTYPE html><title>Ferry</title><body><p>" ONE "</p><p>" TWO
                  "</p>\n<p>Third\n  <b>para</b>graph here, and it ends.</p>");
    expect(article.text, ONE "\n" TWO "\nThird paragraph here, and it ends.");
    assert_int_equal(article.paragraphs, ENT_PARAGRAPHS_LINE);
}

static void what_surrounds_the_article_is_dropped(void **state)
{
    (void)state;
    expect(
        read_page(
            "<html><body><nav><a href=/>Home</a> <a href=/n>News</a></nav>"
            "<div class=cookie-banner><p>We use cookies to make this site better for "
            "you and for all of our many partners.</p></div>"
            "<div class=content><h1>Ferries</h1><p>" ONE "</p>"
            "<figure><img src=x><figcaption>The old ferry leaves the harbour of Norrby "
            "on a day in June, with cars.</figcaption></figure>"
            "<div class=share>Share this with all of your friends and relatives now, "
            "they will love it.</div><p>" TWO "</p><p>" THREE "</p></div>"
            "<section id=comments><p>I have never liked ferries, and I will never set "
            "foot on one again, not for anything.</p></section>"
            "<footer><p>Copyright by the newspaper, all rights reserved, nothing may be "
            "copied from this page.</p></footer></body></html>")
            .text,
        ONE "\n" TWO "\n" THREE);
}

static void inserts_are_dropped(void **state)
{
    (void)state;
    expect(read_page("<html><body><p>" ONE
                     "</p><p>STORY CONTINUES BELOW THIS AD</p><p>" TWO
                     "</p><p>Read more: <a href=x>Ferries of the north</a></p><p>" THREE
                     "</p><p>Advertisement</p></body>")
               .text,
           ONE "\n" TWO "\n" THREE);
}

static void tiles_that_lead_elsewhere_are_dropped(void **state)
{
    (void)state;
#define TILE                                                                             \
    "<div><h3><a href=x>Another story on another day</a></h3><p>Which begins with a "    \
    "sentence that is long enough to be taken for text, if one looked at it "            \
    "alone.</p></div>"
    expect(read_page("<html><body><div><p>" ONE "</p><p>" TWO
                     "</p></div><div>" TILE TILE TILE TILE "</div></body>")
               .text,
           ONE "\n" TWO);
}

/* Two breaks end a paragraph; so does one behind a full stop; one in the middle of a sentence does not. */
static void line_breaks_become_paragraphs(void **state)
{
    (void)state;
    expect(read_page("<html><body><div>" ONE "<br>" TWO
                     "<br><br>In the midst<br>of it all, a "
                     "sentence ends.</div></body>")
               .text,
           ONE "\n" TWO "\nIn the midst of it all, a sentence ends.");
}

static void a_wrapper_with_an_odd_name_is_kept(void **state)
{
    (void)state;
    expect(read_page("<html><body class='has-sidebar'><div class=widget-sidebar><p>" ONE
                     "</p><p>" TWO "</p></div></body>")
               .text,
           ONE "\n" TWO);
}

static void headings_stay_only_above_text(void **state)
{
    (void)state;
    expect(read_page("<html><body><div><p>" ONE "</p><h2>The harbour</h2><p>" TWO
                     "</p><h2>See as well</h2></div></body>")
               .text,
           ONE "\nThe harbour\n" TWO);
}

/* ---- what the page says ---- */

static void json_ld_and_open_graph_are_read(void **state)
{
    (void)state;
    ent_article article = read_page(
        "<html lang=en-GB><head><title>Ferries to run - The Norrby Post</title>"
        "<meta property='og:site_name' content='The Norrby Post'>"
        "<link rel=canonical href='https://norrby.example/ferries'>"
        "<script type='application/ld+json'>{\"@graph\":[{\"@type\":\"WebSite\"},"
        "{\"@type\":\"NewsArticle\",\"headline\":\"Ferries to run\",\n"
        "\"author\":[{\"name\":\"Ann Berg\"},{\"name\":\"Bo Ek\"}],"
        "\"datePublished\":\"2026-03-02T10:00:00Z\",\"articleSection\":\"Transport\"}]}"
        "</script></head><body><h1>Ferries to run</h1><p>" ONE "</p></body></html>");
    expect(article.title, "Ferries to run");
    expect(article.source, "The Norrby Post");
    expect(article.url, "https://norrby.example/ferries");
    expect(article.time, "2026-03-02T10:00:00Z");
    expect(article.lang, "en");
    const ent_article_details *details = ent_articles_details(reader);
    expect(details->author, "Ann Berg, Bo Ek");
    assert_int_equal(details->topic_count, 1);
    expect(details->topics[0], "Transport");
    expect(article.text, ONE);
}

static void meta_elements_are_enough(void **state)
{
    (void)state;
    ent_article article = read_page(
        "<html><head><title>Ferries to run | The Norrby Post</title>"
        "<meta name=author content='Ann Berg'><meta name=date content='2026-03-02'>"
        "</head><body><p>" ONE "</p></body></html>");
    expect(article.title, "Ferries to run");
    expect(article.time, "2026-03-02");
    expect(ent_articles_details(reader)->author, "Ann Berg");
}

static void a_declared_charset_is_obeyed(void **state)
{
    (void)state;
    expect(read_page("<html><head><meta charset=iso-8859-2></head><body><p>\xB3\xF3" ONE
                     "</p></body></html>")
               .text,
           "łó" ONE);
}

/* ---- pages of a line or two ---- */

static void a_page_of_a_line_is_that_line(void **state)
{
    static const char *const pages[][2] = {
        {"<p>It rained</p>", "It rained"},
        {"<html><body>It rained</body></html>", "It rained"},
        {"<html><head><title>Toll</title></head><body><h1>Toll</h1><p>It rained</p>"
         "</body></html>",
         "It rained"},
        {"<html><title>Toll</title><body><h1>Toll</h1></body></html>", "Toll"},
        {"<html><body><ul><li>Milk</li><li>Eggs</li></ul></body></html>", "Milk\nEggs"},
        {"<html><body><nav><a href=/>Home</a></nav><p>It rained</p></body></html>",
         "It rained"},
        {"<html><body><div hidden>Not this</div><div>It rained</div></body></html>",
         "It rained"},
        /* to libxml2 all of this is in the head */
        {"<!doctype html><title>Toll</title><main><p>It rained</p></main>", "It rained"},
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        expect(read_page(pages[i][0]).text, pages[i][1]);
        forget(state);
    }
}

/* ---- pages that mean harm ---- */

static void a_page_without_text_is_a_fault(void **state)
{
    (void)state;
    read_page("<html><body><script>x</script></body></html>");
    assert_int_equal(ent_articles_get_report(reader).faults, 1);
}

static void nesting_is_bounded(void **state)
{
    (void)state;
    enum { DEEP = 200000 };
    ent_buffer page = {0};
    ent_buffer_text(&page, "<html><body><p>" ONE "</p>");
    for (int i = 0; i < DEEP; i++)
        ent_buffer_text(&page, "<div>");
    ent_buffer_text(&page, "<p>" TWO "</p>");
    ent_article article = read_bytes(page.data, page.size);
    ent_buffer_dispose(&page);
    assert_true(article.text.size >= strlen(ONE));
    assert_memory_equal(article.text.data, ONE, strlen(ONE));
}

static void tables_within_tables_with_a_huge_span_do_no_harm(void **state)
{
    (void)state;
    ent_buffer page = {0};
    ent_buffer_text(&page, "<html><body><p>" ONE "</p>");
    for (int i = 0; i < 2000; i++)
        ent_buffer_text(&page, "<table><tr><td colspan=1000000000000000>x");
    ent_article article = read_bytes(page.data, page.size);
    ent_buffer_dispose(&page);
    assert_true(article.text.size >= strlen(ONE));
}

static void entities_of_one_s_own_are_not_expanded(void **state)
{
    (void)state;
    ent_article article = read_page(
        "<!DOCTYPE html [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><html><body><p>" ONE
        " &f;</p></body></html>");
    assert_null(memmem(article.text.data, article.text.size, "root:", 5));
}

#define TEST(name) cmocka_unit_test_teardown(name, forget)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(paragraphs_become_lines),
        TEST(what_surrounds_the_article_is_dropped),
        TEST(inserts_are_dropped),
        TEST(tiles_that_lead_elsewhere_are_dropped),
        TEST(line_breaks_become_paragraphs),
        TEST(a_wrapper_with_an_odd_name_is_kept),
        TEST(headings_stay_only_above_text),
        TEST(json_ld_and_open_graph_are_read),
        TEST(meta_elements_are_enough),
        TEST(a_declared_charset_is_obeyed),
        TEST(a_page_of_a_line_is_that_line),
        TEST(a_page_without_text_is_a_fault),
        TEST(nesting_is_bounded),
        TEST(tables_within_tables_with_a_huge_span_do_no_harm),
        TEST(entities_of_one_s_own_are_not_expanded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
