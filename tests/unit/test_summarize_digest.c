/* SPDX-License-Identifier: MIT */
/* Digests through the public door: scores worked by hand, budgets, order, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/buffer.h"

#include <entente/summarize.h>

struct fixture {
    ent_arena arena, scratch;
    ent_summarizer *summarizer;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    assert_int_equal(ent_arena_open(&fixture.arena, 1 << 24, NULL), ENT_OK);
    assert_int_equal(ent_arena_open(&fixture.scratch, 1 << 26, NULL), ENT_OK);
    assert_int_equal(ent_summarizer_new(&fixture.summarizer, NULL), ENT_OK);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    ent_summarizer_free(fixture->summarizer);
    ent_arena_close(&fixture->arena);
    ent_arena_close(&fixture->scratch);
    return 0;
}

static ent_summary digest(struct fixture *fixture, const char *const *texts, size_t count,
                          ent_summary_options options)
{
    ent_article articles[4] = {{.id = {0}}};
    for (size_t i = 0; i < count; i++)
        articles[i].text = ent_string_of(texts[i]);
    ent_summary summary;
    assert_int_equal(ent_summarize(&summary, &fixture->arena, fixture->summarizer,
                                   articles, count, &options, fixture->scratch, NULL),
                     ENT_OK);
    return summary;
}

static void assert_text(const ent_summary *summary, const char *text)
{
    assert_int_equal(summary->text.size, strlen(text));
    assert_memory_equal(summary->text.data, text, strlen(text));
}

static void assert_close(double a, double b)
{
    assert_true(fabs(a - b) < 1e-4);
}

/*
 * n = 3; alpha is in 2 sentences, idf ln(4 / 2.5) = 0.47000; the others in 1, ln(4 / 1.5) = 0.98083. So the first two have
 * squared length 0.22090 + 0.96203 = 1.18293 and cosine 0.22090 / 1.18293 = 0.18674; the third has nothing in common.
 */
static void parts_are_as_worked_by_hand(void **state)
{
    const char *text = "Alpha beta. Alpha gamma. Delta epsilon.";
    ent_summary summary = digest(
        *state, &text, 1,
        (ent_summary_options){.unit = ENT_SUMMARY_SENTENCES, .budget = 3, .all = true});
    ent_summary_weights weights = ent_summary_weights_default();
    assert_int_equal(summary.count, 3);
    const ent_summary_sentence *s = summary.sentences;
    assert_close(s[0].part[ENT_SUMMARY_PART_CENTRALITY],
                 weights.part[ENT_SUMMARY_PART_CENTRALITY]);
    assert_close(s[1].part[ENT_SUMMARY_PART_CENTRALITY],
                 weights.part[ENT_SUMMARY_PART_CENTRALITY]);
    assert_close(s[2].part[ENT_SUMMARY_PART_CENTRALITY], 0);
    assert_close(s[0].part[ENT_SUMMARY_PART_FORWARD],
                 weights.part[ENT_SUMMARY_PART_FORWARD]);
    assert_close(s[1].part[ENT_SUMMARY_PART_FORWARD], 0);
    assert_close(s[1].part[ENT_SUMMARY_PART_BACKWARD],
                 weights.part[ENT_SUMMARY_PART_BACKWARD]);
    assert_close(s[1].part[ENT_SUMMARY_PART_FIRST],
                 0.18674 * weights.part[ENT_SUMMARY_PART_FIRST]);
    assert_int_equal(s[0].rank, 1);
    assert_close(s[1].redundancy, 0.18674);
    assert_close(s[2].redundancy, 0);
    for (size_t i = 0; i < 3; i++) {
        double sum = 0;
        for (unsigned p = 0; p < ENT_SUMMARY_PARTS; p++)
            sum += s[i].part[p];
        assert_close(s[i].score, sum);
    }
}

/* Length counts in full at 12 words a sentence, not at all at 18: here 6 / 18 of `terse`, then (18 - 15) / 6 * 15 / 18 of it. */
static void length_counts_where_sentences_are_short(void **state)
{
    static const char *const texts[] = {
        "A b c d e ff. G h i j k ll.",
        "A b c d e f g h i j k l m n oo. P q r s t u v w x y z aa bb cc dd.",
        "A b c d e f g h i j k l m n o p q rr. "
        "S t u v w x y z aa bb cc dd ee ff gg hh ii jj."};
    static const double expected[] = {6.0 / 18, 0.5 * 15 / 18, 0};
    double terse = ent_summary_weights_default().terse;
    for (size_t i = 0; i < 3; i++)
        for (int unit = ENT_SUMMARY_WORDS; unit <= ENT_SUMMARY_SENTENCES; unit++) {
            ent_summary summary =
                digest(*state, &texts[i], 1,
                       (ent_summary_options){
                           .unit = (ent_summary_unit)unit, .budget = 2, .all = true});
            assert_int_equal(summary.count, 2);
            assert_close(summary.sentences[1].part[ENT_SUMMARY_PART_LENGTH],
                         terse * expected[i]);
        }
}

/* Nothing in common, all of 18 words: what is left to go by is the place. */
static void sentences_of_equal_worth_are_taken_from_the_top(void **state)
{
    const char *text = "Aa ab ac ad ae af ag ah ai aj ak al am an ao ap aq ar. "
                       "Ba bb bc bd be bf bg bh bi bj bk bl bm bn bo bp bq br. "
                       "Ca cb cc cd ce cf cg ch ci cj ck cl cm cn co cp cq cr. "
                       "Da db dc dd de df dg dh di dj dk dl dm dn do dp dq dr.";
    ent_summary summary = digest(
        *state, &text, 1,
        (ent_summary_options){.unit = ENT_SUMMARY_SENTENCES, .budget = 4, .all = true});
    assert_int_equal(summary.count, 4);
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(summary.sentences[i].rank, i + 1);
}

/*
 * 10, 11 and 6 words, nothing in common, a budget of 17: behind the first only the last fits. It is worse than the second,
 * by 1.5 x (2^-0.6 - 3^-0.6) = 0.21 for its place and 2 x (11 - 6) / 18 = 0.56 for its length: too bad to fill up with.
 */
static void a_budget_is_not_filled_with_much_worse(void **state)
{
    const char *text = "Aa ab ac ad ae af ag ah ai aj. "
                       "Ba bb bc bd be bf bg bh bi bj bk. Ca cb cc cd ce cf.";
    ent_summary summary = digest(*state, &text, 1, (ent_summary_options){.budget = 17});
    assert_text(&summary, "Aa ab ac ad ae af ag ah ai aj.");
    summary = digest(*state, &text, 1, (ent_summary_options){.budget = 22});
    assert_int_equal(summary.chosen, 2); /* the second fits: no filling */
}

/* The matrix of the sentences above is symmetric between the first two, so that PageRank is equal on them. */
static void lexrank_is_symmetric(void **state)
{
    const char *text = "Alpha beta. Alpha gamma. Delta epsilon.";
    for (int thresholded = 0; thresholded < 2; thresholded++) {
        ent_summary summary =
            digest(*state, &text, 1,
                   (ent_summary_options){.method = ENT_SUMMARY_LEXRANK,
                                         .unit = ENT_SUMMARY_SENTENCES,
                                         .budget = 3,
                                         .threshold = thresholded ? 0.1 : 0,
                                         .all = true});
        assert_close(summary.sentences[0].score, summary.sentences[1].score);
    }
}

/* TextRank: "a b c" and "a b d" share 2 words, 2 / (ln 3 + ln 3); "e f g" shares none and has the least rank. */
static void textrank_prefers_what_overlaps(void **state)
{
    const char *text = "Aaa bbb ccc. Eee fff ggg. Aaa bbb ddd.";
    ent_summary summary = digest(*state, &text, 1,
                                 (ent_summary_options){.method = ENT_SUMMARY_TEXTRANK,
                                                       .unit = ENT_SUMMARY_SENTENCES,
                                                       .budget = 2});
    assert_text(&summary, "Aaa bbb ccc. Aaa bbb ddd.");
}

static void the_lead_goes_round(void **state)
{
    const char *texts[] = {"One first. One second.", "Two first. Two second."};
    ent_summary summary = digest(*state, texts, 2,
                                 (ent_summary_options){.method = ENT_SUMMARY_LEAD,
                                                       .unit = ENT_SUMMARY_SENTENCES,
                                                       .budget = 3});
    assert_text(&summary,
                "One first. One second. Two first."); /* chosen: 1.1, 2.1, 1.2 */
}

static void a_repeat_is_left_out(void **state)
{
    const char *text = "The toll is set. The toll is set. Rain fell on the hills.";
    ent_summary summary = digest(*state, &text, 1, (ent_summary_options){.budget = 1000});
    assert_text(&summary, "The toll is set. Rain fell on the hills.");
}

static void a_long_sentence_is_cut_at_a_word(void **state)
{
    const char *text = "The council set a toll for lorries.";
    ent_summary summary = digest(*state, &text, 1, (ent_summary_options){.budget = 3});
    assert_text(&summary, "The council set…");
    assert_true(summary.cut);
    assert_int_equal(summary.sentences[0].kept[0].end, 15);
    /* 12 characters: "The council" and the ellipsis */
    summary = digest(*state, &text, 1,
                     (ent_summary_options){.unit = ENT_SUMMARY_CHARS, .budget = 14});
    assert_text(&summary, "The council…");
}

static void a_reference_takes_its_antecedent_along(void **state)
{
    struct fixture *fixture = *state;
    ent_article article = {
        .lang = ent_string_of("en"),
        .text = ent_string_of(
            "Mayor Hale set the toll for the bridge. She had the votes of the whole "
            "council for the toll on the bridge and the road.")};
    ent_summary_weights weights = ent_summary_weights_default();
    weights.part[ENT_SUMMARY_PART_LEAD] = 0;
    weights.part[ENT_SUMMARY_PART_LENGTH] = 5; /* the second is the best by itself */
    ent_summary_options options = {
        .unit = ENT_SUMMARY_SENTENCES, .budget = 2, .weights = &weights};
    ent_summary summary;
    assert_int_equal(ent_summarize(&summary, &fixture->arena, fixture->summarizer,
                                   &article, 1, &options, fixture->scratch, NULL),
                     ENT_OK);
    assert_int_equal(summary.chosen, 2);
    options.budget = 1; /* no room for both: it is dropped, not printed alone */
    assert_int_equal(ent_summarize(&summary, &fixture->arena, fixture->summarizer,
                                   &article, 1, &options, fixture->scratch, NULL),
                     ENT_OK);
    assert_text(&summary, "Mayor Hale set the toll for the bridge.");
}

/* What an article in a language prints under a budget. */
static void assert_digest(struct fixture *fixture, const char *lang, const char *text,
                          ent_summary_unit unit, double budget, const char *expected)
{
    ent_article article = {.lang = ent_string_of(lang), .text = ent_string_of(text)};
    ent_summary_options options = {.unit = unit, .budget = budget};
    ent_summary summary;
    assert_int_equal(ent_summarize(&summary, &fixture->arena, fixture->summarizer,
                                   &article, 1, &options, fixture->scratch, NULL),
                     ENT_OK);
    assert_text(&summary, expected);
}

/* Marks that the cut parts from their partner go; what that makes room for is printed; spans say what is left. */
static void a_cut_leaves_no_lone_quotation_mark(void **state)
{
    const char *opening = "\"We will build the bridge again by next spring,\" Hale said.";
    assert_digest(*state, "en", opening, ENT_SUMMARY_WORDS, 4, "We will build the…");
    assert_digest(*state, "en", opening, ENT_SUMMARY_CHARS, 1, "W");
    assert_digest(*state, "en", opening, ENT_SUMMARY_WORDS, 10,
                  "\"We will build the bridge again by next spring,\" Hale…");
    const char *inside = "Hale called it « a gift for the whole town » on Monday.";
    assert_digest(*state, "en", inside, ENT_SUMMARY_WORDS, 5, "Hale called it a gift…");
    assert_digest(*state, "en", inside, ENT_SUMMARY_WORDS, 6,
                  "Hale called it a gift for…");

    ent_summary summary = digest(*state, &inside, 1, (ent_summary_options){.budget = 6});
    assert_int_equal(summary.sentences[0].kept_count, 2);
    assert_int_equal(summary.sentences[0].kept[0].end, 15); /* "Hale called it " */
    assert_int_equal(summary.sentences[0].kept[1].start, 18);
    assert_int_equal(summary.sentences[0].kept[1].end, 28); /* "a gift for" */
}

/* A no-break space or a comma before the ellipsis: the first would make it a word of its own, over the budget. */
static void a_cut_ends_behind_a_word(void **state)
{
    const char *text = "Prices\u00A0\u2028rose, too, said the bank of the country.";
    assert_digest(*state, "en", text, ENT_SUMMARY_WORDS, 1, "Prices…");
    assert_digest(*state, "en", text, ENT_SUMMARY_WORDS, 3,
                  "Prices\u00A0\u2028rose, too…");
}

/* Of 17 words only the second sentence would fit, and it leans on the first: the first is cut instead. */
static void what_leans_is_not_printed_alone(void **state)
{
    const char *text =
        "The council of the town has set a new toll for lorries on the bridge. "
        "She had the votes.";
    assert_digest(*state, "en", text, ENT_SUMMARY_WORDS, 6,
                  "The council of the town has…");
    assert_digest(*state, "en", text, ENT_SUMMARY_WORDS, 19, text);
    assert_digest(*state, "de",
                  "Der Rat der Stadt hat eine neue Maut beschlossen. Er war sich einig.",
                  ENT_SUMMARY_WORDS, 5, "Der Rat der Stadt hat…");
}

/* "She said" and "The tide" fit into 8 words; the first leans, so that the other one is printed. */
static void another_is_printed_for_one_that_leans(void **state)
{
    assert_digest(
        *state, "en",
        "The council of the town has set a new toll for lorries. She said the vote was "
        "a good one. The tide was high on that day.",
        ENT_SUMMARY_WORDS, 8, "The tide was high on that day.");
}

static void a_quotation_printed_whole_keeps_its_marks(void **state)
{
    const char *text =
        "Ann Marsh said: “It rained all day. The wind blew. Then it stopped.”";
    assert_digest(*state, "en", text, ENT_SUMMARY_SENTENCES, 3, text);
    /* in part: no mark without its partner */
    assert_digest(*state, "en", text, ENT_SUMMARY_SENTENCES, 2,
                  "Ann Marsh said: It rained all day. The wind blew.");
    /* a mark that stands between spaces is a word: 8 words and 2 marks */
    const char *french = "Anne dit : « Il pleut. Il vente. »";
    assert_digest(*state, "fr", french, ENT_SUMMARY_WORDS, 9, french);
    assert_digest(*state, "fr", french, ENT_SUMMARY_WORDS, 8,
                  "Anne dit : Il pleut. Il vente.");
}

/* Whose it is stands at its end: nothing of it is printed without the rest. 3 + 4 + 6 words in it, 9 before. */
static void a_quotation_is_not_begun_without_its_speaker(void **state)
{
    const char *text =
        "The court gave the driver a lot of money. “We respect that. We do not "
        "agree. We will appeal,” said Jan Vik.";
    assert_digest(*state, "en", text, ENT_SUMMARY_SENTENCES, 3,
                  "The court gave the driver a lot of money.");
    assert_digest(*state, "en", text, ENT_SUMMARY_SENTENCES, 4, text);
    assert_digest(*state, "en", text, ENT_SUMMARY_WORDS, 21,
                  "The court gave the driver a lot of money.");
    assert_digest(*state, "en", text, ENT_SUMMARY_WORDS, 22, text);
}

/* "he said" at the end of it: the sentence before comes along, or it is not printed. */
static void a_quotation_of_someone_unnamed_leans(void **state)
{
    const char *text =
        "The vote on the new toll for all lorries was on Monday. The mayor was "
        "there. “We won. It was time,” he said.";
    assert_digest(
        *state, "en", text, ENT_SUMMARY_SENTENCES, 2,
        "The vote on the new toll for all lorries was on Monday. The mayor was there.");
    assert_digest(*state, "en", text, ENT_SUMMARY_SENTENCES, 4, text);
}

static void an_article_of_one_quotation_is_answered(void **state)
{
    assert_digest(*state, "en", "“We respect that. We do not agree. We will appeal.”",
                  ENT_SUMMARY_SENTENCES, 1, "We respect that.");
}

/* A question comes with an answer that leans on it, never alone; an answer that stands alone comes without. */
static void a_question_is_printed_before_its_answer(void **state)
{
    const char *text = "Rita Moe of Alder Energy knows all about heat pumps.\n"
                       "Q: What do they cost?\nA: About 12,000 crowns, all in all.\n"
                       "And are they loud?\nModern ones are as loud as a refrigerator.";
    assert_digest(
        *state, "en", text, ENT_SUMMARY_SENTENCES, 4,
        "Rita Moe of Alder Energy knows all about heat pumps. What do they cost? "
        "About 12,000 crowns, all in all. Modern ones are as loud as a refrigerator.");
    assert_digest(*state, "en", text, ENT_SUMMARY_SENTENCES, 2,
                  "Rita Moe of Alder Energy knows all about heat pumps. "
                  "Modern ones are as loud as a refrigerator.");
}

/* Three of five breaks go on in lower case. */
static void wrapped_lines_are_joined(void **state)
{
    assert_digest(
        *state, "en",
        "The council voted on Monday to charge lorries that\ncross the old bridge over "
        "the river.  The toll will\npay for new cables.\nHauliers said that the toll "
        "would cost a lorry\n900 crowns a year, which is\nmore than they have.",
        ENT_SUMMARY_SENTENCES, 1,
        "The council voted on Monday to charge lorries that cross the old bridge over "
        "the river.");
}

static void a_dateline_may_stand_below_a_heading(void **state)
{
    assert_digest(
        *state, "en",
        "Toll for lorries\nALDERTON, May 3 -- The council set a toll for lorries.",
        ENT_SUMMARY_SENTENCES, 2, "The council set a toll for lorries.");
}

/* "I did." leans on the question before it. */
static void one_or_two_words_do_not_stand_alone(void **state)
{
    assert_digest(
        *state, "en",
        "The mayor asked who had read the long report of the engineers. I did. Nobody "
        "else in the hall had even opened it that day.",
        ENT_SUMMARY_SENTENCES, 2,
        "The mayor asked who had read the long report of the engineers. Nobody "
        "else in the hall had even opened it that day.");
}

static void line_ups_and_times_are_not_printed(void **state)
{
    assert_digest(
        *state, "en",
        "14:32 Rovers beat United on Saturday.\n"
        "Rovers: Holm; Vik, Lund, Dahl, Moe; Nilsen, Strand, Lie, Bakke; Eide, Foss.",
        ENT_SUMMARY_SENTENCES, 2, "Rovers beat United on Saturday.");
}

/* Behind Han no space, with a closing mark between or not; behind Latin one. */
static void sentences_are_joined_as_their_script_wants(void **state)
{
    const char *chinese = "王市长说：“大桥将在星期一关闭。”工程师昨天检查了缆索。";
    assert_digest(*state, "zh", chinese, ENT_SUMMARY_SENTENCES, 2, chinese);
    assert_digest(*state, "en", "“It rained.”\nRain fell.", ENT_SUMMARY_SENTENCES, 2,
                  "“It rained.” Rain fell.");
}

static void signatures_and_credits_are_not_printed(void **state)
{
    assert_digest(*state, "en",
                  "The council set a toll for lorries.\nReuters\nPhoto: AP\nRead more\n"
                  "(Reporting by Ann Marsh; Editing by Bo Lind)",
                  ENT_SUMMARY_SENTENCES, 9, "The council set a toll for lorries.");
}

/* To the splitter this dateline is three sentences. */
static void a_dateline_of_several_sentences_goes(void **state)
{
    assert_digest(*state, "ru",
                  "Москва. 3 мая. INTERFAX.RU - Совет ввёл плату за проезд.",
                  ENT_SUMMARY_SENTENCES, 5, "Совет ввёл плату за проезд.");
}

/* Six sentences, four of which lean on the one before: all of them are printed where there is room for six. */
static void a_budget_in_sentences_is_filled(void **state)
{
    const char *text =
        "The council met in the hall. It set a toll for the lorries. He called "
        "the vote a success. They cheered in the gallery. But the hauliers left "
        "early. Rain fell on the town that night.";
    assert_digest(*state, "en", text, ENT_SUMMARY_SENTENCES, 6, text);
    for (int budget = 1; budget < 6; budget++) {
        ent_article article = {.lang = ent_string_of("en"), .text = ent_string_of(text)};
        ent_summary_options options = {.unit = ENT_SUMMARY_SENTENCES, .budget = budget};
        ent_summary summary;
        struct fixture *fixture = *state;
        assert_int_equal(ent_summarize(&summary, &fixture->arena, fixture->summarizer,
                                       &article, 1, &options, fixture->scratch, NULL),
                         ENT_OK);
        assert_int_equal(summary.chosen, budget);
    }
}

/*
 * The last article has no word in common with the others, whose sentences are the same. Words of two sentences of six have
 * idf ln(7 / 2.5) = 1.02962, of one ln(7 / 1.5) = 1.54045; rows are of unit length, words count by their idf once more:
 * a . a = 2 x 1.02962, z . z = 2 x 1.54045, a . (s - a) / (|a| |s - a|) = sqrt(1.02962 / (1.02962 + 1.54045)) = 0.63295.
 */
static void what_tells_another_story_is_told(void **state)
{
    const char *texts[] = {"Alpha beta gamma. Delta epsilon.",
                           "Alpha beta gamma. Delta epsilon.",
                           "Zeta eta theta. Iota kappa."};
    ent_summary summary = digest(*state, texts, 3, (ent_summary_options){.budget = 0});
    assert_close(summary.related[0], 0.63295);
    assert_close(summary.related[0], summary.related[1]);
    assert_close(summary.related[2], 0);
    summary = digest(*state, texts, 1, (ent_summary_options){.budget = 0});
    assert_null(summary.related);
}

static void nothing_gives_nothing(void **state)
{
    const char *text = " \n ";
    ent_summary summary = digest(*state, &text, 1, (ent_summary_options){.budget = 0});
    assert_int_equal(summary.text.size, 0);
    assert_int_equal(summary.count, 0);
}

static void what_is_only_boilerplate_is_still_answered(void **state)
{
    const char *text = "Read more";
    ent_summary summary = digest(*state, &text, 1, (ent_summary_options){.budget = 0});
    assert_text(&summary, "Read more");
}

static void bad_budgets_are_refused(void **state)
{
    struct fixture *fixture = *state;
    const ent_summary_options bad[] = {{.budget = -1},
                                       {.budget = NAN},
                                       {.unit = ENT_SUMMARY_SENTENCES},
                                       {.unit = ENT_SUMMARY_RATIO, .budget = 1.5},
                                       {.threshold = 2}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ent_summary summary;
        ent_error err = {0};
        assert_int_equal(ent_summarize(&summary, &fixture->arena, fixture->summarizer,
                                       NULL, 0, &bad[i], fixture->scratch, &err),
                         ENT_EARG);
        assert_true(err.msg[0] != '\0');
    }
}

static void a_full_arena_is_told(void **state)
{
    struct fixture *fixture = *state;
    ent_arena small = fixture->scratch;
    small.end = small.next + 256;
    ent_article article = {
        .text = ent_string_of("The council set a toll. Rain fell on the hills.")};
    ent_summary summary;
    assert_int_equal(ent_summarize(&summary, &fixture->arena, fixture->summarizer,
                                   &article, 1, NULL, small, NULL),
                     ENT_ENOMEM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_as_worked_by_hand),
        cmocka_unit_test(length_counts_where_sentences_are_short),
        cmocka_unit_test(sentences_of_equal_worth_are_taken_from_the_top),
        cmocka_unit_test(a_budget_is_not_filled_with_much_worse),
        cmocka_unit_test(lexrank_is_symmetric),
        cmocka_unit_test(textrank_prefers_what_overlaps),
        cmocka_unit_test(the_lead_goes_round),
        cmocka_unit_test(a_repeat_is_left_out),
        cmocka_unit_test(a_long_sentence_is_cut_at_a_word),
        cmocka_unit_test(a_cut_leaves_no_lone_quotation_mark),
        cmocka_unit_test(a_cut_ends_behind_a_word),
        cmocka_unit_test(a_reference_takes_its_antecedent_along),
        cmocka_unit_test(what_leans_is_not_printed_alone),
        cmocka_unit_test(another_is_printed_for_one_that_leans),
        cmocka_unit_test(a_quotation_printed_whole_keeps_its_marks),
        cmocka_unit_test(a_quotation_is_not_begun_without_its_speaker),
        cmocka_unit_test(a_quotation_of_someone_unnamed_leans),
        cmocka_unit_test(an_article_of_one_quotation_is_answered),
        cmocka_unit_test(a_question_is_printed_before_its_answer),
        cmocka_unit_test(wrapped_lines_are_joined),
        cmocka_unit_test(a_dateline_may_stand_below_a_heading),
        cmocka_unit_test(one_or_two_words_do_not_stand_alone),
        cmocka_unit_test(line_ups_and_times_are_not_printed),
        cmocka_unit_test(sentences_are_joined_as_their_script_wants),
        cmocka_unit_test(signatures_and_credits_are_not_printed),
        cmocka_unit_test(a_dateline_of_several_sentences_goes),
        cmocka_unit_test(a_budget_in_sentences_is_filled),
        cmocka_unit_test(what_tells_another_story_is_told),
        cmocka_unit_test(nothing_gives_nothing),
        cmocka_unit_test(what_is_only_boilerplate_is_still_answered),
        cmocka_unit_test(bad_budgets_are_refused),
        cmocka_unit_test(a_full_arena_is_told),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
