/* SPDX-License-Identifier: MIT */
/* Feeds, NewsML, lists of articles, mail and web archives: what becomes of their fields, and of broken ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "articles/open/open.h"
#include "base/base.h"

static ent_articles *reader;
static char path[64];
static char told[500];

static int forget(void **state)
{
    (void)state;
    ent_articles_free(reader);
    reader = NULL;
    unlink(path);
    return 0;
}

static void tell(void *context, const char *message)
{
    (void)context;
    snprintf(told, sizeof told, "%s", message);
}

static void open_at(const char *now)
{
    const char *paths[] = {path};
    ent_articles_options options = {
        .on_error = ENT_ON_ERROR_SKIP, .bad = tell, .now = now};
    told[0] = '\0';
    assert_int_equal(ent_articles_open(&reader, paths, 1, &options, NULL), ENT_OK);
}

static void name_file(void)
{
    strcpy(path, "/tmp/entente-formats-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
}

static void open_bytes(const char *data, size_t size)
{
    name_file();
    FILE *file = fopen(path, "wb");
    assert_int_equal(fwrite(data, 1, size, file), size);
    fclose(file);
    open_at(NULL);
}

static void open_text(const char *text)
{
    open_bytes(text, strlen(text));
}

static ent_article next(void)
{
    ent_article article = {.id = {NULL, 0}};
    bool end = true;
    assert_int_equal(ent_articles_next(reader, &article, &end, NULL), ENT_OK);
    if (end)
        fail_msg("no article; told: %s", told);
    return article;
}

static void expect_end(uint64_t faults)
{
    ent_article article;
    bool end = false;
    assert_int_equal(ent_articles_next(reader, &article, &end, NULL), ENT_OK);
    assert_true(end);
    if (ent_articles_get_report(reader).faults != faults)
        fail_msg("%d faults; told: %s", (int)ent_articles_get_report(reader).faults,
                 told);
}

static void expect(ent_string value, const char *wanted)
{
    if (value.size != strlen(wanted) || memcmp(value.data, wanted, value.size) != 0)
        fail_msg("got '%.*s', want '%s'", (int)value.size, value.data, wanted);
}

/* ---- feeds ---- */

static void rss_2_is_read(void **state)
{
    (void)state;
    open_text("<?xml version='1.0'?><rss version='2.0' "
              "xmlns:content='http://purl.org/rss/1.0/modules/content/' "
              "xmlns:media='http://search.yahoo.com/mrss/'>"
              "<channel><title>The Post</title><language>de-DE</language>"
              "<item><media:title>A picture</media:title><title>One &amp;amp; two</title>"
              "<link>https://x.example/1</link><guid>g1</guid>"
              "<pubDate>Tue, 19 Nov 2019 13:16:49 +0100</pubDate>"
              "<author>ann@x.example (Ann Berg)</author><category>Politics</category>"
              "<description>Teaser</description>"
              "<content:encoded><![CDATA[<p>First.</p><p>Second &eacute;.</p>"
              "<p><a href=x>Read more</a></p>]]></content:encoded></item>"
              "<item><title>Bare</title></item></channel></rss>");
    ent_article article = next();
    expect(article.title, "One & two");
    expect(article.url, "https://x.example/1");
    expect(article.id, "g1");
    expect(article.time, "2019-11-19T13:16:49+01:00");
    expect(article.lang, "de");
    expect(article.source, "The Post");
    expect(article.text, "First.\nSecond é.");
    const ent_article_details *details = ent_articles_details(reader);
    expect(details->author, "Ann Berg");
    expect(details->summary, "Teaser");
    assert_int_equal(details->topic_count, 1);
    expect(details->topics[0], "Politics");
    expect(next().title, "Bare");
    expect_end(0);
}

static void rss_1_has_its_items_beside_the_channel(void **state)
{
    (void)state;
    open_text(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        "xmlns='http://purl.org/rss/1.0/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>C</title></channel>"
        "<item rdf:about='u1'><title>T</title><link>http://x.example/</link>"
        "<dc:date>2020-01-02T03:04:05Z</dc:date><dc:creator>Bo</dc:creator></item>"
        "</rdf:RDF>");
    ent_article article = next();
    expect(article.id, "u1");
    expect(article.time, "2020-01-02T03:04:05Z");
    expect(article.source, "C");
    expect(ent_articles_details(reader)->author, "Bo");
    expect_end(0);
}

static void atom_is_read(void **state)
{
    (void)state;
    open_text(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr'><title>Le Fil</title>"
        "<entry><title type='html'>&lt;b&gt;Titre&lt;/b&gt;</title><id>tag:1</id>"
        "<link rel='self' href='http://x.example/self'/>"
        "<link href='http://x.example/a'/><updated>2020-01-02T03:04:05+02:00</updated>"
        "<author><name>Ann</name></author><author><name>Bo</name></author>"
        "<category term='p' label='Politique'/>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
        "<p>Un.</p><p>Deux.</p></div></content></entry></feed>");
    ent_article article = next();
    expect(article.title, "Titre");
    expect(article.url, "http://x.example/a");
    expect(article.lang, "fr");
    expect(article.text, "Un.\nDeux.");
    expect(ent_articles_details(reader)->author, "Ann, Bo");
    expect(ent_articles_details(reader)->topics[0], "Politique");
    expect_end(0);
}

static void json_feed_is_read(void **state)
{
    (void)state;
    open_text(
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"F\",\"language\":"
        "\"en\",\"items\":[{\"id\":7,\"url\":\"http://x.example/7\",\"title\":\"T\","
        "\"content_html\":\"<p>A.</p><p>B.</p>\",\"authors\":[{\"name\":\"Ann\"}],"
        "\"tags\":[\"x\"]},{\"id\":\"8\",\"content_text\":\"Plain\"}]}");
    ent_article article = next();
    expect(article.id, "7");
    expect(article.text, "A.\nB.");
    expect(article.source, "F");
    expect(article.lang, "en");
    expect(ent_articles_details(reader)->author, "Ann");
    expect(next().text, "Plain");
    expect_end(0);
}

static void a_feed_that_breaks_off_gives_what_it_has(void **state)
{
    (void)state;
    open_text("<rss><channel><item><title>One</title></item>\n<item><title>Two</title>");
    expect(next().title, "One");
    expect(next().title, "Two");
    expect_end(1);
    assert_non_null(strstr(told, "not well-formed"));
    assert_non_null(strstr(told, ":2:"));
}

static void stray_ampersands_are_mended(void **state)
{
    (void)state;
    open_text("<rss><channel><item><title>R&D and M&S</title>"
              "<link>http://x.example/?a=1&b=2</link></item></channel></rss>");
    ent_article article = next();
    expect(article.title, "R&D and M&S");
    expect(article.url, "http://x.example/?a=1&b=2");
    expect_end(0);
}

static void an_empty_feed_is_no_fault(void **state)
{
    (void)state;
    open_text("<rss><channel><title>Nothing new</title></channel></rss>");
    expect_end(0);
}

/* Ten levels of ten would be 10^10 letters; an external entity would be a file of this machine. */
static void entities_of_the_document_are_not_expanded(void **state)
{
    (void)state;
    open_text("<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'>"
              "<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
              "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>"
              "<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>"
              "<!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'>"
              "<!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;'>"
              "<!ENTITY g '&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;'>"
              "<!ENTITY h '&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;'>"
              "<!ENTITY i '&h;&h;&h;&h;&h;&h;&h;&h;&h;&h;'>"
              "<!ENTITY file SYSTEM 'file:///etc/passwd'>]>"
              "<rss><channel><item><title>x&i;y&file;z</title></item></channel></rss>");
    expect(next().title, "xyz");
    expect_end(1); /* "Entity 'i' not defined" */
}

static void the_declared_charset_is_obeyed(void **state)
{
    (void)state;
    open_text("<?xml version='1.0' encoding='iso-8859-1'?><rss><channel><item>"
              "<title>caf\xE9</title></item></channel></rss>");
    expect(next().title, "café");
    expect_end(0);
}

/* UTF-16: the mark, then two bytes a character. "\u00d6l" begins at byte 2, the text, behind two line feeds, at byte 10. */
static void a_text_of_another_charset_leads_back_to_its_file(void **state)
{
    (void)state;
    static const char bytes[] = "\xFF\xFE\xD6\0l\0\n\0\n\0T\0e\0u\0r\0.";
    open_bytes(bytes, sizeof bytes); /* with the last zero */
    ent_article article = next();
    expect(article.title, "\u00d6l");
    expect(article.text, "Teur.");
    const uint32_t title[] = {2, 2, 4, 6}, text[] = {10, 12, 14, 16, 18, 20};
    assert_memory_equal(article.title_source, title, sizeof title);
    assert_memory_equal(article.text_source, text, sizeof text);
    forget(NULL);
    open_text("\u00d6l\n\nTeur.");
    article = next();
    assert_null(article.title_source);
    assert_null(article.text_source);
    expect_end(0);
}

/* ---- NewsML-G2 ---- */

static void newsml_is_read(void **state)
{
    (void)state;
    open_text(
        "<?xml version='1.0'?><newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'>"
        "<itemSet><newsItem guid='urn:1' xml:lang='en-US'>"
        "<itemMeta><provider qcode='prov:AAA'/><versionCreated>2020-01-02T03:04:05Z"
        "</versionCreated></itemMeta><contentMeta><headline>Head</headline>"
        "<by>By Ann</by><subject qcode='medtop:11000000'><name>politics</name></subject>"
        "</contentMeta><contentSet><inlineXML><html xmlns='http://www.w3.org/1999/xhtml'>"
        "<head><title>x</title></head><body><p>One.</p><p>Two.</p></body></html>"
        "</inlineXML></contentSet></newsItem></itemSet></newsMessage>");
    ent_article article = next();
    expect(article.id, "urn:1");
    expect(article.source, "AAA");
    expect(article.title, "Head");
    expect(article.text, "One.\nTwo.");
    expect(article.lang, "en");
    expect(article.time, "2020-01-02T03:04:05Z");
    expect(ent_articles_details(reader)->author, "By Ann");
    expect(ent_articles_details(reader)->topics[0], "politics");
    expect_end(0);
}

/* ---- lists of articles ---- */

#define LONG_BODY                                                                        \
    "The council of Norrby said on Monday that the ferry would run twice a day from "    \
    "March, and that fares would stay as they are until the autumn."

static const char listing[] =
    "News about #Ferries\n\n\nThe Post\n7 hours ago\n- Transport\n- The Post\n"
    "Ferry to run twice a day\n" LONG_BODY
    " STORY CONTINUES BELOW THIS AD More to come.\n"
    "&w=3840&q=100)\n\nHarbour News\nvor 2 Tagen\n- Harbour News\nFares stay\n" LONG_BODY
    " read more The end.";

static void a_listing_gives_its_articles(void **state)
{
    (void)state;
    open_text(listing);
    ent_article article = next();
    expect(article.source, "The Post");
    expect(article.time, "7 hours ago");
    expect(article.title, "Ferry to run twice a day");
    expect(article.text, LONG_BODY " More to come.");
    assert_int_equal(ent_articles_details(reader)->line, 4);
    assert_int_equal(ent_articles_details(reader)->topic_count, 1);
    expect(ent_articles_details(reader)->topics[0], "Transport");
    article = next();
    expect(article.source, "Harbour News");
    expect(article.text, LONG_BODY " The end.");
    assert_int_equal(ent_articles_details(reader)->topic_count, 0);
    expect_end(0);
}

/* 2026-03-01T02:00 minus 7 hours is the evening of 28 February; two days before it the 27th. */
static void ages_become_times(void **state)
{
    (void)state;
    open_text(listing);
    ent_articles_free(reader);
    open_at("2026-03-01T02:00:00Z");
    expect(next().time, "2026-02-28T19:00:00Z");
    expect(next().time, "2026-02-27T02:00:00Z");
    expect_end(0);
}

/* ---- mail ---- */

static void an_mbox_is_read(void **state)
{
    (void)state;
    open_text(
        "From ann@x.example Tue Nov 19 13:16:49 2019\nFrom: =?utf-8?B?QW5uIELDqXJn?= "
        "<ann@x.example>\nSubject: =?iso-8859-1?Q?Caf=E9_news?=\n =?utf-8?Q?_today?=\n"
        "Date: Tue, 19 Nov 2019 13:16:49 GMT (UTC)\nMessage-ID: <1@x>\n\n"
        "First text.\n>From here on.\n\n"
        "From bo@x.example Tue Nov 19 13:16:49 2019\nFrom: bo@x.example (Bo Ek)\n"
        "Subject: Two\nContent-Type: multipart/alternative; boundary=\"b\"\n\npreamble\n"
        "--b\nContent-Type: text/html\n\n<p>HTML</p>\n--b\n"
        "Content-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: quoted-printable\n\nPl=C3=A4in =\ntext\n--b--\n");
    ent_article article = next();
    expect(article.title, "Café news today");
    expect(article.id, "1@x");
    expect(article.time, "2019-11-19T13:16:49Z");
    expect(article.text, "First text.\nFrom here on.\n\n");
    expect(ent_articles_details(reader)->author, "Ann Bérg");
    article = next();
    expect(article.title, "Two");
    expect(article.text, "Pläin text\n");
    expect(ent_articles_details(reader)->author, "Bo Ek");
    expect_end(0);
}

/* ---- web archives ---- */

static void add_record(ent_buffer *out, const char *kind, const char *uri,
                       const char *type, const char *block)
{
    ent_buffer_format(out,
                      "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\n"
                      "WARC-Date: 2020-01-02T03:04:05Z\r\nContent-Type: %s\r\n"
                      "Content-Length: %zu\r\n\r\n%s\r\n\r\n",
                      kind, uri, type, strlen(block), block);
}

/* One gzip member a record, as archives are written. */
static void a_compressed_archive_is_read(void **state)
{
    (void)state;
    static const char *const records[][4] = {
        {"warcinfo", "", "application/warc-fields", "software: x\r\n"},
        {"response", "http://x.example/a", "application/http",
         "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: "
         "chunked\r\n\r\n"
         "12\r\n<html><body><p>The\r\n93\r\n council of Norrby said on Monday that the "
         "ferry "
         "would run twice a day from March, and that fares would stay as they are until "
         "autumn.</p></body></html>\r\n0\r\n\r\n"},
        {"response", "http://x.example/b", "application/http",
         "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>gone</p>"},
        {"conversion", "http://x.example/c", "text/plain", "Title\n\nPlain text."},
    };
    name_file();
    for (size_t i = 0; i < 4; i++) {
        ent_buffer record = {0};
        add_record(&record, records[i][0], records[i][1], records[i][2], records[i][3]);
        gzFile file = gzopen(path, "ab");
        assert_int_equal(gzwrite(file, record.data, (unsigned)record.size), record.size);
        gzclose(file);
        ent_buffer_dispose(&record);
    }
    open_at(NULL);
    ent_article article = next();
    expect(article.id, "http://x.example/a");
    expect(article.time, "2020-01-02T03:04:05Z");
    expect(
        article.text,
        "The council of Norrby said on Monday that the ferry would run twice a day from "
        "March, and that fares would stay as they are until autumn.");
    article = next();
    expect(article.url, "http://x.example/c");
    expect(article.title, "Title");
    expect(article.text, "Plain text.");
    expect_end(0);
}

static void an_archive_that_breaks_off_is_a_fault(void **state)
{
    (void)state;
    open_text("WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\n"
              "Content-Length: 99999999999999\r\n\r\nshort");
    expect_end(1);
    assert_non_null(strstr(told, "breaks off"));
}

#define TEST(name) cmocka_unit_test_teardown(name, forget)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rss_2_is_read),
        TEST(rss_1_has_its_items_beside_the_channel),
        TEST(atom_is_read),
        TEST(json_feed_is_read),
        TEST(a_feed_that_breaks_off_gives_what_it_has),
        TEST(stray_ampersands_are_mended),
        TEST(an_empty_feed_is_no_fault),
        TEST(entities_of_the_document_are_not_expanded),
        TEST(the_declared_charset_is_obeyed),
        TEST(a_text_of_another_charset_leads_back_to_its_file),
        TEST(newsml_is_read),
        TEST(a_listing_gives_its_articles),
        TEST(ages_become_times),
        TEST(an_mbox_is_read),
        TEST(a_compressed_archive_is_read),
        TEST(an_archive_that_breaks_off_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
