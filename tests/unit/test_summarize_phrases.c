/* SPDX-License-Identifier: MIT */
/* What is recognised as a dateline, a byline, boilerplate, a leaning sentence; and what must not be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/buffer.h"
#include "summarize/phrases.h"

/* What is left of a sentence behind its dateline. */
static const char *behind_dateline(const char *text)
{
    return text + ent__dateline(ent_string_of(text));
}

/* A dateline and what stands behind it. */
static const char *const with_datelines[][2] = {
    {"(CNN)", "It snowed."},
    {"(CNN) -- ", "It snowed."},
    {"NEW DELHI: ", "It snowed."},
    {"LONDON, Feb 3 (AP) -- ", "It snowed."},
    {"18 March 2014 Last updated at 09:22 GMT ", "It snowed."},
    {"МОСКВА, 3 мая /ТАСС/. ", "Снег пошёл утром."},
    {"МОСКВА, 3 мая - РИА Новости. ", "Снег пошёл утром."},
    {"Москва. РИА Новости - ", "Снег пошёл утром."},
    {"Москва. 3 мая. INTERFAX.RU - ", "Снег пошёл утром."},
    {"新华社北京5月3日电（记者王某）", "下雪了。"},
    {"（新华社北京5月3日电）", "下雪了。"},
    {"中新网5月3日电 ", "下雪了。"},
    {"本报讯 ", "下雪了。"},
    {"（中央社記者王某台北3日電）", "下雪了。"},
    {"لندن (رويترز) - ", "تساقطت الثلوج."},
    {"القاهرة 3 مايو (رويترز) - ", "تساقطت الثلوج."},
    {"PARIS (AFP) – ", "It snowed."},
    {"Berlin (dpa) - ", "Es schneite."},
    {"MADRID, 3 may (EFE).- ", "Nevó."},
    {"Madrid, 3 mayo (EUROPA PRESS) - ", "Nevó."},
    {"LISBOA, 3 mai (Lusa) — ", "Nevou."},
    {"(ANSA) - ROMA, 03 MAG - ", "Il governo cade."},
    {"ROMA (ANSA) - ", "Il governo cade."},
    {"Roma, 3 mag. (askanews) – ", "Il governo cade."},
    {"WASHINGTON, D.C. (AP) — ", "It snowed."},
    {"ST. LOUIS (AP) — ", "It snowed."},
    {"RIO DE JANEIRO (Reuters) - ", "It snowed."},
    {"New Delhi, May 3 (PTI) ", "The government fell."},
    {"नई दिल्ली, तीन मई (भाषा) ", "बर्फ गिरी।"},
    {"Jakarta, CNN Indonesia -- ", "Salju turun."},
    {"JAKARTA, KOMPAS.com - ", "Salju turun."},
    {"TEMPO.CO, Jakarta - ", "Salju turun."},
    {"Liputan6.com, Jakarta - ", "Salju turun."},
    {"(Dân trí) - ", "Tuyết rơi."},
    {"TTO - ", "Tuyết rơi."},
    {"(서울=연합뉴스) 홍길동 기자 = ", "눈이 내렸다."},
    {"[서울=뉴시스] 홍길동 기자 = ", "눈이 내렸다."},
    {"【ロンドン共同】", "雪が降った。"},
    {"【ロンドン＝山田花子】", "雪が降った。"},
    {"〔東京　３日〕", "雪が降った。"},
    {"［ロンドン　３日　ロイター］ - ", "雪が降った。"},
    {"ANKARA (AA) - ", "Kar yağdı."},
    {"İSTANBUL (İHA) - ", "Kar yağdı."},
    {"Berlin. ", "Der Kanzler ging."},
    {"Hamburg (dpa/lno) - ", "Es schneite."},
    {"Frankfurt/Main (dpa) - ", "Es schneite."},
    {"KYIV, Ukraine — ", "It snowed."},
    {"ALDERTON — ", "It snowed."},
    {"LONDON, Feb 3 (Reuters) - ", "It snowed."},
    {"LONDON (Thomson Reuters Foundation) - ", "It snowed."},
    {"BRUXELLES (Reuters) - ", "Il neigeait."},
    {"Wien (APA) – ", "Es schneite."},
    {"Москва, 3 мая. /ИТАР-ТАСС/. ", "Снег."},
    {"КИЕВ, 3 мая (УНН). ", "Снег пошёл."},
    {"Kyiv, May 3 – ", "It snowed."},
    {"AMSTERDAM (ANP) - ", "Het sneeuwde."},
    {"KUALA LUMPUR: ", "It snowed."},
    {"LONDON, England (CNN) -- ", "It snowed."},
    {"SÃO PAULO (Reuters) - ", "Nevou."},
};

static void datelines_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof with_datelines / sizeof *with_datelines; i++) {
        char line[200];
        strcpy(line, with_datelines[i][0]);
        strcat(line, with_datelines[i][1]);
        assert_string_equal(behind_dateline(line), with_datelines[i][1]);
    }
}

/* "London (Reuters)" alone on its line. */
static void a_dateline_may_be_a_line_of_its_own(void **state)
{
    (void)state;
    assert_int_equal(ent__dateline(ent_string_of("LONDON (Reuters)")), 16);
    assert_int_equal(ent__dateline(ent_string_of("London calling")), 0);
}

static void other_beginnings_are_no_datelines(void **state)
{
    (void)state;
    static const char *const plain[] = {
        "IBM - once the biggest of them - cut 300 jobs.",
        "NASA - the American space agency - said it snowed.",
        "NASA - Die Raumfahrtbehörde - sagt es.",
        "UNESCO - The cultural body - moved.",
        "It snowed - again.",
        "The EU - and NATO - agreed.",
        "Rain fell (in parts) - and snow.",
        "A plan: build it.",
        "In Paris, AP reported snow.",
        "Reuters - the news agency - said it.",
        "AP, the news agency, said it.",
        "Paris (AFP) said it was true.",
        "NATO: Russia attacks.",
        "EXCLUSIVE: It is so.",
        "Apollo 11 - The story of it.",
        "U2: the tour.",
        "Mohamed Salah (31) - the striker - left.",
        "محمد صلاح (31 عاما) - نجم كبير.",
        "Mercedes-Benz - The firm - said.",
        "Baghdad, 3 killed in a blast - police said so.",
        "Barack Obama (Democrat) and John McCain (Republican) - both - said.",
        "May 3 - The day it snowed.",
        "TASS, 3 May.",
        "Stop. Think.",
        "",
        "-",
        "(",
        "(Reuters",
    };
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        assert_int_equal(ent__dateline(ent_string_of(plain[i])), 0);
}

static void bylines_are_found(void **state)
{
    (void)state;
    assert_true(ent__is_byline(ent_string_of("By Ann Marsh")));
    assert_true(ent__is_byline(ent_string_of("By Ann Marsh and Bo Lind")));
    assert_true(ent__is_byline(ent_string_of("Von Ludwig van Dyck")));
    assert_false(ent__is_byline(ent_string_of("By noon it rained.")));
    assert_false(ent__is_byline(ent_string_of("By noon it rained")));
    assert_false(ent__is_byline(ent_string_of("The mayor")));
}

static void boilerplate_is_found(void **state)
{
    (void)state;
    assert_true(ent__is_boilerplate(ent_string_of("Read more: bridges of the north")));
    assert_true(ent__is_boilerplate(ent_string_of("READ MORE")));
    assert_true(ent__is_boilerplate(ent_string_of("Lire aussi : la pluie")));
    assert_true(ent__is_boilerplate(ent_string_of("Photo: AP")));
    assert_true(ent__is_boilerplate(
        ent_string_of("(Reporting by Ann Marsh; Editing by Bo Lind)")));
    assert_true(ent__is_boilerplate(ent_string_of("Advertisement")));
    assert_false(ent__is_boilerplate(ent_string_of("Advertisement is dear.")));
    assert_false(ent__is_boilerplate(ent_string_of("Readers liked it.")));
    assert_false(ent__is_boilerplate(ent_string_of("Read moreover that it rained.")));
    assert_false(ent__is_boilerplate(ent_string_of("")));
}

static void signatures_are_found(void **state)
{
    (void)state;
    static const char *const signatures[] = {
        "Reuters", "(AFP)", "dpa/AFP", "— Reuters", "AP and Reuters.", "（新华社）"};
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
        assert_true(ent__is_signature(ent_string_of(signatures[i])));
    static const char *const others[] = {"Reuters said so.", "APATHY", "and", "", "AP 3"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(ent__is_signature(ent_string_of(others[i])));
}

static void glued_prefixes_are_measured(void **state)
{
    (void)state;
    const char *text = "Share this withEmailCopy this linkIt rained.";
    assert_string_equal(text + ent__boilerplate_prefix(ent_string_of(text)),
                        "It rained.");
    assert_int_equal(ent__boilerplate_prefix(ent_string_of("Share this with me.")), 0);
}

static void times_of_day_are_measured(void **state)
{
    (void)state;
    static const char *const clocks[] = {
        "14:32 ", "9:05 – ", "14.32 Uhr: ", "14h32 : ", "2.30 p.m. ", "07:15 GMT - "};
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        char line[64];
        strcpy(line, clocks[i]);
        strcat(line, "It snowed.");
        assert_int_equal(ent__clock(ent_string_of(line)), strlen(clocks[i]));
    }
    static const char *const others[] = {
        "12.50 Euro it is.", "14:32 is late.", "3:1 won.", "14:72 No.",
        "2028 It is.",       "14:32",          ""};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(ent__clock(ent_string_of(others[i])), 0);
}

static bool leans(const char *sentence, const char *lang)
{
    return ent__is_reference(ent_string_of(sentence), ent__leaning(ent_string_of(lang)));
}

static void leaning_sentences_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *lang, *sentence;
    } leaning[] = {
        {"en", "But it rained."},          {"en", "He said so."},
        {"en", "However, he went."},       {"en", "They also sang."},
        {"en", "As a result it rained."},  {"en", "\"It rained,\" he said."},
        {"de", "Außerdem regnete es."},    {"de", "„Es regnet“, sagte sie."},
        {"fr", "Cependant, il pleuvait."}, {"fr", "« Il pleut », a-t-il dit."},
        {"es", "Sin embargo, llovió."},    {"es", "También llovió."},
        {"ru", "Но шёл дождь."},           {"ru", "По его словам, шёл дождь."},
        {"ru", "«Шёл дождь», сказал он."}, {"zh", "但是下雨了。"},
        {"ar", "وأضاف أن المطر هطل."},
    };
    for (size_t i = 0; i < sizeof leaning / sizeof *leaning; i++)
        assert_true(leans(leaning[i].sentence, leaning[i].lang));
}

static void other_sentences_lean_on_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *lang, *sentence;
    } plain[] = {
        {"en", "\"It rained,\" Ann Marsh said."},
        {"en", "\"It rained,\" the sailor said."}, /* not "he said" */
        {"en", "This week it rained."},
        {"en", "Heather rained."},
        {"en", "As a resulting step it rained."},
        {"en", ""},
        {"es", "Este lunes llovió."},
        {"es", "Sin lluvia no hay trigo."},
        {"fr", "Il y a de la pluie."},
        {"de", "Es gibt Regen."},
        {"vi", "But it rained."},
        {"", "But it rained."},
    };
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        assert_false(leans(plain[i].sentence, plain[i].lang));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(datelines_are_found),
        cmocka_unit_test(a_dateline_may_be_a_line_of_its_own),
        cmocka_unit_test(other_beginnings_are_no_datelines),
        cmocka_unit_test(bylines_are_found),
        cmocka_unit_test(boilerplate_is_found),
        cmocka_unit_test(signatures_are_found),
        cmocka_unit_test(glued_prefixes_are_measured),
        cmocka_unit_test(times_of_day_are_measured),
        cmocka_unit_test(leaning_sentences_are_found),
        cmocka_unit_test(other_sentences_lean_on_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
