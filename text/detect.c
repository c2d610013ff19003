/* SPDX-License-Identifier: MIT */
/* Which legacy charset? The pair of a charset and a language wins under which the bytes are least surprising. */
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/array.h"
#include "decode.h"
#include "unicode.h"

enum { SAMPLE = 1 << 13 };

/* Characters that cost the same. */
struct level {
    unsigned char cost; /* half bits */
    const char *characters;
};

#include "charsets.inc"

/* What a language is written in; a charset's languages stand together, the likelier charset first in case of a tie. */
static const struct candidate {
    const char *charset;
    const struct level *language;
    unsigned char rarity; /* half bits that it costs to think of it */
} candidates[] = {
    {"WINDOWS-1252", eng, 0},    {"WINDOWS-1252", fra, 0}, {"WINDOWS-1252", deu, 0},
    {"WINDOWS-1252", spa, 0},    {"WINDOWS-1252", por, 0}, {"WINDOWS-1252", ita, 0},
    {"WINDOWS-1252", nld, 0},    {"WINDOWS-1252", swe, 0}, {"WINDOWS-1252", dan, 0},
    {"WINDOWS-1252", nob, 0},    {"WINDOWS-1252", fin, 0}, {"WINDOWS-1252", isl, 4},
    {"WINDOWS-1252", cat, 4},    {"WINDOWS-1251", rus, 0}, {"WINDOWS-1251", ukr, 2},
    {"WINDOWS-1251", bul, 2},    {"WINDOWS-1251", srp, 4}, {"WINDOWS-1251", mkd, 4},
    {"KOI8-R", rus, 2},          {"KOI8-U", ukr, 6},       {"IBM866", rus, 8},
    {"ISO-8859-5", rus, 12},     {"GB18030", zho, 0},      {"GB18030", zho_hant, 8},
    {"BIG5-HKSCS", zho_hant, 0}, {"EUC-JP", jpn, 2},       {"CP932", jpn, 0},
    {"CP949", kor, 0},           {"WINDOWS-1250", pol, 2}, {"WINDOWS-1250", ces, 2},
    {"WINDOWS-1250", slk, 2},    {"WINDOWS-1250", hun, 2}, {"WINDOWS-1250", ron, 2},
    {"WINDOWS-1250", hrv, 2},    {"WINDOWS-1250", slv, 2}, {"ISO-8859-2", pol, 4},
    {"ISO-8859-2", ces, 4},      {"ISO-8859-2", slk, 4},   {"ISO-8859-2", hun, 4},
    {"ISO-8859-2", ron, 4},      {"ISO-8859-2", hrv, 4},   {"ISO-8859-2", slv, 4},
    {"WINDOWS-1253", ell, 0},    {"ISO-8859-7", ell, 2},   {"WINDOWS-1254", tur, 2},
    {"WINDOWS-1255", heb, 0},    {"WINDOWS-1256", arb, 0}, {"WINDOWS-1256", pes, 4},
    {"ISO-8859-6", arb, 8},      {"WINDOWS-1257", lit, 4}, {"WINDOWS-1257", lvs, 4},
    {"WINDOWS-1257", est, 4},    {"CP874", tha, 0},
};
enum { CANDIDATES = sizeof candidates / sizeof *candidates };

/* Half bits of what the tables do not have; they are guesses, and need not be exact. */
enum {
    COST_SPACE = 5,
    COST_ASCII = 14, /* digits, punctuation */
    COST_QUOTE = 20, /* the typographic punctuation of all languages */
    COST_RARE = 32,  /* a letter of the script, but not of the language */
    COST_IDEOGRAPH = 33,
    COST_FOREIGN = 44, /* a letter of another script */
    COST_SYMBOL = 30,
    COST_CONTROL = 56, /* control characters, private use */
    COST_MALFORMED = 60,
    COST_CAPITAL = 5,    /* at the front of a word */
    COST_SHOUTED = 2,    /* behind another one */
    COST_MISPLACED = 20, /* a capital behind a small letter, a mark behind no letter */
    COST_MIXTURE = 16,   /* letters of two scripts in one word */
    NOISE = 38           /* a byte beyond ASCII that means nothing */
};

/* ---- what characters cost ---- */

/* Costs of the code points below U+10000; 0: not in the table. */
typedef struct cost_table {
    unsigned char of[0x10000];
} cost_table;

static void fill(cost_table *table, const struct level *levels, bool clear)
{
    for (; levels->characters; levels++) {
        const ent_string list = {levels->characters, strlen(levels->characters)};
        for (size_t at = 0; at < list.size;)
            table->of[ent__next(list, &at)] = clear ? 0 : levels->cost;
    }
}

static bool is_latin(uint32_t code)
{
    return code < 0x250 || (code >= 0x1E00 && code < 0x1F00);
}

static bool is_word(uint32_t code)
{
    enum ent__class class = ent__class(code);
    return class == ENT__LETTER || class == ENT__MARK;
}

/* English is quoted in all languages: what ASCII costs where they do not use it. */
static unsigned ascii_cost(const cost_table *table, uint32_t code)
{
    static const unsigned char english[26] = {7,  13, 10, 9,  6,  11, 11, 9,  7,
                                              18, 14, 9,  11, 8,  7,  11, 20, 8,
                                              8,  7,  11, 13, 12, 19, 11, 22};
    uint32_t small = code | 0x20;
    if (code == ' ' || code == '\n' || code == '\r')
        return COST_SPACE;
    if (small < 'a' || small > 'z')
        return code < ' ' && code != '\t' ? COST_CONTROL : COST_ASCII;
    return table->of['e'] && table->of[small] ? table->of[small] : english[small - 'a'];
}

static unsigned unlisted_cost(const cost_table *table, uint32_t code)
{
    static const char quotes[] = "“”‘’–—…«»„";
    char encoded[5] = {0};
    encoded[ent__encode(code, encoded)] = '\0';
    switch (ent__class(code)) {
    case ENT__SPACE:
        return COST_SPACE + COST_ASCII;
    case ENT__CJK:
        if (code < 0x3400 || code >= 0xF900) /* kana; half-width ones use up any bytes */
            return table->of[0x306E] && code < 0x3400 ? COST_IDEOGRAPH : COST_FOREIGN;
        return table->of[0x4E00] ? COST_IDEOGRAPH : COST_FOREIGN;
    case ENT__LETTER:
    case ENT__MARK:
        if (code >= 0xAC00 && code <= 0xD7A3)
            return table->of[0xC774] ? COST_RARE : COST_FOREIGN;
        if (is_latin(code))
            return table->of['e'] && code != 0xFF ? COST_RARE : COST_FOREIGN;
        return (code >= 0x370 && code < 0x400 && table->of[0x3B1]) ||
                       (code >= 0x400 && code < 0x530 && table->of[0x430]) ||
                       (code >= 0x590 && code < 0x600 && table->of[0x5D0]) ||
                       (code >= 0x600 && code < 0x700 && table->of[0x627])
                   ? COST_RARE
                   : COST_FOREIGN;
    case ENT__THAI:
        return table->of[0xE01] ? COST_RARE : COST_FOREIGN;
    default:
        break;
    }
    if (code < 0xA0 || (code >= 0xE000 && code <= 0xF8FF))
        return COST_CONTROL;
    if (code >= 0x2B0 && code <= 0x2FF)
        return COST_FOREIGN; /* accents on nothing */
    return strstr(quotes, encoded) ? COST_QUOTE : COST_SYMBOL;
}

/* Vowels and tones stand behind or on top of something, a vowel that is written first has a consonant behind it. */
static unsigned thai_context_cost(uint32_t code, uint32_t before)
{
    bool consonant = code >= 0xE01 && code <= 0xE2E;
    bool first = code >= 0xE40 && code <= 0xE44;
    if (before >= 0xE40 && before <= 0xE44)
        return consonant ? 0 : COST_MISPLACED;
    bool follows = !consonant && !first && code < 0xE4F && code != 0xE2F;
    return follows && ent__class(before) != ENT__THAI && before ? COST_MISPLACED : 0;
}

/* Hebrew's final forms, Greek's final sigma, Arabic's teh marbuta and alef maksura. */
static bool ends_words(uint32_t code)
{
    return code == 0x5DA || code == 0x5DD || code == 0x5DF || code == 0x5E3 ||
           code == 0x5E5 || code == 0x3C2 || code == 0x629 || code == 0x649;
}

/* Where the characters before it make a character odd. */
static unsigned context_cost(uint32_t code, uint32_t before)
{
    unsigned cost = 0;
    enum ent__class class = ent__class(code);
    if (class == ENT__THAI)
        return thai_context_cost(code, before);
    if (class != ENT__LETTER)
        return class == ENT__MARK && !is_word(before) ? COST_MISPLACED : 0;
    if (ent__is_upper(code))
        cost += ent__is_lower(before)   ? COST_MISPLACED
                : ent__is_upper(before) ? COST_SHOUTED
                                        : COST_CAPITAL;
    if (is_word(before) && is_latin(before) != is_latin(code))
        cost += COST_MIXTURE;
    if (ends_words(before))
        cost += COST_MISPLACED;
    return cost;
}

/* ---- what a text costs ---- */

/* A sample as a charset reads it. */
struct reading {
    uint32_t codes[SAMPLE + 2]; /* folded; ENT__ILL_FORMED where bytes mean nothing */
    unsigned char context[SAMPLE + 2]; /* costs that no language changes */
    size_t count;
};

static void read_sample(struct reading *reading, ent__reader *reader, ent_string sample)
{
    uint32_t before = 0; /* the sample may begin in the middle of a word */
    reading->count = 0;
    for (size_t at = 0; at < sample.size;) {
        uint32_t codes[2];
        int count = ent__reader_next(reader, sample, &at, codes);
        if (count < 0)
            codes[0] = ENT__ILL_FORMED;
        if (count == 0)
            continue;
        bool ill = codes[0] >= ENT__ILL_FORMED;
        uint32_t code = ill ? ENT__ILL_FORMED : codes[0];
        reading->context[reading->count] =
            (unsigned char)(ill ? COST_MALFORMED : context_cost(code, before));
        reading->codes[reading->count++] =
            ill || code < 0x80 ? code
                               : (uint32_t)utf8proc_tolower((utf8proc_int32_t)code);
        before = ill ? ' ' : code;
    }
}

static unsigned long cost_of(const struct reading *reading, const cost_table *table)
{
    unsigned long sum = 0;
    for (size_t i = 0; i < reading->count; i++) {
        uint32_t code = reading->codes[i];
        sum += reading->context[i];
        if (code < 0x80)
            sum += ascii_cost(table, code);
        else if (code < 0x10000 && table->of[code])
            sum += table->of[code];
        else if (code < ENT__ILL_FORMED)
            sum += unlisted_cost(table, code);
    }
    return sum;
}

/* What it costs to take the bytes beyond ASCII for noise in English. */
static unsigned long cost_of_noise(ent_string sample, const cost_table *table)
{
    unsigned long sum = 0;
    uint32_t before = 0;
    for (size_t i = 0; i < sample.size; i++) {
        uint32_t code = (unsigned char)sample.data[i];
        sum += code < 0x80 ? ascii_cost(table, code) + context_cost(code, before) : NOISE;
        before = code < 0x80 ? code : ' ';
    }
    return sum;
}

/* From a little before the first byte beyond ASCII on: only ASCII stands before it, so a character begins there in any charset. */
static ent_string sample_of(ent_string bytes)
{
    size_t start = 0;
    while (start < bytes.size && (unsigned char)bytes.data[start] < 0x80)
        start++;
    for (size_t i = 0; i < 64 && start > 0; i++)
        start--;
    ent_string sample = {bytes.data + start, bytes.size - start};
    if (sample.size > SAMPLE)
        sample.size = SAMPLE;
    return sample;
}

struct workspace {
    struct reading reading;
    cost_table table;
    const char *best;
    unsigned long least;
};

static void read_as(struct workspace *work, const char *charset, ent_string sample)
{
    ent__reader *reader = ent__reader_open(charset);
    work->reading.count = 0;
    if (reader) /* iconv may not know it */
        read_sample(&work->reading, reader, sample);
    ent__reader_close(reader);
}

static void try_candidate(struct workspace *work, const char *charset,
                          const struct candidate *candidate)
{
    fill(&work->table, candidate->language, false);
    unsigned long cost = cost_of(&work->reading, &work->table) + candidate->rarity;
    fill(&work->table, candidate->language, true);
    if (work->reading.count && cost < work->least) {
        work->best = charset;
        work->least = cost;
    }
}

const char *ent__charset_detect(ent_string bytes, bool some_utf8)
{
    ent_string sample = sample_of(bytes);
    struct workspace *work = ent_new_zeroed(1, sizeof *work);
    if (!work)
        return NULL;
    fill(&work->table, eng,
         false); /* a long text would add up any other costs of ASCII */
    work->least = cost_of_noise(sample, &work->table);
    fill(&work->table, eng, true);
    if (some_utf8) {
        read_as(work, "UTF-8", sample);
        for (size_t i = 0; i < CANDIDATES; i++)
            try_candidate(work, "UTF-8", &candidates[i]);
    }
    for (size_t i = 0; i < CANDIDATES; i++) {
        const char *charset = candidates[i].charset;
        if (i == 0 || strcmp(charset, candidates[i - 1].charset) != 0)
            read_as(work, charset, sample);
        try_candidate(work, charset, &candidates[i]);
    }
    const char *best = work->best;
    free(work);
    return best;
}
