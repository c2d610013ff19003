/* SPDX-License-Identifier: MIT */
/* Which legacy charset? Every candidate reads a sample, and what comes out is scored for its likeness to text. */
#include <string.h>

#include "decode.h"
#include "unicode.h"

enum { SAMPLE = 1 << 14 };

#define RUSSIAN "оеаинтсрвлкмдпуяызь"
#define HAN                                                                                                                       \
    "的一是不了人在有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去" \
    "之"                                                                                                                         \
    "过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又" \
    "如前所本见经头面公同三已老从动两长這國個來說們為時會過學對裡後麼還發當開無見經頭動" \
    "長"                                                                                                                         \
    "與業產現實體關點機車電應總員場報計議區記選問題據本月社者分間新東京内部第県市全地高"

/* A charset with the characters beyond ASCII that make up most of one language in it. In case of a tie the earlier one. */
static const struct candidate {
    const char *charset, *common;
} candidates[] = {
    {"WINDOWS-1252", "àâçéèêëîïôùûœ"},
    {"WINDOWS-1252", "äöüß"},
    {"WINDOWS-1252", "áéíñóúü¿¡"},
    {"WINDOWS-1252", "áâãàçéêíóôõú"},
    {"WINDOWS-1252", "àèéìòù"},
    {"WINDOWS-1252", "åäöæøé"},
    {"WINDOWS-1252", "áðéíóúýþæö"},
    {"WINDOWS-1251", RUSSIAN},
    {"WINDOWS-1251", "оаеинтсрвлкіїєґўјљњћђ"},
    {"KOI8-R", RUSSIAN},
    {"IBM866", RUSSIAN},
    {"GB18030", HAN},
    {"BIG5-HKSCS", HAN},
    {"EUC-JP", HAN},
    {"CP932", HAN},
    {"CP949", "이다는의에을를가한고하은지로도사리기서대인자시어나그해라정있아들수일부만으"
              "과보관전원경"},
    {"WINDOWS-1250", "ąćęłńóśźżŁŚŻ"},
    {"WINDOWS-1250", "áčďéěíňóřšťúůýžľĺŕôä"},
    {"WINDOWS-1250", "áéíóöőúüű"},
    {"WINDOWS-1250", "ăâîşţ"},
    {"WINDOWS-1250", "čćđšž"},
    {"WINDOWS-1253", "αοιετσνηυρπκμλωςάέήίόύώ"},
    {"WINDOWS-1254", "ğışİçöü"},
    {"WINDOWS-1255", "יוהלאתרבמשנעדקםחפ"},
    {"WINDOWS-1256", "الينمتروبعدهسفكقةحجشأىپچگک"},
    {"WINDOWS-1257", "ąčęėįšųūž"},
    {"WINDOWS-1257", "āčēģīķļņšūž"},
    {"WINDOWS-1257", "äöõüšž"},
    {"CP874", "านรกอเงมยลวดทสตะปบคหแจพชใไโผ่้ิี์ัืุู็ำ"},
};
enum { CANDIDATES = sizeof candidates / sizeof *candidates };

/* The code points below U+10000 that count as common: a candidate's, and the punctuation of all. */
typedef struct code_set {
    uint64_t words[0x10000 / 64];
} code_set;

static void add(code_set *set, const char *characters)
{
    const ent_string list = {characters, strlen(characters)};
    for (size_t at = 0; at < list.size;) {
        uint32_t code = ent__next(list, &at);
        if (code < 0x10000)
            set->words[code / 64] |= (uint64_t)1 << (code % 64);
    }
}

static bool holds(const code_set *set, uint32_t code)
{
    return code < 0x10000 && (set->words[code / 64] >> (code % 64) & 1);
}

static bool is_latin(uint32_t code)
{
    return code < 0x250 || (code >= 0x1E00 && code < 0x1F00);
}

/* A letter of an alphabet: it keeps to its own kind, and a capital does not follow a small letter. */
static int weigh_letter(uint32_t code, uint32_t before, bool is_common)
{
    int score = is_common ? 4 : -2;
    bool in_word = ent__class(before) == ENT__LETTER || ent__class(before) == ENT__MARK;
    if (ent__is_upper(code) && ent__is_lower(before))
        score -= 8;
    if (!ent__is_upper(code))
        score++;
    if (is_latin(code))
        return in_word && before >= 0x80 ? score - 5 : score;
    if (in_word && is_latin(before))
        score -= 6;
    return score;
}

static int weigh_ideograph(uint32_t code, uint32_t before, bool is_common)
{
    if (before < 0x80 && ent__class(before) == ENT__LETTER)
        return -4;
    if (is_common)
        return 9;
    if (code >= 0x3041 && code <= 0x30FF)
        return 7;
    return code >= 0x4E00 && code <= 0x9FFF ? 1 : -6;
}

/* How much a character beyond ASCII looks like text behind the one before it. */
static int weigh(uint32_t code, uint32_t before, bool is_common)
{
    switch (ent__class(code)) {
    case ENT__CJK:
        return weigh_ideograph(code, before, is_common);
    case ENT__LETTER:
        if (code >= 0xAC00 && code <= 0xD7A3)
            return is_common ? 9 : 2;
        return weigh_letter(code, before, is_common);
    case ENT__THAI:
    case ENT__MARK:
        return before < 0x80 && ent__class(before) == ENT__LETTER ? -6
               : is_common                                        ? 4
                                                                  : -2;
    case ENT__SPACE:
        return 0;
    default:
        break;
    }
    if (code < 0xA0 || (code >= 0xE000 && code <= 0xF8FF))
        return -12; /* control characters, private use */
    if (is_common || (code >= 0x3000 && code <= 0x3011) ||
        (code >= 0xFF01 && code <= 0xFF1F))
        return 3;
    return ent__class(before) == ENT__LETTER ? -4 : -1;
}

/* The score a byte beyond ASCII, in thousandths. */
static long vote(ent__reader *reader, const struct candidate *candidate,
                 ent_string sample)
{
    ent__reader_rewind(reader);
    code_set set = {{0}};
    add(&set, candidate->common);
    add(&set, "“”‘’–—…«»„");
    long score = 0, bytes = 0;
    uint32_t before = ' ';
    for (size_t at = 0; at < sample.size;) {
        size_t start = at;
        uint32_t codes[2] = {0, 0};
        int count = ent__reader_next(reader, sample, &at, codes);
        if (count > 0 && codes[0] < 0x80) {
            before = codes[0];
            continue;
        }
        bytes += (long)(at - start);
        score += count < 0    ? -12
                 : count == 0 ? 0
                              : weigh(codes[0], before, holds(&set, codes[0]));
        before = count > 0 ? codes[0] : ' ';
    }
    return bytes ? score * 1000 / bytes : 0;
}

/* Stray bytes in a text of Latin letters are not another alphabet: one that is meant has a share of the text. */
static bool is_sparse(ent_string sample)
{
    size_t beyond = 0, letters = 0;
    for (size_t i = 0; i < sample.size; i++) {
        unsigned char byte = (unsigned char)sample.data[i];
        beyond += byte >= 0x80;
        letters += (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
    }
    return beyond * 6 < letters;
}

static bool is_latin_charset(const char *charset)
{
    static const char *const latin[] = {"WINDOWS-1250", "WINDOWS-1252", "WINDOWS-1254",
                                        "WINDOWS-1257"};
    for (size_t i = 0; i < sizeof latin / sizeof *latin; i++)
        if (strcmp(charset, latin[i]) == 0)
            return true;
    return false;
}

const char *ent__charset_detect(ent_string bytes)
{
    /* From the letter before the first byte beyond ASCII on: that byte begins a character in any of the charsets. */
    size_t start = 0;
    while (start < bytes.size && (unsigned char)bytes.data[start] < 0x80)
        start++;
    start -= start > 0;
    ent_string sample = {bytes.data + start, bytes.size - start};
    if (sample.size > SAMPLE)
        sample.size = SAMPLE;
    ent_string whole = {bytes.data, bytes.size < SAMPLE ? bytes.size : SAMPLE};
    bool sparse = is_sparse(whole) && is_sparse(sample);
    const char *best = NULL;
    long most = 0;
    ent__reader *reader =
        NULL; /* neighbours share it: opening costs more than a short sample */
    for (size_t i = 0; i < CANDIDATES; i++) {
        if (sparse && !is_latin_charset(candidates[i].charset))
            continue;
        if (!reader || strcmp(candidates[i].charset, candidates[i - 1].charset) != 0) {
            ent__reader_close(reader);
            reader = ent__reader_open(candidates[i].charset);
        }
        long score = reader ? vote(reader, &candidates[i], sample) : 0;
        if (score > most) {
            best = candidates[i].charset;
            most = score;
        }
    }
    ent__reader_close(reader);
    return best;
}
