/* SPDX-License-Identifier: MIT */
/* Draws a growth curve: pairs "x<TAB>y" on standard input become an SVG on standard output, both axes logarithmic. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"

/* Whole powers of ten around the values. */
static void stretch(ent_axis *axis, double value)
{
    double low = pow(10, floor(log10(value) + 1e-9)),
           high = pow(10, ceil(log10(value) - 1e-9));
    axis->low = axis->low > 0 && axis->low < low ? axis->low : low;
    axis->high = axis->high > high ? axis->high : high;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: %s X_TITLE Y_TITLE <PAIRS\n", argv[0]);
        return 2;
    }
    ent_frame frame = {70, 20, 420, 280, {argv[1], 0, 0, true}, {argv[2], 0, 0, true}};
    ent_point values[256], places[256];
    size_t count = 0;
    while (count < 256 && scanf("%lf %lf", &values[count].x, &values[count].y) == 2) {
        if (!(values[count].x > 0) || !(values[count].y > 0)) {
            fprintf(stderr, "%s: a value is not above 0\n", argv[0]);
            return 1;
        }
        stretch(&frame.x, values[count].x);
        stretch(&frame.y, values[count].y);
        count++;
    }
    ent_buffer out = {0};
    ent_svg_begin(&out, 520, 350, ent_string_of("Growth curve, both axes logarithmic"),
                  true);
    ent_frame_draw(&out, &frame);
    for (size_t i = 0; i < count; i++)
        places[i] = ent_frame_at(&frame, values[i].x, values[i].y);
    ent_svg_polyline(&out, places, count, "line-1");
    for (size_t i = 0; i < count; i++)
        ent_svg_dot(&out, places[i], 4, "fill-1", (ent_string){0});
    ent_svg_end(&out);
    bool ok = !out.failed && fwrite(out.data, 1, out.size, stdout) == out.size;
    ent_buffer_dispose(&out);
    return ok ? 0 : 1;
}
