/* SPDX-License-Identifier: MIT */
/* The drawings of the report: reliability, coverage, labels, confusions. */
#include "plots.h"

#include <math.h>

static const ent_frame square = {
    60, 16, 320, 320, {"confidence", 0, 1, false}, {"share that was right", 0, 1, false}};

static ent_string format_tip(ent_buffer *tip, const char *before, double share,
                             const char *after, uint64_t count)
{
    ent_buffer_clear(tip);
    ent_buffer_text(tip, before);
    ent_buffer_decimal(tip, isfinite(share) ? share : 0, 3);
    ent_buffer_format(tip, "%s%llu", after, (unsigned long long)count);
    return ent_buffer_view(tip);
}

/* Bars from the diagonal's foot; a dot where the mean confidence of each bin lies, its area growing with the answers. */
void ent__plot_reliability(ent_buffer *out, const ent_evaluation *evaluation)
{
    const ent_confidence_bin *bins = evaluation->bins;
    uint64_t most = 1;
    for (int i = 0; i < ENT_CONFIDENCE_BINS; i++)
        most = bins[i].count > most ? bins[i].count : most;
    ent_buffer tip = {0};
    ent_svg_begin(out, 400, 390,
                  ent_string_of("Reliability diagram: confidence against accuracy"),
                  false);
    ent_frame_draw(out, &square);
    ent_svg_line(out, ent_frame_at(&square, 0, 0), ent_frame_at(&square, 1, 1), "guide");
    for (int i = 0; i < ENT_CONFIDENCE_BINS; i++) {
        if (!bins[i].count)
            continue;
        double from = (double)i / ENT_CONFIDENCE_BINS,
               to = (double)(i + 1) / ENT_CONFIDENCE_BINS;
        ent_point top = ent_frame_at(&square, from, bins[i].accuracy);
        ent_point foot = ent_frame_at(&square, to, 0);
        ent_svg_rect(
            out, (ent_point){top.x + 1, top.y}, foot.x - top.x - 2, foot.y - top.y,
            "fill-1", 0.35,
            format_tip(&tip, "right: ", bins[i].accuracy, ", answers: ", bins[i].count));
        ent_svg_dot(out, ent_frame_at(&square, bins[i].confidence, bins[i].accuracy),
                    2 + 8 * sqrt((double)bins[i].count / (double)most), "fill-1",
                    format_tip(&tip, "mean confidence: ", bins[i].confidence,
                               ", answers: ", bins[i].count));
    }
    ent_svg_end(out);
    ent_buffer_dispose(&tip);
}

void ent__plot_coverage(ent_buffer *out, const ent_evaluation *evaluation)
{
    ent_frame frame = square;
    const ent_coverage_point *points = evaluation->coverage;
    double least = 1;
    for (size_t i = 0; i < evaluation->coverage_count; i++)
        least = points[i].accuracy < least ? points[i].accuracy : least;
    frame.x.title = "share of the documents that is answered";
    frame.y.title = "accuracy of the answers";
    frame.y.low = floor(least * 10 - 1e-9) / 10;
    frame.y.low = frame.y.low < 0.9 ? (frame.y.low > 0 ? frame.y.low : 0) : 0.9;
    ent_point line[ENT_COVERAGE_POINTS];
    ent_buffer tip = {0};
    ent_svg_begin(out, 400, 390, ent_string_of("Accuracy against coverage"), false);
    ent_frame_draw(out, &frame);
    for (size_t i = 0; i < evaluation->coverage_count; i++)
        line[i] = ent_frame_at(&frame, points[i].coverage, points[i].accuracy);
    ent_svg_polyline(out, line, evaluation->coverage_count, "line-1");
    for (size_t i = 0; i < evaluation->coverage_count; i++)
        ent_svg_dot(out, line[i], 3, "fill-1",
                    format_tip(&tip, "accuracy ", points[i].accuracy,
                               ", percent answered: ",
                               (uint64_t)lround(points[i].coverage * 100)));
    ent_svg_end(out);
    ent_buffer_dispose(&tip);
}

/* ---- names of labels ---- */

/* Of a character in the drawings' type of 12 pixels, by the first byte of its UTF-8: about right is enough. */
static double character_width(unsigned char lead)
{
    return lead < 0x80 ? 6.5 : lead < 0xC0 ? 0 : lead < 0xE3 ? 7.5 : 12;
}

static double name_width(ent_string name)
{
    double width = 0;
    for (size_t i = 0; i < name.size; i++)
        width += character_width((unsigned char)name.data[i]);
    return width;
}

/* What the longest of the labels takes, and some air; no more than `most`. */
static double widest_name(const ent_answers *answers, const uint32_t *order, size_t count,
                          double most)
{
    double width = 0;
    for (size_t i = 0; i < count; i++)
        width = fmax(width, name_width(answers->labels[order[i]]));
    return fmin(width, most) + 16;
}

/* The name, or as much of it as fits: behind a word where one ends in the second half. */
static ent_string fitting(ent_buffer *cut, ent_string name, double room)
{
    if (name_width(name) <= room)
        return name;
    size_t end = 0, next = 0;
    for (double width = 12; next <= name.size; next++) { /* 12: the dots */
        bool begins =
            next == name.size || ((unsigned char)name.data[next] & 0xC0) != 0x80;
        end = begins ? next : end;
        if (next < name.size)
            width += character_width((unsigned char)name.data[next]);
        if (width > room)
            break;
    }
    for (size_t i = end; i > end / 2; i--)
        if (name.data[i] == ' ') {
            end = i;
            break;
        }
    ent_buffer_clear(cut);
    ent_buffer_append(cut, name.data, end);
    ent_buffer_text(cut, "…");
    return ent_buffer_view(cut);
}

void ent__plot_labels(ent_buffer *out, const ent_answers *answers,
                      const ent_evaluation *evaluation, const uint32_t *order,
                      size_t count)
{
    enum { ROW = 20, BARS = 360, NUMBERS = 50 };
    double names = widest_name(answers, order, count, 260);
    ent_buffer tip = {0}, text = {0};
    ent_svg_begin(out, names + BARS + NUMBERS, (double)count * ROW + 10,
                  ent_string_of("F1 of each label"), false);
    for (size_t i = 0; i < count; i++) {
        const ent_label_result *label = &evaluation->label_results[order[i]];
        ent_string name = answers->labels[order[i]];
        double f1 = isfinite(label->score.f1) ? label->score.f1 : 0,
               y = (double)i * ROW + 5;
        ent_svg_text(out, (ent_point){names - 8, y + 14}, ENT_SVG_END, "ink",
                     fitting(&text, name, names - 16));
        ent_svg_rect(out, (ent_point){names, y + 2}, BARS, ROW - 4, "fill-1", 0.1,
                     (ent_string){0});
        format_tip(&tip, "F1 ", f1, ", documents: ", label->truth);
        ent_buffer_text(&tip, ": ");
        ent_buffer_string(&tip, name);
        ent_svg_rect(out, (ent_point){names, y + 2}, BARS * f1, ROW - 4, "fill-1", 1,
                     ent_buffer_view(&tip));
        ent_buffer_clear(&text);
        ent_buffer_decimal(&text, f1, 3);
        ent_svg_text(out, (ent_point){names + BARS + 8, y + 14}, ENT_SVG_START, "muted",
                     ent_buffer_view(&text));
    }
    ent_svg_end(out);
    ent_buffer_dispose(&tip);
    ent_buffer_dispose(&text);
}

/* ---- intervals ---- */

static void draw_interval(ent_buffer *out, ent_buffer *tip, const ent_frame *frame,
                          const ent_score_line *line, double y)
{
    ent_point dot = {ent_frame_at(frame, line->value, 0).x, y};
    if (isfinite(line->interval.low)) {
        double low = ent_frame_at(frame, line->interval.low, 0).x,
               high = ent_frame_at(frame, line->interval.high, 0).x;
        ent_svg_line(out, (ent_point){low, y}, (ent_point){high, y}, "line-1");
        ent_svg_line(out, (ent_point){low, y - 5}, (ent_point){low, y + 5}, "line-1");
        ent_svg_line(out, (ent_point){high, y - 5}, (ent_point){high, y + 5}, "line-1");
    }
    ent_buffer_clear(tip);
    ent_buffer_format(tip, "%s ", line->name);
    ent_buffer_decimal(tip, line->value, 4);
    ent_svg_dot(out, dot, 4, "fill-1", ent_buffer_view(tip));
}

/* From tenth to tenth, so that narrow intervals can be seen. */
static ent_axis axis_of(const ent_score_line *lines, size_t count)
{
    double low = 1, high = 0;
    for (size_t i = 0; i < count; i++) {
        const ent_score_line *line = &lines[i];
        if (!isfinite(line->value))
            continue;
        bool wide = isfinite(line->interval.low);
        low = fmin(low, wide ? line->interval.low : line->value);
        high = fmax(high, wide ? line->interval.high : line->value);
    }
    low = floor(low * 10) / 10, high = ceil(high * 10) / 10;
    return (ent_axis){"score", low < high ? low : 0, low < high ? high : 1, false};
}

void ent__plot_intervals(ent_buffer *out, const ent_score_line *lines, size_t count)
{
    enum { ROW = 24, WIDTH = 400 };
    double names = 0, rows = 0;
    for (size_t i = 0; i < count; i++) {
        names = fmax(names, name_width(ent_string_of(lines[i].name)) + 16);
        rows += isfinite(lines[i].value);
    }
    double height = rows * ROW;
    ent_frame frame = {
        names, 8, WIDTH, height + 8, axis_of(lines, count), {"", 0, 0, false}};
    ent_buffer tip = {0};
    ent_svg_begin(out, names + WIDTH + 20, height + 66,
                  ent_string_of("Scores and their 95 % intervals"), false);
    ent_frame_draw(out, &frame);
    double y = 24;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(lines[i].value))
            continue;
        ent_svg_text(out, (ent_point){names - 8, y + 4}, ENT_SVG_END, "ink",
                     ent_string_of(lines[i].name));
        draw_interval(out, &tip, &frame, &lines[i], y);
        y += ROW;
    }
    ent_svg_end(out);
    ent_buffer_dispose(&tip);
}

/* ---- confusions ---- */

enum { CELL = 24 };

static void draw_cell(ent_buffer *out, ent_buffer *tip, const ent_answers *answers,
                      const ent_label_result *truth, const uint32_t *order, double margin,
                      size_t row, size_t column, uint64_t documents)
{
    double share = truth->truth ? (double)documents / (double)truth->truth : 0;
    ent_point corner = {margin + (double)column * CELL, margin + (double)row * CELL};
    ent_buffer_clear(tip);
    ent_buffer_format(tip, "%llu ", (unsigned long long)documents);
    ent_buffer_string(tip, answers->labels[order[row]]);
    ent_buffer_text(tip, row == column ? ", right" : " taken for ");
    if (row != column)
        ent_buffer_string(tip, answers->labels[order[column]]);
    /* Square root: a few confusions must be seen beside many hits. */
    ent_svg_rect(out, corner, CELL - 1, CELL - 1, row == column ? "fill-3" : "fill-2",
                 0.06 + 0.94 * sqrt(share), ent_buffer_view(tip));
}

void ent__plot_confusion(ent_buffer *out, const ent_answers *answers,
                         const ent_evaluation *evaluation, const uint32_t *order,
                         size_t count)
{
    double margin = widest_name(answers, order, count, 200);
    double size = margin + (double)count * CELL + 10;
    ent_buffer tip = {0}, text = {0};
    ent_svg_begin(out, size, size, ent_string_of("Confusion matrix"), false);
    for (size_t i = 0; i < count; i++) {
        ent_string name = fitting(&text, answers->labels[order[i]], margin - 16);
        double middle = margin + ((double)i + 0.5) * CELL;
        ent_svg_text(out, (ent_point){margin - 8, middle + 4}, ENT_SVG_END, "ink", name);
        ent_svg_text_up(out, (ent_point){middle + 4, margin - 8}, ENT_SVG_START, "ink",
                        name);
    }
    for (size_t row = 0; row < count; row++)
        for (size_t column = 0; column < count; column++) {
            uint64_t documents =
                evaluation
                    ->confusion[order[row] * (answers->label_count + 1) + order[column]];
            if (documents || row == column)
                draw_cell(out, &tip, answers, &evaluation->label_results[order[row]],
                          order, margin, row, column, documents);
        }
    ent_svg_end(out);
    ent_buffer_dispose(&tip);
    ent_buffer_dispose(&text);
}
