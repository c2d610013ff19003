/* SPDX-License-Identifier: MIT */
/* Writers of digests; they choose nothing and change nothing. */
#include "summary_print.h"

#include <stdlib.h>

#include "base/html.h"

#include "articles.h"
#include "cli.h"

/* ---- articles that tell another story ---- */

static int by_value(const void *a, const void *b)
{
    const float *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static bool is_blank(ent_string text)
{
    size_t at = 0;
    while (at < text.size && (unsigned char)text.data[at] <= ' ')
        at++;
    return at == text.size;
}

bool cli_summary_is_apart(const struct summary_print *print, size_t index)
{
    /* Chosen on the development clusters of vietmds and the training stories of FNC-1, an intruder added to each. */
    static const float always = 0.1f, below = 0.25f, share = 0.5f;
    enum { MOST = 256 };
    const float *related = print->summary->related;
    /* What says nothing tells no other story. */
    if (!related || print->count > MOST || is_blank(print->articles[index].text))
        return false;
    float own = related[index], others[MOST];
    size_t other = 0;
    for (size_t i = 0; i < print->count; i++)
        if (i != index && !is_blank(print->articles[i].text))
            others[other++] = related[i];
    if (other == 0)
        return false;
    if (own < always || own >= below || other < 2)
        return own < always;
    qsort(others, other, sizeof *others, by_value);
    return own < share * others[other / 2];
}

/* ---- JSON ---- */

static void write_parts(ent_json_writer *json, const ent_summary_sentence *sentence)
{
    ent_json_key(json, "parts");
    ent_json_begin_object(json);
    for (unsigned p = 0; p < ENT_SUMMARY_PARTS; p++) {
        /* A part that says nothing about this sentence is left out. */
        if (sentence->part[p] == 0)
            continue;
        ent_json_key(json, ent_summary_part_name(p));
        ent_json_write_number(json, sentence->part[p], 4);
    }
    if (sentence->redundancy > 0) {
        ent_json_key(json, "redundancy");
        ent_json_write_number(json, sentence->redundancy, 4);
    }
    ent_json_end_object(json);
}

/* A sentence that is not fit to print is shown as it stands: its text is what lies in its place. */
static ent_string text_of(const struct summary_print *print,
                          const ent_summary_sentence *sentence)
{
    if (sentence->rank > 0)
        return sentence->text;
    return (ent_string){print->articles[sentence->document].text.data +
                            sentence->range.start,
                        sentence->range.end - sentence->range.start};
}

/* "spans" where something was left out in the middle: the text is what they hold, one behind the other. */
static void write_spans(ent_json_writer *json, const ent_summary_sentence *sentence)
{
    if (sentence->rank == 0 || sentence->kept_count < 2)
        return;
    ent_json_key(json, "spans");
    ent_json_begin_array(json);
    for (size_t k = 0; k < sentence->kept_count; k++) {
        ent_json_begin_array(json);
        ent_json_write_integer(json, sentence->kept[k].start);
        ent_json_write_integer(json, sentence->kept[k].end);
        ent_json_end_array(json);
    }
    ent_json_end_array(json);
}

static void write_sentence(ent_json_writer *json, const struct summary_print *print,
                           const ent_summary_sentence *sentence)
{
    bool is_fit = sentence->rank > 0;
    ent_json_begin_object(json);
    ent_json_key(json, "text");
    ent_json_write_string(json, text_of(print, sentence));
    ent_json_key(json, "document");
    ent_json_write_string(json, print->articles[sentence->document].id);
    ent_span place = {
        ENT_FIELD_TEXT,
        is_fit ? sentence->kept[0].start : sentence->range.start,
        is_fit ? sentence->kept[sentence->kept_count - 1].end : sentence->range.end,
    };
    cli_write_place(json, &print->articles[sentence->document], place);
    write_spans(json, sentence);
    ent_json_key(json, "rank");
    ent_json_write_integer(json, sentence->rank);
    if (print->all) {
        ent_json_key(json, "chosen");
        ent_json_write_bool(json, sentence->chosen);
    }
    ent_json_key(json, "score");
    ent_json_write_number(json, sentence->score, 4);
    write_parts(json, sentence);
    ent_json_end_object(json);
}

static void write_articles(ent_json_writer *json, const struct summary_print *print)
{
    ent_json_key(json, "documents");
    ent_json_begin_array(json);
    for (size_t i = 0; i < print->count; i++)
        ent_json_write_string(json, print->articles[i].id);
    ent_json_end_array(json);
    if (print->left_out_count) {
        ent_json_key(json, "left_out");
        ent_json_begin_array(json);
        for (size_t i = 0; i < print->left_out_count; i++) {
            ent_json_begin_object(json);
            ent_json_key(json, "id");
            ent_json_write_string(json, print->left_out[i].id);
            ent_json_key(json, "lang");
            ent_json_write_string(json, print->left_out[i].lang);
            ent_json_end_object(json);
        }
        ent_json_end_array(json);
    }
    size_t apart = 0;
    for (size_t i = 0; i < print->count; i++) {
        if (!cli_summary_is_apart(print, i))
            continue;
        if (apart++ == 0) {
            ent_json_key(json, "apart");
            ent_json_begin_array(json);
        }
        ent_json_write_string(json, print->articles[i].id);
    }
    if (apart)
        ent_json_end_array(json);
}

void cli_print_summary_json(ent_buffer *out, const struct summary_print *print)
{
    enum { STREAMED = 1 << 20 };
    const ent_summary *summary = print->summary;
    ent_json_writer json = {.out = out};
    ent_json_begin_object(&json);
    ent_json_key(&json, "id");
    ent_json_write_string(&json, print->count ? print->articles[0].id : (ent_string){0});
    if (print->together)
        write_articles(&json, print);
    if (summary->text.size == 0) {
        ent_json_key(&json, "status");
        ent_json_write_text(&json, "empty");
    }
    ent_json_key(&json, "summary");
    ent_json_write_string(&json, summary->text);
    if (summary->cut) {
        ent_json_key(&json, "cut");
        ent_json_write_bool(&json, true);
    }
    ent_json_key(&json, "sentences");
    ent_json_begin_array(&json);
    for (size_t i = 0; i < summary->count; i++) {
        if (print->all || summary->sentences[i].chosen)
            write_sentence(&json, print, &summary->sentences[i]);
        /* A broken standard output is told when the rest is printed. */
        if (print->stream && out->size >= STREAMED)
            (void)cli_print(out);
    }
    ent_json_end_array(&json);
    ent_json_end_object(&json);
    ent_buffer_byte(out, '\n');
}

/* ---- text ---- */

static ent_string heading_of(const struct summary_print *print)
{
    if (print->count == 0)
        return (ent_string){0};
    return print->articles[0].title.size ? print->articles[0].title
                                         : print->articles[0].id;
}

void cli_print_summary_text(ent_buffer *out, const struct summary_print *print,
                            bool heading)
{
    if (heading) {
        ent_buffer_text(out, "# ");
        ent_buffer_string(out, heading_of(print));
        ent_buffer_byte(out, '\n');
    }
    ent_buffer_string(out, print->summary->text);
    ent_buffer_byte(out, '\n');
}

/* ---- a page ---- */

void cli_print_summary_style(ent_buffer *out)
{
    ent_buffer_text(
        out,
        "<style>\n"
        ":root { --shade: 255, 176, 32; }\n"
        "@media (prefers-color-scheme: dark) { :root { --shade: 150, 100, 10; } }\n"
        ".article { line-height: 1.6; max-width: 46em; }\n"
        ".article span { background: rgba(var(--shade), var(--heat, 0)); "
        "border-radius: 2px; }\n"
        ".article mark { background: rgba(var(--shade), var(--heat, 0)); color: "
        "inherit;\n"
        "  font-weight: 600; text-decoration: underline 2px; text-underline-offset: "
        "3px; }\n"
        ".article s { opacity: .55; }\n"
        ".article, .digest, h2, h3 { unicode-bidi: plaintext; } /* as the text runs */\n"
        ".digest { max-width: 46em; border-left: 4px solid rgb(var(--shade)); "
        "padding-left: 1em; }\n"
        "</style>\n");
}

/* The shade goes from nothing to full with the centrality (or the rank, where that is the method), as JSON gives it. */
static double heat(const ent_summary_sentence *sentence, double greatest)
{
    double value = sentence->part[ENT_SUMMARY_PART_CENTRALITY] +
                   sentence->part[ENT_SUMMARY_PART_RANK];
    return greatest > 0 && value > 0 ? value / greatest : 0;
}

static void html_sentence(ent_buffer *out, const ent_summary_sentence *sentence,
                          ent_string text, double greatest)
{
    ent_string whole = {text.data + sentence->range.start,
                        sentence->range.end - sentence->range.start};
    if (sentence->rank == 0) {
        ent_html_element(out, "s", NULL, whole);
        return;
    }
    const char *tag = sentence->chosen ? "mark" : "span";
    ent_buffer_format(out, "<%s style=\"--heat: ", tag);
    ent_buffer_decimal(out, heat(sentence, greatest), 2);
    ent_buffer_format(out, "\" title=\"rank %u, score ", sentence->rank);
    ent_buffer_decimal(out, sentence->score, 2);
    ent_buffer_text(out, "\">");
    ent_html_text(out, whole);
    ent_buffer_format(out, "</%s>", tag);
}

static bool has_line_feed(ent_string text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == '\n')
            return true;
    return false;
}

static void html_article(ent_buffer *out, const struct summary_print *print,
                         size_t document, double greatest)
{
    const ent_article *article = &print->articles[document];
    if (print->count > 1 && article->title.size)
        ent_html_element(out, "h3", NULL, article->title);
    ent_buffer_text(out, "<p class=\"article\">");
    size_t at = 0;
    for (size_t i = 0; i < print->summary->count; i++) {
        const ent_summary_sentence *sentence = &print->summary->sentences[i];
        if (sentence->document != document)
            continue;
        /* Between sentences there is only white space. */
        ent_string between = {article->text.data + at, sentence->range.start - at};
        ent_buffer_text(out, at && has_line_feed(between) ? "</p>\n<p class=\"article\">"
                             : at                         ? " "
                                                          : "");
        html_sentence(out, sentence, article->text, greatest);
        at = sentence->range.end;
    }
    ent_buffer_text(out, "</p>\n");
}

void cli_print_summary_html(ent_buffer *out, const struct summary_print *print)
{
    const ent_summary *summary = print->summary;
    double greatest = 0;
    for (size_t i = 0; i < summary->count; i++) {
        const ent_summary_sentence *sentence = &summary->sentences[i];
        double value = sentence->part[ENT_SUMMARY_PART_CENTRALITY] +
                       sentence->part[ENT_SUMMARY_PART_RANK];
        greatest = value > greatest ? value : greatest;
    }
    ent_buffer_text(out, "<section>\n");
    ent_html_element(out, "h2", NULL, heading_of(print));
    ent_html_element(out, "p", "digest", summary->text);
    for (size_t d = 0; d < print->count; d++)
        html_article(out, print, d, greatest);
    ent_buffer_text(out, "</section>\n");
}
