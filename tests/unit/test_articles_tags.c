/* SPDX-License-Identifier: MIT */
/* Tags: how they are written, when two are one, and what comes from texts whose answer is plain to see. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
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

/* ---- what becomes a candidate ---- */

static void assert_tagged(const char *lang, const char *text, const char *const *wanted,
                          const char *const *unwanted)
{
    ent_article article = {.lang = ent_string_of(lang), .text = ent_string_of(text)};
    struct tagged t = tag(&article, &(ent_tagger_options){.most = 100});
    for (; *wanted; wanted++)
        if (!find(&t, *wanted))
            fail_msg("no %s", *wanted);
    for (; unwanted && *unwanted; unwanted++)
        if (find(&t, *unwanted))
            fail_msg("%s", *unwanted);
    release(&t);
}
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void phrases_end_at_verbs_and_signs(void **state)
{
    (void)state;
    assert_tagged("en",
                  "The town council quickly announced a new bridge toll, steel cables.",
                  WORDS("#TownCouncil", "#BridgeToll", "#SteelCables"),
                  WORDS("#TollSteel", "#announced", "#quickly"));
    assert_tagged("fr", "Le conseil municipal a annoncé la réforme fiscale.",
                  WORDS("#ConseilMunicipal", "#RéformeFiscale"), WORDS("#annoncé"));
}

static void names_stand_by_themselves(void **state)
{
    (void)state;
    assert_tagged("en",
                  "On Monday the FSB feared China. It was striker Ann Marsh, said the "
                  "spokesman of the Bank of England.",
                  WORDS("#FSB", "#China", "#AnnMarsh", "#BankOfEngland"),
                  WORDS("#FSBFearedChina", "#feared", "#Monday", "#Bank"));
    assert_tagged("pt",
                  "Segundo o Banco de Portugal, o primeiro-ministro José Sócrates saiu.",
                  WORDS("#BancoDePortugal", "#JoséSócrates"), NULL);
}

static void a_capital_behind_an_elision_is_a_name(void **state)
{
    (void)state;
    assert_tagged("fr",
                  "Le sommet de l’Union africaine en Côte d’Ivoire inquiète l'Élysée.",
                  WORDS("#UnionAfricaine", "#CôteDIvoire", "#Élysée"), NULL);
}

static void a_title_is_no_part_of_a_name(void **state)
{
    (void)state;
    assert_tagged("en", "The speech of President Ann Marsh was short.",
                  WORDS("#AnnMarsh"), WORDS("#PresidentAnnMarsh", "#President"));
}

static void han_phrases_are_repeated_or_between_function_characters(void **state)
{
    (void)state;
    assert_tagged("ja", "東京都知事選挙の結果。東京都知事選挙は二十日に。",
                  WORDS("#東京都知事選挙"), WORDS("#知事選"));
}

/* ---- variants ---- */

static void an_abbreviation_is_its_name(void **state)
{
    (void)state;
    /* FSB twice, the long form once: the usual form stays, with all three mentions. */
    ent_article article =
        english("", "The Federal Security Service (FSB) met. The FSB was late.");
    struct tagged t = tag(&article, NULL);
    const ent_tag *found = find(&t, "#FSB");
    assert_non_null(found);
    assert_int_equal(found->count, 3);
    assert_int_equal(found->spans[0].start, 4);
    assert_int_equal(found->spans[0].end, 28);
    assert_null(find(&t, "#FederalSecurityService"));
    release(&t);
}

static void a_person_in_short_is_the_person(void **state)
{
    (void)state;
    ent_article article =
        english("", "In Beijing, Xi Jinping met the council. On it Xi was "
                    "firm. Later Ann Marsh spoke; they heard Marsh.");
    struct tagged t = tag(&article, &(ent_tagger_options){.most = 50});
    assert_non_null(find(&t, "#XiJinping"));
    assert_int_equal(find(&t, "#XiJinping")->count, 2);
    assert_non_null(find(&t, "#AnnMarsh"));
    assert_int_equal(find(&t, "#AnnMarsh")->count, 2);
    assert_null(find(&t, "#Xi"));
    assert_null(find(&t, "#Marsh"));
    release(&t);
}

static void inflected_forms_are_one(void **state)
{
    (void)state;
    ent_article article =
        english("", "A bridge toll. The bridge tolls. Many bridge tolls.");
    struct tagged t = tag(&article, NULL);
    assert_non_null(find(&t, "#BridgeTolls")); /* printed twice, the singular once */
    assert_int_equal(find(&t, "#BridgeTolls")->count, 3);
    release(&t);
}

/* ---- background, vocabulary ---- */

static uint32_t cable_is_everywhere(void *context, uint64_t key)
{
    (void)context;
    return key == ent_hash("cabl", 4) ? 1000 : 0; /* the stem */
}

static void what_is_frequent_elsewhere_scores_less(void **state)
{
    (void)state;
    ent_article article = english("", "A cable and a toll.");
    struct tagged t = tag(&article, NULL);
    assert_true(ent_string_is(t.tags[0].tag, "#cable"));
    release(&t);
    ent_tagger_options options = {
        .background = {.frequency = cable_is_everywhere, .documents = 1000}};
    t = tag(&article, &options);
    assert_true(ent_string_is(t.tags[0].tag, "#toll"));
    release(&t);
    options.background.lang = ent_string_of("fr"); /* does not serve English */
    t = tag(&article, &options);
    assert_true(ent_string_is(t.tags[0].tag, "#cable"));
    release(&t);
}

static ent_tag_vocabulary *vocabulary_of(const char *text, ent_status wanted)
{
    const char *path = "build/test_tags_vocabulary.tsv";
    ent_output *output;
    ent_tag_vocabulary *vocabulary = NULL;
    ent_error err = {0};
    assert_int_equal(ent_output_open(&output, path, NULL), ENT_OK);
    assert_int_equal(ent_output_write(output, text, strlen(text), NULL), ENT_OK);
    assert_int_equal(ent_output_commit(output, NULL), ENT_OK);
    assert_int_equal(ent_tag_vocabulary_read(&vocabulary, path, &err), wanted);
    remove(path);
    return vocabulary;
}

static void a_vocabulary_gives_its_tags_only(void **state)
{
    (void)state;
    ent_tag_vocabulary *vocabulary = vocabulary_of(
        "# tag\taliases\nroad transport\tlorry|bridge toll\nsport\n", ENT_OK);
    ent_article article =
        english("", "Lorries pay. The bridge tolls rose, a lorry said.");
    struct tagged t = tag(&article, &(ent_tagger_options){.vocabulary = vocabulary});
    assert_int_equal(t.count, 1);
    assert_true(ent_string_is(t.tags[0].tag, "#RoadTransport"));
    assert_true(ent_string_is(t.tags[0].text, "road transport"));
    assert_int_equal(t.tags[0].count, 3);
    release(&t);
    ent_tag_vocabulary_free(vocabulary);
}

static void a_vocabulary_without_a_tag_is_bad(void **state)
{
    (void)state;
    vocabulary_of("", ENT_EDATA);
    vocabulary_of("a\n--\tb\n", ENT_EDATA);
}

/* ---- size ---- */

static void a_long_text_without_a_stop_has_tags(void **state)
{
    (void)state;
    ent_buffer text = {0};
    for (int i = 0; i < 120000; i++)
        ent_buffer_text(&text, "word ");
    ent_article article = {.lang = ent_string_of("en"), .text = ent_buffer_view(&text)};
    struct tagged t = tag(&article, NULL);
    assert_int_equal(t.count, 1);
    assert_int_equal(t.tags[0].count, 100000); /* the rest is not looked at */
    release(&t);
    ent_buffer_dispose(&text);
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
        cmocka_unit_test(phrases_end_at_verbs_and_signs),
        cmocka_unit_test(names_stand_by_themselves),
        cmocka_unit_test(a_capital_behind_an_elision_is_a_name),
        cmocka_unit_test(a_title_is_no_part_of_a_name),
        cmocka_unit_test(han_phrases_are_repeated_or_between_function_characters),
        cmocka_unit_test(an_abbreviation_is_its_name),
        cmocka_unit_test(a_person_in_short_is_the_person),
        cmocka_unit_test(inflected_forms_are_one),
        cmocka_unit_test(what_is_frequent_elsewhere_scores_less),
        cmocka_unit_test(a_vocabulary_gives_its_tags_only),
        cmocka_unit_test(a_vocabulary_without_a_tag_is_bad),
        cmocka_unit_test(a_long_text_without_a_stop_has_tags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
