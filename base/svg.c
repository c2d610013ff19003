/* SPDX-License-Identifier: MIT */
/* Plots as SVG: shapes, and frames with axes. */
#include "svg.h"

#include <math.h>
#include <stdio.h>

#include "html.h"

/* ---- colours ---- */

struct palette {
    const char *paper, *ink, *muted, *grid, *mark, *series[4];
};
static const struct palette light = {
    "#fff",    "#1b1f24", "#5b6470",
    "#dfe3e8", "#ffe9a8", {"#1f6fb5", "#c2571a", "#2c8a57", "#8556b8"}};
static const struct palette dark = {
    "#14171a", "#e8eaed", "#9aa4af",
    "#333a42", "#6a5618", {"#66aee8", "#f0935a", "#63c28d", "#b794e0"}};

/* Plain values beside the variables: the variables are for pages, and not every viewer of drawings knows them. */
static void palette_style(ent_buffer *out, const struct palette *p)
{
    ent_buffer_format(out, ":root{--paper:%s;--ink:%s;--muted:%s;--grid:%s;--mark:%s",
                      p->paper, p->ink, p->muted, p->grid, p->mark);
    for (int i = 0; i < 4; i++)
        ent_buffer_format(out, ";--series-%d:%s", i + 1, p->series[i]);
    ent_buffer_format(
        out,
        "}\n.paper{fill:%s}.grid{stroke:%s}.axis,.guide{stroke:%s}.ink{fill:%s}"
        ".muted{fill:%s}\n",
        p->paper, p->grid, p->muted, p->ink, p->muted);
    for (int i = 0; i < 4; i++)
        ent_buffer_format(out, ".line-%d{stroke:%s}.fill-%d{fill:%s}\n", i + 1,
                          p->series[i], i + 1, p->series[i]);
}

void ent_svg_style(ent_buffer *out)
{
    ent_buffer_text(out, "polyline{fill:none;stroke-width:2}.guide{stroke-dasharray:4 4}"
                         "svg text{font:12px system-ui,sans-serif}\n");
    palette_style(out, &light);
    ent_buffer_text(out, "@media(prefers-color-scheme:dark){\n");
    palette_style(out, &dark);
    ent_buffer_text(out, "}\n");
}

/* ---- shapes ---- */

static void put(ent_buffer *out, double number)
{
    ent_buffer_decimal(out, isfinite(number) && fabs(number) < 1e6 ? number : 0, 1);
}

static void attribute(ent_buffer *out, const char *name, double number)
{
    ent_buffer_format(out, " %s=\"", name);
    put(out, number);
    ent_buffer_byte(out, '"');
}

/* Ends the element, with its tip where it has one. */
static void close_shape(ent_buffer *out, const char *tag, ent_string tip)
{
    if (tip.size == 0) {
        ent_buffer_text(out, "/>\n");
        return;
    }
    ent_buffer_text(out, "><title>");
    ent_html_text(out, tip);
    ent_buffer_format(out, "</title></%s>\n", tag);
}

void ent_svg_begin(ent_buffer *out, double width, double height, ent_string description,
                   bool standalone)
{
    ent_buffer_text(out, "<svg role=\"img\" aria-label=\"");
    ent_html_text(out, description);
    ent_buffer_text(out, "\" viewBox=\"0 0 ");
    put(out, width);
    ent_buffer_byte(out, ' ');
    put(out, height);
    ent_buffer_byte(out, '"');
    attribute(out, "width", width);
    attribute(out, "height", height);
    if (standalone)
        ent_buffer_text(out, " xmlns=\"http://www.w3.org/2000/svg\"");
    ent_buffer_text(out, ">\n");
    if (!standalone)
        return;
    ent_buffer_text(out, "<style>");
    ent_svg_style(out);
    ent_buffer_text(out, "</style>\n");
    ent_svg_rect(out, (ent_point){0, 0}, width, height, "paper", 1, (ent_string){0});
}

void ent_svg_end(ent_buffer *out)
{
    ent_buffer_text(out, "</svg>\n");
}

void ent_svg_line(ent_buffer *out, ent_point from, ent_point to, const char *class_name)
{
    ent_buffer_format(out, "<line class=\"%s\"", class_name);
    attribute(out, "x1", from.x);
    attribute(out, "y1", from.y);
    attribute(out, "x2", to.x);
    attribute(out, "y2", to.y);
    close_shape(out, "line", (ent_string){0});
}

void ent_svg_polyline(ent_buffer *out, const ent_point *points, size_t count,
                      const char *class_name)
{
    ent_buffer_format(out, "<polyline class=\"%s\" points=\"", class_name);
    for (size_t i = 0; i < count; i++) {
        put(out, points[i].x);
        ent_buffer_byte(out, ',');
        put(out, points[i].y);
        ent_buffer_byte(out, i + 1 < count ? ' ' : '"');
    }
    if (!count)
        ent_buffer_byte(out, '"');
    close_shape(out, "polyline", (ent_string){0});
}

void ent_svg_rect(ent_buffer *out, ent_point corner, double width, double height,
                  const char *class_name, double opacity, ent_string tip)
{
    ent_buffer_format(out, "<rect class=\"%s\"", class_name);
    attribute(out, "x", corner.x);
    attribute(out, "y", corner.y);
    attribute(out, "width", width > 0 ? width : 0);
    attribute(out, "height", height > 0 ? height : 0);
    if (opacity < 1) {
        ent_buffer_text(out, " fill-opacity=\"");
        ent_buffer_decimal(out, opacity > 0 ? opacity : 0, 3);
        ent_buffer_byte(out, '"');
    }
    close_shape(out, "rect", tip);
}

void ent_svg_dot(ent_buffer *out, ent_point centre, double radius, const char *class_name,
                 ent_string tip)
{
    ent_buffer_format(out, "<circle class=\"%s\"", class_name);
    attribute(out, "cx", centre.x);
    attribute(out, "cy", centre.y);
    attribute(out, "r", radius);
    close_shape(out, "circle", tip);
}

static const char *const anchors[] = {"start", "middle", "end"};

void ent_svg_text(ent_buffer *out, ent_point at, enum ent_svg_anchor anchor,
                  const char *class_name, ent_string text)
{
    ent_buffer_format(out, "<text class=\"%s\" text-anchor=\"%s\"", class_name,
                      anchors[anchor]);
    attribute(out, "x", at.x);
    attribute(out, "y", at.y);
    ent_buffer_byte(out, '>');
    ent_html_text(out, text);
    ent_buffer_text(out, "</text>\n");
}

void ent_svg_text_up(ent_buffer *out, ent_point at, enum ent_svg_anchor anchor,
                     const char *class_name, ent_string text)
{
    ent_buffer_format(out, "<text class=\"%s\" text-anchor=\"%s\" transform=\"translate(",
                      class_name, anchors[anchor]);
    put(out, at.x);
    ent_buffer_byte(out, ' ');
    put(out, at.y);
    ent_buffer_text(out, ") rotate(-90)\">");
    ent_html_text(out, text);
    ent_buffer_text(out, "</text>\n");
}

/* ---- frames ---- */

static double share_of(const ent_axis *axis, double value)
{
    double low = axis->low, high = axis->high;
    if (axis->logarithmic) {
        low = log10(low), high = log10(high);
        value = value > 0 ? log10(value) : low;
    }
    double share = (value - low) / (high - low);
    return share > 0 ? (share < 1 ? share : 1) : 0;
}

ent_point ent_frame_at(const ent_frame *frame, double x, double y)
{
    return (ent_point){frame->left + share_of(&frame->x, x) * frame->width,
                       frame->top + (1 - share_of(&frame->y, y)) * frame->height};
}

/* The next of 1, 2, 5, 10, 20... times a power of ten that gives at most about five steps. */
static double step_of(const ent_axis *axis)
{
    double raw = (axis->high - axis->low) / 5, unit = pow(10, floor(log10(raw)));
    double times = raw / unit;
    return unit * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

/* Large numbers short: 20k, 3M. */
static void tick_label(ent_buffer *out, double value, double step)
{
    double size = fabs(value);
    ent_buffer_clear(out);
    double unit = size >= 1e9 ? 1e9 : size >= 1e6 ? 1e6 : size >= 1e4 ? 1e3 : 1;
    int digits = step / unit >= 1 ? 0 : (int)ceil(-log10(step / unit) - 1e-9);
    ent_buffer_decimal(out, value / unit, digits > 6 ? 6 : digits);
    ent_buffer_text(out, unit >= 1e9 ? "G" : unit >= 1e6 ? "M" : unit >= 1e3 ? "k" : "");
}

static void draw_tick(ent_buffer *out, const ent_frame *frame, bool horizontal,
                      double value, double step)
{
    ent_buffer label = {0};
    tick_label(&label, value, step);
    out->failed = out->failed || label.failed;
    if (horizontal) {
        ent_point foot = ent_frame_at(frame, value, frame->y.low);
        ent_svg_line(out, foot, (ent_point){foot.x, frame->top}, "grid");
        ent_svg_text(out, (ent_point){foot.x, foot.y + 16}, ENT_SVG_MIDDLE, "muted",
                     ent_buffer_view(&label));
    } else {
        ent_point foot = ent_frame_at(frame, frame->x.low, value);
        ent_svg_line(out, foot, (ent_point){frame->left + frame->width, foot.y}, "grid");
        ent_svg_text(out, (ent_point){foot.x - 6, foot.y + 4}, ENT_SVG_END, "muted",
                     ent_buffer_view(&label));
    }
    ent_buffer_dispose(&label);
}

/* Powers of ten; below a hundredfold these are two at most, and their double and fivefold stand between them. */
static void draw_decades(ent_buffer *out, const ent_frame *frame, bool horizontal)
{
    static const double multiples[] = {1, 2, 5};
    const ent_axis *axis = horizontal ? &frame->x : &frame->y;
    size_t count = axis->high < 100 * axis->low ? 3 : 1;
    for (double p = floor(log10(axis->low)); p <= log10(axis->high) + 1e-9; p++)
        for (size_t m = 0; m < count; m++) {
            double power = pow(10, p), value = multiples[m] * power;
            if (value >= axis->low * (1 - 1e-9) && value <= axis->high * (1 + 1e-9))
                draw_tick(out, frame, horizontal, value, power);
        }
}

static void draw_axis(ent_buffer *out, const ent_frame *frame, bool horizontal)
{
    const ent_axis *axis = horizontal ? &frame->x : &frame->y;
    if (!(axis->low < axis->high) || (axis->logarithmic && !(axis->low > 0)))
        return;
    if (axis->logarithmic && axis->high >= 10 * axis->low) {
        draw_decades(out, frame, horizontal);
        return;
    }
    double step = step_of(axis), first = ceil(axis->low / step - 1e-9);
    for (int i = 0; i < 12 && (first + i) * step <= axis->high + step * 1e-9; i++)
        draw_tick(out, frame, horizontal, (first + i) * step, step);
}

void ent_frame_draw(ent_buffer *out, const ent_frame *frame)
{
    draw_axis(out, frame, true);
    draw_axis(out, frame, false);
    double bottom = frame->top + frame->height, middle = frame->left + frame->width / 2;
    ent_svg_line(out, (ent_point){frame->left, bottom},
                 (ent_point){frame->left + frame->width, bottom}, "axis");
    ent_svg_text(out, (ent_point){middle, bottom + 36}, ENT_SVG_MIDDLE, "ink",
                 ent_string_of(frame->x.title));
    ent_svg_text_up(out, (ent_point){frame->left - 42, frame->top + frame->height / 2},
                    ENT_SVG_MIDDLE, "ink", ent_string_of(frame->y.title));
}
