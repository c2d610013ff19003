/* SPDX-License-Identifier: MIT */
/* Bytes to UTF-8: marks, repairs, charsets declared and detected, and the way back to the source. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <iconv.h>

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

/* One pound sign before pages of ASCII: nothing else may add up to more than what the sign tells. */
static void one_sign_tells_in_a_long_text(void **state)
{
    (void)state;
    static const char sentence[] =
        "The owners of the harbour said on Monday that they would "
        "build another bridge before the end of the year. ";
    enum { SENTENCES = 60 };
    char bytes[SENTENCES * sizeof sentence + 32] = "They pay \xA3"
                                                   "5m for it. ",
                                             text[sizeof bytes] =
                                                 u8"They pay £5m for it. ";
    for (int i = 0; i < SENTENCES; i++) {
        strcat(bytes, sentence);
        strcat(text, sentence);
    }
    assert_decodes(bytes, strlen(bytes), NULL, text, "WINDOWS-1252", 0);
}

/* ---- charsets found by looking: texts of ours, recoded by iconv ---- */

static const char chinese[] = u8"全国各地的图书馆本周举办了阅读活动，许多家长带着孩子前来"
                              u8"参加。主办方表示，活动将持续到下个月底，欢迎市民报名。";
static const char chinese_weather[] = u8"昨日气温骤降，气象部门发布寒潮预警。交通管理局提"
                                      u8"醒司机注意路面结冰，减速慢行，保持车距。";
static const char traditional[] = u8"全國各地的圖書館本週舉辦了閱讀活動，許多家長帶著孩子"
                                  u8"前來參加。主辦單位表示，活動將持續到下個月底。";
static const char japanese[] =
    u8"全国の図書館では今週、読書のイベントが開かれ、多くの親子が参加しました。主催者によ"
    u8"ると、来月末まで続く予定です。";
static const char korean[] =
    u8"전국의 도서관에서 이번 주 독서 행사가 열려 많은 부모와 아이들이 참가했다. 주최 "
    u8"측은 다음 달 말까지 계속한다고 밝혔다.";
static const char russian[] =
    u8"На этой неделе в библиотеках страны прошли чтения, в которых приняли участие "
    u8"многие родители с детьми. Организаторы сообщили, что мероприятие продлится до "
    u8"конца месяца.";
static const char ukrainian[] =
    u8"Цього тижня в бібліотеках країни відбулися читання, у яких взяли участь багато "
    u8"батьків із дітьми. Організатори повідомили, що захід триватиме до кінця місяця.";
static const char bulgarian[] =
    u8"Тази седмица в библиотеките на страната се проведоха четения, в които участваха "
    u8"много родители с деца. Организаторите съобщиха, че събитието ще продължи до края "
    u8"на месеца.";
static const char french[] =
    u8"Cette semaine, les bibliothèques du pays ont organisé des lectures auxquelles de "
    u8"nombreux parents ont participé avec leurs élèves. Les organisateurs ont annoncé "
    u8"que l’événement durera jusqu’à la fin du mois.";
static const char german[] =
    u8"In dieser Woche fanden in den Büchereien des Landes Lesungen statt, an denen "
    u8"viele Eltern mit ihren Kindern teilnahmen. Die Veranstalter erklärten, dass die "
    u8"Reihe bis zum Ende des Monats läuft und für alle geöffnet ist.";
static const char spanish[] =
    u8"Esta semana las bibliotecas del país organizaron lecturas en las que participaron "
    u8"muchos niños. ¿Hasta cuándo? Según los organizadores, la programación seguirá "
    u8"hasta el día último del mes.";
static const char swedish[] =
    u8"Den här veckan ordnade landets bibliotek högläsning där många föräldrar deltog "
    u8"med sina barn. Arrangörerna säger att det pågår till månadens slut.";
static const char polish[] =
    u8"W tym tygodniu w bibliotekach w całym kraju odbyły się czytania, w których wzięło "
    u8"udział wielu rodziców z dziećmi. Organizatorzy zapowiedzieli, że wydarzenie "
    u8"potrwa do końca miesiąca.";
static const char czech[] =
    u8"Tento týden se v knihovnách po celé zemi konala čtení, kterých se zúčastnilo "
    u8"mnoho rodičů s dětmi. Pořadatelé oznámili, že akce potrvá do konce měsíce.";
static const char croatian[] =
    u8"Ovoga tjedna u knjižnicama diljem zemlje održana su čitanja na kojima su "
    u8"sudjelovali brojni roditelji s djecom. Organizatori su najavili da će događanje "
    u8"trajati do kraja mjeseca, što će mnoge veseliti.";
static const char hungarian[] =
    u8"Ezen a héten az ország könyvtáraiban felolvasásokat tartottak, amelyeken sok "
    u8"szülő vett részt gyermekével. A szervezők szerint a rendezvénysorozat a hónap "
    u8"végéig tart, és minden érdeklődőt várnak őszintén.";
static const char romanian[] =
    u8"Săptămâna aceasta, bibliotecile din ţară au organizat lecturi la care au "
    u8"participat mulţi părinţi cu copiii lor. Organizatorii au anunţat că evenimentul "
    u8"va dura până la sfârşitul lunii.";
static const char greek[] =
    u8"Αυτή την εβδομάδα οι βιβλιοθήκες της χώρας διοργάνωσαν αναγνώσεις στις οποίες "
    u8"συμμετείχαν πολλοί γονείς με τα παιδιά τους. Οι διοργανωτές ανακοίνωσαν ότι η "
    u8"εκδήλωση θα διαρκέσει ως το τέλος του μήνα.";
static const char turkish[] =
    u8"Bu hafta ülke genelindeki kütüphanelerde okuma günleri düzenlendi ve çok sayıda "
    u8"aile çocuklarıyla birlikte katıldı. Düzenleyiciler etkinliğin ay sonuna kadar "
    u8"süreceğini ve herkesin davetli olduğunu açıkladı.";
static const char hebrew[] =
    u8"השבוע נערכו בספריות ברחבי הארץ אירועי קריאה שבהם השתתפו הורים רבים עם ילדיהם. "
    u8"המארגנים הודיעו כי האירוע יימשך עד סוף החודש.";
static const char arabic[] =
    u8"نظمت المكتبات في أنحاء البلاد هذا الأسبوع فعاليات للقراءة شارك فيها كثير من "
    u8"الآباء مع أطفالهم. وأعلن المنظمون أن الفعالية ستستمر حتى نهاية الشهر.";
static const char lithuanian[] =
    u8"Šią savaitę šalies bibliotekose vyko skaitymai, kuriuose dalyvavo daug tėvų su "
    u8"vaikais. Rengėjai pranešė, kad renginys truks iki mėnesio pabaigos ir kviečia "
    u8"visus.";
static const char latvian[] =
    u8"Šonedēļ valsts bibliotēkās notika lasījumi, kuros piedalījās daudz vecāku ar "
    u8"bērniem. Rīkotāji paziņoja, ka pasākums ilgs līdz mēneša beigām.";
static const char thai[] =
    u8"สัปดาห์นี้ห้องสมุดทั่วประเทศจัดกิจกรรมส่งเสริมการอ่าน มีผู้ปกครองจำนวนมากพาลูกมาร่วมงาน "
    u8"ผู้จัดงานกล่าวว่ากิจกรรมจะมีต่อเนื่องถึงสิ้นเดือน";

/* The text in the charset; what iconv makes of it must be all of it. */
static size_t recode(char *out, size_t capacity, const char *text, const char *charset)
{
    iconv_t converter = iconv_open(charset, "UTF-8");
    assert_true(converter != (iconv_t)-1);
    char *from = (char *)(uintptr_t)text, *to = out;
    size_t left = strlen(text), room = capacity;
    assert_int_equal(iconv(converter, &from, &left, &to, &room), 0);
    iconv_close(converter);
    return capacity - room;
}

static void sentences_tell_their_charset(void **state)
{
    (void)state;
    static const struct {
        const char *text, *charset, *found;
    } cases[] = {
        {chinese, "GB2312", "GB18030"},
        {chinese_weather, "GB2312", "GB18030"},
        {chinese, "GBK", "GB18030"},
        {traditional, "GBK", "GB18030"},
        {traditional, "BIG5", "BIG5-HKSCS"},
        {japanese, "SHIFT_JIS", "CP932"},
        {japanese, "EUC-JP", "EUC-JP"},
        {korean, "EUC-KR", "CP949"},
        {russian, "KOI8-R", "KOI8-R"},
        {russian, "WINDOWS-1251", "WINDOWS-1251"},
        {russian, "IBM866", "IBM866"},
        {russian, "ISO-8859-5", "ISO-8859-5"},
        {ukrainian, "WINDOWS-1251", "WINDOWS-1251"},
        {ukrainian, "KOI8-U", "KOI8-U"},
        {bulgarian, "WINDOWS-1251", "WINDOWS-1251"},
        {french, "WINDOWS-1252", "WINDOWS-1252"},
        {german, "ISO-8859-1", "WINDOWS-1252"},
        {spanish, "WINDOWS-1252", "WINDOWS-1252"},
        {swedish, "WINDOWS-1252", "WINDOWS-1252"},
        {polish, "WINDOWS-1250", "WINDOWS-1250"},
        {polish, "ISO-8859-2", "ISO-8859-2"},
        {czech, "ISO-8859-2", "ISO-8859-2"},
        {croatian, "ISO-8859-2", "ISO-8859-2"},
        {hungarian, "WINDOWS-1250", "WINDOWS-1250"},
        {romanian, "WINDOWS-1250", "WINDOWS-1250"},
        {greek, "WINDOWS-1253", "WINDOWS-1253"},
        {turkish, "WINDOWS-1254", "WINDOWS-1254"},
        {hebrew, "WINDOWS-1255", "WINDOWS-1255"},
        {arabic, "WINDOWS-1256", "WINDOWS-1256"},
        {arabic, "ISO-8859-6", "ISO-8859-6"},
        {lithuanian, "WINDOWS-1257", "WINDOWS-1257"},
        {latvian, "WINDOWS-1257", "WINDOWS-1257"},
        {thai, "TIS-620", "CP874"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char bytes[1000];
        size_t size = recode(bytes, sizeof bytes, cases[i].text, cases[i].charset);
        assert_decodes(bytes, size, NULL, cases[i].text, cases[i].found, 0);
    }
}

/* A few words are enough where they are of common characters. */
static void a_few_words_tell_their_charset(void **state)
{
    (void)state;
    static const struct {
        const char *text, *charset, *found;
    } cases[] = {
        {u8"图书馆", "GB2312", "GB18030"},
        {u8"天气预报", "GB2312", "GB18030"},
        {u8"圖書館開門", "BIG5", "BIG5-HKSCS"},
        {u8"図書館です", "SHIFT_JIS", "CP932"},
        {u8"図書館です", "EUC-JP", "EUC-JP"},
        {u8"도서관에서", "EUC-KR", "CP949"},
        {u8"новая библиотека", "KOI8-R", "KOI8-R"},
        {u8"новая библиотека", "WINDOWS-1251", "WINDOWS-1251"},
        {u8"la bibliothèque fermée", "WINDOWS-1252", "WINDOWS-1252"},
        {u8"wczoraj po południu ogłoszono", "WINDOWS-1250", "WINDOWS-1250"},
        {u8"wczoraj po południu świętowano", "ISO-8859-2", "ISO-8859-2"},
        {u8"η βιβλιοθήκη", "WINDOWS-1253", "WINDOWS-1253"},
        {u8"kütüphanede açıklandığı", "WINDOWS-1254", "WINDOWS-1254"},
        {u8"הספרייה נפתחה", "WINDOWS-1255", "WINDOWS-1255"},
        {u8"المكتبة الجديدة", "WINDOWS-1256", "WINDOWS-1256"},
        {u8"ห้องสมุดประชาชน", "TIS-620", "CP874"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char bytes[200];
        size_t size = recode(bytes, sizeof bytes, cases[i].text, cases[i].charset);
        assert_decodes(bytes, size, NULL, cases[i].text, cases[i].found, 0);
    }
}

/* iconv holds a Hebrew letter back, in case points for it come: the last one was lost. */
static void hebrew_keeps_its_last_letter(void **state)
{
    (void)state;
    assert_decodes(BYTES("\xF9\xEC\xE5\xED"), "windows-1255", u8"שלום", "windows-1255",
                   0);
    ent_decoded out = decoded(BYTES("\xF9\xEC"), "windows-1255");
    static const uint32_t source[] = {0, 0, 1, 1, 2}; /* two bytes of UTF-8 a letter */
    assert_memory_equal(out.source, source, sizeof source);
}

/* Three faults in forty letters: UTF-8 is less surprising than any other reading. */
static void damaged_utf8_is_utf8(void **state)
{
    (void)state;
    assert_decodes(BYTES("\xD0\xBD\xD0\xBE\xD0 \xD0\xB2\xD0\xB0\xD1 "
                         "\xD0\xBA\xD0\xBD\xD0\xB8\xD0\xB3\xD0"),
                   NULL, u8"но\uFFFD ва\uFFFD книг\uFFFD", "UTF-8", 3);
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
        cmocka_unit_test(one_sign_tells_in_a_long_text),
        cmocka_unit_test(sentences_tell_their_charset),
        cmocka_unit_test(a_few_words_tell_their_charset),
        cmocka_unit_test(hebrew_keeps_its_last_letter),
        cmocka_unit_test(damaged_utf8_is_utf8),
        cmocka_unit_test(a_full_arena_is_an_error),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
