/* SPDX-License-Identifier: MIT */
/* Looks up the words at which phrases end; the lists are in cut_words.inc. */
#include "cuts.h"

#include <string.h>

#include <utf8proc.h>

static const struct {
    const char *code;
    const char *words;
    const char *verbs;
    const char *endings;
    const char *spared;
} lists[] = {
#include "cut_words.inc"
};

/* Names cross borders, so these are of no language. */
static const char particles[] = "of the de du des la le les da do das dos del della "
                                "dello dei degli delle di el los las "
                                "van von der den ter zu zum zur al bin ibn ben af av";

static const char titles[] =
    "mr mrs ms miss dr prof professor sir lord lady president "
    "vice prime minister chancellor senator sen "
    "congressman congresswoman governor gov mayor king queen "
    "prince princess pope general gen colonel col "
    "major captain capt lieutenant lt sergeant sgt judge "
    "justice secretary ambassador monsieur madame mme "
    "mlle président présidente ministre premier première maire "
    "roi reine pape général señor señora sr sra "
    "ceo cfo presidente presidenta ministro ministra primeiro primeira "
    "primer primera rey reina papa general dom dona rei "
    "rainha herr frau präsident präsidentin bundeskanzler "
    "bundeskanzlerin minister ministerin signor signora";

/* Days, months and measures are no tags even where they are written with capitals; May is left to chance. */
static const char calendar[] =
    "monday tuesday wednesday thursday friday saturday sunday january february march "
    "april june july "
    "august september october november december lundi mardi mercredi jeudi vendredi "
    "samedi dimanche "
    "janvier février mars avril mai juin juillet août septembre octobre novembre "
    "décembre montag "
    "dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz juni juli "
    "oktober "
    "dezember prozent uhr jahr jahre jahren tag tage tagen woche wochen monat monate "
    "monaten million "
    "millionen milliarde milliarden lunes martes miércoles jueves viernes sábado domingo "
    "enero febrero marzo "
    "abril mayo "
    "junio julio agosto septiembre octubre noviembre diciembre segunda-feira terça-feira "
    "quarta-feira quinta-feira sexta-feira janeiro fevereiro março maio junho julho "
    "setembro outubro "
    "novembro dezembro lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio "
    "febbraio "
    "aprile maggio giugno luglio settembre ottobre dicembre maandag dinsdag woensdag "
    "donderdag "
    "vrijdag zaterdag zondag januari februari maart mei augustus";

static bool add_all(ent_names *names, const char *words)
{
    for (uint32_t id; *words;) {
        size_t size = strcspn(words, " ");
        if (size && !ent_names_add(names, (ent_string){words, size}, &id))
            return false;
        words += size + (words[size] == ' ');
    }
    return true;
}

bool ent__tag_cuts_open(struct tag_cuts *cuts, const ent_language *language)
{
    *cuts = (struct tag_cuts){0};
    if (!add_all(&cuts->particles, particles) || !add_all(&cuts->titles, titles) ||
        !add_all(&cuts->calendar, calendar))
        return false;
    for (size_t i = 0; language && i < sizeof lists / sizeof *lists; i++) {
        if (strcmp(lists[i].code, language->code) != 0)
            continue;
        cuts->endings = *lists[i].endings ? lists[i].endings : NULL;
        return add_all(&cuts->words, lists[i].words) &&
               add_all(&cuts->verbs, lists[i].verbs) &&
               add_all(&cuts->spared, lists[i].spared);
    }
    return true;
}

void ent__tag_cuts_close(struct tag_cuts *cuts)
{
    ent_names_dispose(&cuts->words);
    ent_names_dispose(&cuts->verbs);
    ent_names_dispose(&cuts->spared);
    ent_names_dispose(&cuts->particles);
    ent_names_dispose(&cuts->titles);
    ent_names_dispose(&cuts->calendar);
}

static bool has(const ent_names *names, ent_string word)
{
    return ent_names_find(names, word) != ENT_MAP_NONE;
}

static bool ends(ent_string word, const char *ending, size_t size)
{
    return word.size > size + 1 &&
           memcmp(word.data + word.size - size, ending, size) == 0;
}

/* The verb that is left without `drop` bytes and with `add` behind. */
static bool is_verb(const ent_names *verbs, ent_string word, size_t drop, const char *add)
{
    char base[32];
    size_t kept = word.size - drop, more = strlen(add);
    if (kept + more > sizeof base)
        return false;
    memcpy(base, word.data, kept);
    memcpy(base + kept, add, more);
    return has(verbs, (ent_string){base, kept + more});
}

/* A form of a regular English verb: base, -s, -ed, -ing, with the usual changes of spelling. */
static bool is_verb_form(const ent_names *verbs, ent_string word)
{
    if (!verbs->count || word.size < 2)
        return false;
    if (has(verbs, word))
        return true;
    if (ends(word, "s", 1) && is_verb(verbs, word, 1, ""))
        return true;
    if ((ends(word, "ies", 3) || ends(word, "ied", 3)) && is_verb(verbs, word, 3, "y"))
        return true;
    if (ends(word, "es", 2) || ends(word, "ed", 2))
        if (is_verb(verbs, word, 2, "") || is_verb(verbs, word, 1, ""))
            return true;
    if (ends(word, "ing", 3) &&
        (is_verb(verbs, word, 3, "") || is_verb(verbs, word, 3, "e")))
        return true;
    size_t ending = ends(word, "ing", 3) ? 3 : ends(word, "ed", 2) ? 2 : 0;
    size_t stem = word.size - ending;
    return ending && stem >= 3 && word.data[stem - 1] == word.data[stem - 2] &&
           is_verb(verbs, word, ending + 1, "");
}

static bool is_adverb(const struct tag_cuts *cuts, ent_string word)
{
    for (const char *ending = cuts->endings; ending && *ending;) {
        size_t size = strcspn(ending, "|");
        if (word.size > size + 2 && ends(word, ending, size))
            return !has(&cuts->spared, word);
        ending += size + (ending[size] == '|');
    }
    return false;
}

bool ent__tag_cuts(const struct tag_cuts *cuts, ent_string folded)
{
    return has(&cuts->words, folded) || is_verb_form(&cuts->verbs, folded) ||
           is_adverb(cuts, folded);
}

bool ent__tag_is_particle(const struct tag_cuts *cuts, ent_string folded)
{
    return has(&cuts->particles, folded);
}

bool ent__tag_is_date(const struct tag_cuts *cuts, ent_string folded)
{
    return has(&cuts->calendar, folded);
}

bool ent__tag_is_title(const struct tag_cuts *cuts, ent_string folded)
{
    return has(&cuts->titles, folded);
}

/* Hiragana, but for what writes names; and the Chinese characters that are function words most of the time. */
static bool joins_words(int32_t code)
{
    static const uint16_t characters[] = {
        0x4E0D, /* 不 */ 0x4E0E, /* 与 */ 0x4E14, /* 且 */ 0x4E4B, /* 之 */
        0x4E5F, /* 也 */ 0x4E86, /* 了 */ 0x4ED6, /* 他 */ 0x4EEC, /* 们 */
        0x4F46, /* 但 */ 0x4F60, /* 你 */ 0x5011, /* 們 */ 0x5176, /* 其 */
        0x53CA, /* 及 */ 0x548C, /* 和 */ 0x5728, /* 在 */ 0x5979, /* 她 */
        0x5B83, /* 它 */ 0x5C31, /* 就 */ 0x5DF2, /* 已 */ 0x5F88, /* 很 */
        0x6211, /* 我 */ 0x628A, /* 把 */ 0x662F, /* 是 */ 0x6CA1, /* 没 */
        0x7684, /* 的 */ 0x7740, /* 着 */ 0x800C, /* 而 */ 0x8207, /* 與 */
        0x88AB, /* 被 */ 0x8AAA, /* 說 */ 0x8BF4, /* 说 */ 0x8FD8, /* 还 */
        0x8FD9, /* 这 */ 0x9019, /* 這 */ 0x9084, /* 還 */ 0x90A3, /* 那 */
    };
    if (code >= 0x3041 && code <= 0x309F)
        return true;
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++)
        if (characters[i] == code)
            return true;
    return false;
}

bool ent__tag_cuts_bigram(ent_string bigram)
{
    for (size_t at = 0; at < bigram.size;) {
        utf8proc_int32_t code;
        utf8proc_ssize_t size =
            utf8proc_iterate((const utf8proc_uint8_t *)bigram.data + at,
                             (utf8proc_ssize_t)(bigram.size - at), &code);
        if (size <= 0 || joins_words(code))
            return true;
        at += (size_t)size;
    }
    return false;
}
