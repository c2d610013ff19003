/* SPDX-License-Identifier: MIT */
/* Plots as SVG: shapes, and frames with axes. Colours are CSS classes, so that one drawing serves light and dark. */
#ifndef ENT_BASE_SVG_H
#define ENT_BASE_SVG_H

#include <stdbool.h>

#include "buffer.h"

/*
 * Classes: "grid" and "axis" lines; "ink" and "muted" text; "line-1".."line-4" strokes and "fill-1".."fill-4" areas of
 * the series' colours; "guide" a dashed line. Numbers that are not finite are drawn as 0.
 */

typedef struct ent_point {
    double x, y;
} ent_point;

/** The style sheet of the classes, without <style>; an HTML page includes it once. */
void ent_svg_style(ent_buffer *out);

/** @param description  what a person who cannot see it should hear   @param standalone  a file of its own */
void ent_svg_begin(ent_buffer *out, double width, double height, ent_string description,
                   bool standalone);
void ent_svg_end(ent_buffer *out);

void ent_svg_line(ent_buffer *out, ent_point from, ent_point to, const char *class_name);
void ent_svg_polyline(ent_buffer *out, const ent_point *points, size_t count,
                      const char *class_name);
/** @param opacity  0..1   @param tip  shown when pointed at; may be empty */
void ent_svg_rect(ent_buffer *out, ent_point corner, double width, double height,
                  const char *class_name, double opacity, ent_string tip);
void ent_svg_dot(ent_buffer *out, ent_point centre, double radius, const char *class_name,
                 ent_string tip);
enum ent_svg_anchor { ENT_SVG_START, ENT_SVG_MIDDLE, ENT_SVG_END };
void ent_svg_text(ent_buffer *out, ent_point at, enum ent_svg_anchor anchor,
                  const char *class_name, ent_string text);
/** Text that runs upward. */
void ent_svg_text_up(ent_buffer *out, ent_point at, enum ent_svg_anchor anchor,
                     const char *class_name, ent_string text);

typedef struct ent_axis {
    const char *title;
    double low, high; /* low < high; both > 0 where logarithmic */
    bool logarithmic;
} ent_axis;

/** A rectangle of the drawing with a horizontal and a vertical axis. */
typedef struct ent_frame {
    double left, top, width, height;
    ent_axis x, y;
} ent_frame;
/** Grid lines, ticks with numbers, titles. */
void ent_frame_draw(ent_buffer *out, const ent_frame *frame);
/** Where a pair of values lies; values outside the axes are drawn at their ends. */
ent_point ent_frame_at(const ent_frame *frame, double x, double y);

#endif
