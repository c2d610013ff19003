/* SPDX-License-Identifier: MIT */
/* Tags: how they are written, when two are one, and what comes from texts whose answer is plain to see. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "articles/tags/tags.h"

/* ---- forms and keys ---- */

static void assert_form(const char *phrase, const char *wanted)
{
    ent_buffer out = {0};
    ent_buffer_byte(&out, '>');
    ent_tag_form(&out, ent_string_of(phrase));
    assert_string_equal(out.data + 1, wanted);
    ent_buffer_dispose(&out);
}

static void forms_join_words_by_capitals(void **state)
{
    (void)state;
    assert_form("Federal Security Service", "#FederalSecurityService");
    assert_form("trade war", "#TradeWar");
    assert_form("Bank of  England", "#BankOfEngland");
    assert_form("élections législatives", "#ÉlectionsLégislatives");
    assert_form("R&D budget", "#RDBudget");
}

static void one_word_stays_as_it_is_printed(void **state)
{
    (void)state;
    assert_form("Entente-4", "#Entente-4");
    assert_form("inflation", "#inflation");
    assert_form("iPhone", "#iPhone");
    assert_form("U.S.", "#US");
    assert_form("O\xE2\x80\x99"
                "Brien",
                "#OBrien");
    assert_form("#Entente-4", "#Entente-4");
    assert_form("東京都", "#東京都");
}

static void what_has_no_letter_has_no_form(void **state)
{
    (void)state;
    assert_form("", "");
    assert_form("-- !", "");
    assert_form("\xFF\xFE", "");
}

static void keys_know_spelling_apart_from_words(void **state)
{
    (void)state;
    uint64_t key = ent_tag_key(ent_string_of("Federal Security Service"));
    assert_true(key != 0);
    assert_true(key == ent_tag_key(ent_string_of("#FederalSecurityService")));
    assert_true(key == ent_tag_key(ent_string_of("federal security-service")));
    assert_true(key != ent_tag_key(ent_string_of("Federal Security Services")));
    assert_true(ent_tag_key(ent_string_of("ÉLECTIONS")) ==
                ent_tag_key(ent_string_of("#élections")));
    assert_true(ent_tag_key(ent_string_of(" - ")) == 0);
}

/* ---- tagging ---- */

struct tagged {
    ent_tagger *tagger;
    ent_arena result, scratch;
    ent_tag *tags;
    size_t count;
};

static struct tagged tag(const ent_article *article, const ent_tagger_options *options)
{
    struct tagged t = {0};
    assert_int_equal(ent_tagger_new(&t.tagger, options, NULL), ENT_OK);
    assert_int_equal(ent_arena_open(&t.result, 0, NULL), ENT_OK);
    assert_int_equal(ent_arena_open(&t.scratch, 0, NULL), ENT_OK);
    assert_int_equal(
        ent_tag_article(&t.tags, &t.count, &t.result, t.tagger, article, t.scratch, NULL),
        ENT_OK);
    return t;
}

static void release(struct tagged *t)
{
    ent_tagger_free(t->tagger);
    ent_arena_close(&t->result);
    ent_arena_close(&t->scratch);
}

static const ent_tag *find(const struct tagged *t, const char *tag)
{
    for (size_t i = 0; i < t->count; i++)
        if (ent_string_is(t->tags[i].tag, tag))
            return &t->tags[i];
    return NULL;
}

static ent_article english(const char *title, const char *text)
{
    return (ent_article){.lang = ent_string_of("en"),
                         .title = ent_string_of(title),
                         .text = ent_string_of(text)};
}

static void a_tag_knows_its_mentions(void **state)
{
    (void)state;
    /*                                        0         1         2         3 */
    ent_article article = english("Alderton", "It was Alderton. And Alderton's in it.");
    struct tagged t = tag(&article, NULL);
    const ent_tag *found = find(&t, "#Alderton");
    assert_non_null(found);
    assert_int_equal(found->count, 3);
    assert_int_equal(found->spans[0].field, ENT_FIELD_TITLE);
    assert_int_equal(found->spans[0].end, 8);
    assert_int_equal(found->spans[1].start, 7);
    assert_int_equal(found->spans[1].end, 15);
    assert_int_equal(found->spans[2].start, 21);
    assert_int_equal(found->spans[2].end, 29); /* without the possessive */
    assert_true(found->score == 1);
    release(&t);
}

static void a_text_without_words_has_no_tags(void **state)
{
    (void)state;
    static const char *const texts[] = {"", " \n ", "...", "the of and", "\xFF\xFE"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ent_article article = english("", texts[i]);
        struct tagged t = tag(&article, NULL);
        assert_int_equal(t.count, 0);
        release(&t);
    }
}

static void options_bound_what_is_given(void **state)
{
    (void)state;
    ent_article article =
        english("", "The bridge was closed. A ferry, a toll, a bridge and a bridge.");
    struct tagged t = tag(&article, &(ent_tagger_options){.most = 2});
    assert_int_equal(t.count, 2);
    assert_true(ent_string_is(t.tags[0].tag, "#bridge"));
    release(&t);
    t = tag(&article, &(ent_tagger_options){.least = 1});
    assert_int_equal(t.count, 1);
    release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_join_words_by_capitals),
        cmocka_unit_test(one_word_stays_as_it_is_printed),
        cmocka_unit_test(what_has_no_letter_has_no_form),
        cmocka_unit_test(keys_know_spelling_apart_from_words),
        cmocka_unit_test(a_tag_knows_its_mentions),
        cmocka_unit_test(a_text_without_words_has_no_tags),
        cmocka_unit_test(options_bound_what_is_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
