/* SPDX-License-Identifier: MIT */
/* Word lists and patterns of the news trade. Each is only ever used to leave something out. */
#include "phrases.h"

#include <string.h>

#include "base/base.h"

/* ---- matching ---- */

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static char lower(char c)
{
    return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/* Part of a word: ASCII letters and digits, and whatever is not ASCII. */
static bool is_word_byte(char c)
{
    return is_upper(c) || is_lower(c) || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

/* ASCII case is ignored where `fold` is set. */
static bool starts_with(ent_string text, const char *phrase, bool fold)
{
    size_t size = strlen(phrase);
    if (text.size < size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (fold ? lower(text.data[i]) != lower(phrase[i]) : text.data[i] != phrase[i])
            return false;
    return true;
}

/* The offset of a phrase that begins within the first `limit` bytes, or SIZE_MAX. */
static size_t find(ent_string text, const char *phrase, size_t limit)
{
    size_t size = strlen(phrase);
    size_t searched =
        limit < text.size && limit + size - 1 < text.size ? limit + size - 1 : text.size;
    const char *found = searched ? memmem(text.data, searched, phrase, size) : NULL;
    return found ? (size_t)(found - text.data) : SIZE_MAX;
}

static ent_string from(ent_string text, size_t start)
{
    return (ent_string){text.data + start, text.size - start};
}

/* ---- boilerplate ---- */

/* Openings of sentences that talk about the page. Own observation of news pages; ASCII case is ignored. */
static const char *const page_openings[] = {
    "read more",
    "read also",
    "read next",
    "also read",
    "read full",
    "see also:",
    "story continues",
    "advertisement",
    "continue reading",
    "click here",
    "sign up for",
    "subscribe to our",
    "subscribe now",
    "follow us on",
    "follow @",
    "share this",
    "related:",
    "related article",
    "related stor",
    "photo:",
    "photos:",
    "photo by",
    "photograph:",
    "picture:",
    "pictures:",
    "image:",
    "image source",
    "image caption",
    "image copyright",
    "file photo",
    "video:",
    "watch:",
    "listen:",
    "getty images",
    "copyright ",
    "©",
    "all rights reserved",
    "(reporting by",
    "reporting by ",
    "editing by ",
    "additional reporting",
    "this article was originally",
    "this story has been",
    "this article originally",
    "media playback",
    "scroll down for",
    "for confidential support",
    "last updated",
    "you can now add ",
    "find out more about",
    "use the form below",
    "if you have a story suggestion",
    "lire aussi",
    "à lire aussi",
    "lire la suite",
    "abonnez-vous",
    "crédit photo",
    "publicité",
    "lesen sie auch",
    "mehr zum thema",
    "weiterlesen",
    "foto:",
    "fotos:",
    "bild:",
    "quelle:",
    "anzeige",
    "leer más",
    "lea también",
    "lee también",
    "publicidad",
    "leia mais",
    "leia também",
    "leggi anche",
    "lees ook",
    "läs också",
    "baca juga",
    "baca selengkapnya",
    "xem thêm",
    "Ảnh:",
    ">> ",
    "&gt;&gt;",
};

bool ent__is_boilerplate(ent_string sentence)
{
    /* One look at the first letter spares most sentences the list. */
    char first = sentence.size ? lower(sentence.data[0]) : '\0';
    for (size_t i = 0; i < sizeof page_openings / sizeof *page_openings; i++)
        if (page_openings[i][0] == first && starts_with(sentence, page_openings[i], true))
            return true;
    return false;
}

/* What stands glued before a sentence: from `opening` to the end of `close` (NULL: of the opening). */
static const struct {
    const char *opening;
    const char *close;
} page_prefixes[] = {
    {"Share this with", "Copy this link"},
    {"Media playback is not supported on this device", NULL},
    {"Media playback is unsupported on your device", NULL},
    {"STORY CONTINUES BELOW THIS AD", NULL},
    {"Story continues below advertisement", NULL},
    {"Article continues below", NULL},
    {"Scroll down for video", NULL},
    {"ADVERTISEMENT", NULL},
};

size_t ent__boilerplate_prefix(ent_string sentence)
{
    for (size_t i = 0; i < sizeof page_prefixes / sizeof *page_prefixes; i++) {
        if (!starts_with(sentence, page_prefixes[i].opening, false))
            continue;
        if (!page_prefixes[i].close)
            return strlen(page_prefixes[i].opening);
        size_t close = find(sentence, page_prefixes[i].close, 200);
        if (close != SIZE_MAX)
            return close + strlen(page_prefixes[i].close);
    }
    return 0;
}

/* ---- datelines and bylines ---- */

static const char *const agencies[] = {
    "Reuters", "REUTERS", "AP",   "AFP",       "CNN",    "UPI",
    "dpa",     "DPA",     "EFE",  "ANSA",      "Xinhua", "PTI",
    "ANI",     "IANS",    "TASS", "Bloomberg", "APA",    "ATS",
    "Lusa",    "ANTARA",  "KUNA", "Yonhap",    "Kyodo",  "Financial Times",
    "Belga",   "PAP",
};

static bool names_an_agency(ent_string text)
{
    for (size_t i = 0; i < sizeof agencies / sizeof *agencies; i++) {
        size_t at = find(text, agencies[i], text.size);
        size_t end = at + strlen(agencies[i]);
        if (at != SIZE_MAX && (at == 0 || !is_word_byte(text.data[at - 1])) &&
            (end == text.size || !is_word_byte(text.data[end])))
            return true;
    }
    return false;
}

/* Capitals up to the first comma or bracket, at least three: "BERLIN, March 3", "NEW YORK (AP)". */
static bool is_a_place_in_capitals(ent_string text)
{
    size_t capitals = 0;
    for (size_t i = 0; i < text.size && text.data[i] != ',' && text.data[i] != '('; i++) {
        if (is_lower(text.data[i]) || (text.data[i] >= '0' && text.data[i] <= '9'))
            return false;
        capitals += is_upper(text.data[i]);
    }
    return capitals >= 3;
}

static size_t skip_blanks_and_dashes(ent_string text, size_t at)
{
    while (at < text.size) {
        if (text.data[at] == ' ' || text.data[at] == '-')
            at++;
        else if (starts_with(from(text, at), "–", false) ||
                 starts_with(from(text, at), "—", false))
            at += 3;
        else if (starts_with(from(text, at), " ", false))
            at += 2;
        else
            break;
    }
    return at;
}

/* What ends a dateline; the first that occurs early in the sentence counts. */
static const char *const dateline_ends[] = {" - ", " -- ", " – ", " — ", ".- ",
                                            " ― ", ") -",  ")—",  "— "};

size_t ent__dateline(ent_string sentence)
{
    enum { LONGEST = 80 };
    size_t close = find(sentence, ")", 24);
    if (sentence.size && sentence.data[0] == '(' && close != SIZE_MAX &&
        names_an_agency((ent_string){sentence.data, close}))
        return skip_blanks_and_dashes(sentence, close + 1);

    size_t updated = find(sentence, "Last updated at ", 40);
    if (updated != SIZE_MAX) {
        size_t zone = find(sentence, "GMT", LONGEST);
        zone = zone == SIZE_MAX ? find(sentence, "BST", LONGEST) : zone;
        if (zone != SIZE_MAX)
            return skip_blanks_and_dashes(sentence, zone + 3);
    }

    size_t end = SIZE_MAX;
    for (size_t i = 0; i < sizeof dateline_ends / sizeof *dateline_ends; i++) {
        size_t at = find(sentence, dateline_ends[i], LONGEST);
        at = at != SIZE_MAX && dateline_ends[i][0] == ')' ? at + 1 : at;
        end = at < end ? at : end;
    }
    if (end != SIZE_MAX) {
        ent_string place = {sentence.data, end};
        if (is_a_place_in_capitals(place) ||
            (names_an_agency(place) && !is_lower(sentence.data[0])))
            return skip_blanks_and_dashes(sentence, end + (sentence.data[end] == '.'));
    }
    size_t colon = find(sentence, ": ", 30);
    if (colon != SIZE_MAX && is_a_place_in_capitals((ent_string){sentence.data, colon}))
        return colon + 2;
    return 0;
}

bool ent__is_byline(ent_string sentence)
{
    static const char *const words_for_by[] = {"By ", "BY ",   "Von ", "Par ", "Por ",
                                               "Di ", "Door ", "Av ",  "Oleh "};
    if (sentence.size > 80 ||
        (sentence.size && strchr(".!?", sentence.data[sentence.size - 1])))
        return false;
    for (size_t i = 0; i < sizeof words_for_by / sizeof *words_for_by; i++) {
        if (!starts_with(sentence, words_for_by[i], false))
            continue;
        /* Every further word is a name (or "and"). */
        for (size_t at = strlen(words_for_by[i]); at < sentence.size; at++) {
            bool begins = sentence.data[at - 1] == ' ' && is_lower(sentence.data[at]);
            ent_string rest = from(sentence, at);
            if (begins && !starts_with(rest, "and ", false) &&
                !starts_with(rest, "und ", false) && !starts_with(rest, "et ", false) &&
                !starts_with(rest, "y ", false) && !starts_with(rest, "e ", false) &&
                !starts_with(rest, "de ", false) && !starts_with(rest, "van ", false) &&
                !starts_with(rest, "von ", false))
                return false;
        }
        return true;
    }
    return false;
}

/* ---- references ---- */

/* Openings, written as at the start of a sentence, a space before and behind each. */
static const struct {
    const char *lang;
    const char *words;
} leaning[] = {
    {"en", " But And However He She They It His Her Their Its This That These Those Such "
           "So Then Yet Still Also Instead "
           "Meanwhile Nevertheless Nonetheless Moreover Furthermore Therefore Thus Hence "
           "Otherwise Additionally Both "
           "Another Him Them Likewise Similarly Consequently Besides "},
    {"fr", " Mais Et Cependant Toutefois Pourtant Il Elle Ils Elles Ce Cela Ces Celui-ci "
           "Celle-ci Ceux-ci Ainsi Donc Puis "
           "Alors Aussi Ensuite Or Néanmoins Enfin D'ailleurs Lui "},
    {"de", " Aber Und Doch Jedoch Er Sie Es Dies Dieser Diese Dieses Diesen Diesem Das "
           "Dann Dabei Daher Deshalb Trotzdem "
           "Allerdings Zudem Außerdem Sein Seine Ihr Ihre Dazu Damit Danach Somit "
           "Dennoch Dort Denn Dagegen "},
    {"es", " Pero Y Sin Ella Ellos Ellas Él Esto Eso Este Esta Estos Estas Ese Esa Así "
           "Además También Entonces "
           "Luego Aunque Asimismo "},
    {"pt", " Mas E Ele Ela Eles Elas Isso Isto Este Esta Estes Estas Esse Essa Assim "
           "Além Também Então Porém "
           "Contudo Entretanto "},
    {"it", " Ma E Egli Lui Lei Loro Questo Questa Questi Queste Quello Quella Così "
           "Inoltre Anche Poi Quindi Tuttavia "
           "Però "},
    {"nl", " Maar En Hij Zij Ze Het Dit Dat Deze Die Daarom Daarnaast Toch Ook Echter "
           "Dus Zijn Haar Hun Bovendien "},
    {"sv",
     " Men Och Han Hon De Det Detta Dessa Denna Därför Dock Också Hans Hennes Deras "},
    {"id", " Tetapi Tapi Namun Dan Ia Dia Mereka Ini Itu Hal Selain Sementara Kemudian "
           "Lalu Sedangkan Meski "},
    {"ru", " Но И А Он Она Они Это Однако Также "},
    {"tr", " Ama Ancak Fakat Ve O Onlar Bu Şu Bunun Ayrıca "},
    {"vi", " Nhưng Tuy Và Ông Bà Họ Anh Đây Điều "},
    {"ko", " 그는 그러나 하지만 또한 이에 그리고 "},
};

static bool has_word(const char *words, ent_string word)
{
    for (const char *at = words; (at = memchr(at, ' ', strlen(at))) != NULL; at++)
        if (strncmp(at + 1, word.data, word.size) == 0 && at[1 + word.size] == ' ')
            return true;
    return false;
}

/* "This week", "This year's": points at the calendar, not at the sentence before. */
static bool is_calendar(ent_string rest)
{
    static const char *const times[] = {" week",      " month",   " year",    " morning",
                                        " afternoon", " evening", " weekend", " summer",
                                        " winter",    " spring",  " autumn"};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        if (starts_with(rest, times[i], false))
            return true;
    return false;
}

/* A quotation that somebody unnamed said. */
static bool is_unnamed_speech(ent_string sentence)
{
    static const char *const speakers[] = {
        " he said", " she said", " they said", " he added", " she added",
        " he told", " she told", " it said",   " he says",  " she says"};
    for (size_t i = 0; i < sizeof speakers / sizeof *speakers; i++)
        if (find(sentence, speakers[i], sentence.size) != SIZE_MAX)
            return true;
    return false;
}

static bool opens_a_quotation(ent_string sentence)
{
    return starts_with(sentence, "\"", false) || starts_with(sentence, "'", false) ||
           starts_with(sentence, "“", false) || starts_with(sentence, "‘", false);
}

bool ent__is_reference(ent_string sentence, ent_string lang)
{
    enum { LONGEST_WORD = 24, LONGEST_SPEECH = 1000 };
    const char *words = NULL;
    for (size_t i = 0; i < sizeof leaning / sizeof *leaning && !words; i++)
        if (lang.size >= 2 && memcmp(lang.data, leaning[i].lang, 2) == 0 &&
            (lang.size == 2 || lang.data[2] == '-'))
            words = leaning[i].words;
    if (!words)
        return false;
    size_t size = 0;
    while (size < sentence.size && size < LONGEST_WORD &&
           (is_word_byte(sentence.data[size]) || sentence.data[size] == '-'))
        size++;
    ent_string word = {sentence.data, size};
    if (size && has_word(words, word))
        return !(lang.data[0] == 'e' && lang.data[1] == 'n' &&
                 is_calendar(from(sentence, size)));
    return lang.data[0] == 'e' && lang.data[1] == 'n' && opens_a_quotation(sentence) &&
           sentence.size < LONGEST_SPEECH && is_unnamed_speech(sentence);
}
