/* SPDX-License-Identifier: MIT */
/* Bytes to UTF-8: marks, repairs, charsets declared and detected, and the way back to the source. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <entente/text.h>

static ent_arena arena;

static int open_arena(void **state)
{
    (void)state;
    return ent_arena_open(&arena, 0, NULL);
}

static int close_arena(void **state)
{
    (void)state;
    ent_arena_close(&arena);
    return 0;
}

static ent_decoded decoded(const char *bytes, size_t size, const char *charset)
{
    ent_decoded out = {0};
    assert_int_equal(ent_decode(&out, &arena, (ent_string){bytes, size}, charset, NULL),
                     ENT_OK);
    return out;
}

static void assert_decodes(const char *bytes, size_t size, const char *declared,
                           const char *text, const char *charset, size_t repaired)
{
    ent_decoded out = decoded(bytes, size, declared);
    assert_int_equal(out.text.size, strlen(text));
    assert_memory_equal(out.text.data, text, out.text.size);
    assert_string_equal(out.charset, charset);
    assert_int_equal(out.repaired, repaired);
}

#define BYTES(literal) literal, sizeof literal - 1

static void utf8_is_handed_back_untouched(void **state)
{
    (void)state;
    static const char text[] = u8"Grüße, 世界 😀";
    ent_decoded out = decoded(text, sizeof text - 1, NULL);
    assert_ptr_equal(out.text.data, text);
    assert_int_equal(out.text.size, sizeof text - 1);
    assert_null(out.source);
    assert_string_equal(out.charset, "UTF-8");
    out = decoded("", 0, "");
    assert_int_equal(out.text.size, 0);
    out = decoded(NULL, 0, NULL);
    assert_int_equal(out.text.size, 0);
}

static void byte_order_marks_are_honoured_and_removed(void **state)
{
    (void)state;
    static const char marked[] = u8"\uFEFFé";
    ent_decoded out = decoded(marked, sizeof marked - 1, "windows-1251");
    assert_ptr_equal(out.text.data, marked + 3);
    assert_int_equal(out.text.size, 2);
    assert_decodes(BYTES("\xFF\xFE\x41\x00\xAC\x20"), "utf-8", u8"A€", "UTF-16LE", 0);
    assert_decodes(BYTES("\xFE\xFF\x00\x41\x20\xAC"), NULL, u8"A€", "UTF-16BE", 0);
    assert_decodes(BYTES("\xEF\xBB\xBF"), NULL, "", "UTF-8", 0);
}

/* U+1F600 is D83D DE00. A surrogate alone, and a byte alone at the end, are repaired. */
static void utf16_pairs_surrogates(void **state)
{
    (void)state;
    ent_decoded out = decoded(BYTES("\xFF\xFE\x3D\xD8\x00\xDE"
                                    "A\0"),
                              NULL);
    assert_int_equal(out.text.size, 5);
    assert_memory_equal(out.text.data, u8"😀A", 5);
    static const uint32_t source[] = {2, 2, 2, 2, 6, 8};
    assert_memory_equal(out.source, source, sizeof source);
    assert_decodes(BYTES("\xFF\xFE\x3D\xD8"
                         "A\0"),
                   NULL, u8"\uFFFDA", "UTF-16LE", 1);
    assert_decodes(BYTES("\xFF\xFE\x00\xDE"
                         "A\0x"),
                   NULL, u8"\uFFFDA\uFFFD", "UTF-16LE", 2);
    assert_decodes(BYTES("H\0e\0l\0l\0o\0"), NULL, "Hello", "UTF-16LE", 0);
    assert_decodes(BYTES("\0H\0e\0l\0l\0o"), NULL, "Hello", "UTF-16BE", 0);
}

/* Unicode 15, table 3-11: six maximal subparts. Two good sequences would outweigh them; it is declared here. */
static void invalid_sequences_become_one_replacement_a_maximal_subpart(void **state)
{
    (void)state;
    ent_decoded out =
        decoded(BYTES("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"), "utf-8");
    static const char expected[] = u8"a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd";
    assert_int_equal(out.repaired, 6);
    assert_int_equal(out.text.size, sizeof expected - 1);
    assert_memory_equal(out.text.data, expected, sizeof expected - 1);
    static const uint32_t source[] = {0, 1, 1, 1,  4,  4,  4,  6,  6,  6,  7, 8,
                                      8, 8, 9, 10, 10, 10, 11, 11, 11, 12, 13};
    assert_memory_equal(out.source, source, sizeof source);
}

static void zeros_become_replacements(void **state)
{
    (void)state;
    assert_decodes(BYTES("abcdefgh\0ij"), NULL, u8"abcdefgh\uFFFDij", "UTF-8", 1);
}

static void noise_in_utf8_is_repaired_and_not_read_as_another_charset(void **state)
{
    (void)state;
    assert_decodes(BYTES("na\xC3\xAFve caf\xC3\xA9 \xFF!"), NULL, u8"naïve café \uFFFD!",
                   "UTF-8", 1);
    assert_decodes(BYTES("abc\xFF"
                         "def"),
                   NULL, u8"abc\uFFFDdef", "UTF-8", 1);
    assert_decodes(BYTES("\x80\x81\x82"), "UTF-8", u8"\uFFFD\uFFFD\uFFFD", "UTF-8", 3);
}

static void declared_charsets_are_converted(void **state)
{
    (void)state;
    assert_decodes(BYTES("\x93"
                         "caf\xE9\x94 \x80"),
                   "iso-8859-1", u8"“café” €", "WINDOWS-1252", 0);
    assert_decodes(BYTES("\xD0\xD2\xC9\xD7\xC5\xD4"), "KOI8-R", u8"привет", "KOI8-R", 0);
    assert_decodes(BYTES("\xCF\xF0\xE8\xE2\xE5\xF2"), "windows-1251", u8"Привет",
                   "windows-1251", 0);
    assert_decodes(BYTES("\xC4\xE3\xBA\xC3"), "gb2312", u8"你好", "GB18030", 0);
    assert_decodes(BYTES("\x93\xFA\x96\x7B"), "Shift_JIS", u8"日本", "CP932", 0);
    assert_decodes(BYTES("\x1B$B\x46\x7C\x4B\x5C\x1B(B."), "ISO-2022-JP", u8"日本.",
                   "ISO-2022-JP", 0);
    assert_decodes(BYTES("\x1B$B\x46\x7C\x1B(B"), "ISO-2022-JP", u8"日", "ISO-2022-JP",
                   0);
    /* 0x88 0x62 of Big5-HKSCS is two code points, U+00CA U+0304 */
    assert_decodes(BYTES("\x88\x62x"), "big5", "\xC3\x8A\xCC\x84x", "BIG5-HKSCS", 0);
    assert_decodes(BYTES("plain"), "iso-8859-1", "plain", "WINDOWS-1252", 0);
    assert_null(decoded(BYTES("plain"), "iso-8859-1").source);
}

static void bytes_that_a_charset_lacks_are_repaired(void **state)
{
    (void)state;
    assert_decodes(BYTES("a\x81z"), "windows-1252", u8"a\uFFFDz", "WINDOWS-1252", 1);
    assert_decodes(BYTES("\xC4\xE3\xFF"
                         "a\xC4"),
                   "gbk", u8"你\uFFFDa\uFFFD", "GB18030", 2);
}

static void utf8_declared_as_latin_is_utf8(void **state)
{
    (void)state;
    assert_decodes(BYTES("caf\xC3\xA9"), "latin1", u8"café", "UTF-8", 0);
}

static void an_unknown_declaration_counts_as_none(void **state)
{
    (void)state;
    assert_decodes(BYTES("caf\xC3\xA9"), "no-such-charset", u8"café", "UTF-8", 0);
    assert_decodes(BYTES("caf\xE9"), "x-unknown", u8"café", "WINDOWS-1252", 0);
}

static void source_offsets_lead_back(void **state)
{
    (void)state;
    ent_decoded out = decoded(BYTES("\xC4\xE3 a\xBA\xC3"), "gb18030");
    static const uint32_t source[] = {0, 0, 0, 2, 3, 4, 4, 4, 6};
    assert_int_equal(out.text.size, 8);
    assert_memory_equal(out.source, source, sizeof source);
}

static void legacy_charsets_are_detected(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *charset, *text;
    } cases[] = {
        {"Les \xE9l\xE8ves ont \xE9t\xE9 re\xE7us \xE0 l\x92h\xF4tel.", "WINDOWS-1252",
         u8"Les élèves ont été reçus à l’hôtel."},
        {"It\x92s \x93quoted\x94", "WINDOWS-1252", u8"It’s “quoted”"},
        {"\xEF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0", "WINDOWS-1251", u8"привет, мир"},
        {"\xF0\xD2\xC9\xD7\xC5\xD4, \xCD\xC9\xD2", "KOI8-R", u8"Привет, мир"},
        {"\xC4\xE3\xBA\xC3\xA3\xAC\xD6\xD0\xB9\xFA", "GB18030", u8"你好，中国"},
        {"\x82\xB1\x82\xEA\x82\xCD\x93\xFA\x96\x7B", "CP932", u8"これは日本"},
        {"\xA4\xB3\xA4\xEC\xA4\xCF\xC6\xFC\xCB\xDC", "EUC-JP", u8"これは日本"},
        {"\xC7\xD1\xB1\xB9\xC0\xC7", "CP949", u8"한국의"},
        {"za\xBF\xF3\xB3\xE6 g\xEA\x9Cl\xB9 ja\x9F\xF1", "WINDOWS-1250",
         u8"zażółć gęślą jaźń"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_decodes(cases[i].bytes, strlen(cases[i].bytes), NULL, cases[i].text,
                       cases[i].charset, 0);
}

static void a_full_arena_is_an_error(void **state)
{
    (void)state;
    ent_arena small;
    ent_error error;
    ent_decoded out = {.charset = "untouched"};
    assert_int_equal(ent_arena_open(&small, 4096, NULL), ENT_OK);
    static char bytes[8192];
    memset(bytes, 0xE9, sizeof bytes);
    assert_int_equal(
        ent_decode(&out, &small, (ent_string){bytes, sizeof bytes}, "latin1", &error),
        ENT_ENOMEM);
    assert_string_equal(out.charset, "untouched");
    ent_arena_close(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_handed_back_untouched),
        cmocka_unit_test(byte_order_marks_are_honoured_and_removed),
        cmocka_unit_test(utf16_pairs_surrogates),
        cmocka_unit_test(invalid_sequences_become_one_replacement_a_maximal_subpart),
        cmocka_unit_test(zeros_become_replacements),
        cmocka_unit_test(noise_in_utf8_is_repaired_and_not_read_as_another_charset),
        cmocka_unit_test(declared_charsets_are_converted),
        cmocka_unit_test(bytes_that_a_charset_lacks_are_repaired),
        cmocka_unit_test(utf8_declared_as_latin_is_utf8),
        cmocka_unit_test(an_unknown_declaration_counts_as_none),
        cmocka_unit_test(source_offsets_lead_back),
        cmocka_unit_test(legacy_charsets_are_detected),
        cmocka_unit_test(a_full_arena_is_an_error),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
