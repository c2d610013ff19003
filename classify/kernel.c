/* SPDX-License-Identifier: MIT */
/* Kernel machines: decisions on dense rows, and their place behind the linear model. */
#include "classify.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scorer.h"

static const float row_max = 1e6F;       /* models/FORMAT.md */
static const double decision_max = 1e30; /* fits a float */

/* One value of the row as the machine sees it. */
static double seen(const ent_kernel_machine *machine, const float *row, size_t d)
{
    float u = (row[d] - machine->shift[d]) * machine->scale[d];
    return (double)(u > row_max ? row_max : u < -row_max ? -row_max : u);
}

static double power(double base, unsigned exponent)
{
    double result = 1;
    for (unsigned i = 0; i < exponent; i++)
        result *= base;
    return result;
}

static double kernel(const ent_kernel_machine *machine, const float *vector,
                     const float *row)
{
    double sum = 0;
    for (size_t d = 0; d < machine->dimensions; d++) {
        double u = seen(machine, row, d), v = (double)vector[d];
        sum += machine->kind == ENT_KERNEL_RBF ? (u - v) * (u - v) : u * v;
    }
    switch (machine->kind) {
    case ENT_KERNEL_RBF:
        return exp(-machine->gamma * sum);
    case ENT_KERNEL_POLYNOMIAL:
        return power(machine->gamma * sum + machine->coef0, machine->degree);
    case ENT_KERNEL_SIGMOID:
        return tanh(machine->gamma * sum + machine->coef0);
    default:
        return sum;
    }
}

void ent__kernel_score(double *decisions, const ent_kernel_machine *machine,
                       const float *row)
{
    size_t outputs = machine->outputs;
    for (size_t m = 0; m < outputs; m++)
        decisions[m] = 0;
    for (size_t s = 0; s < machine->vector_count; s++) {
        double value = kernel(machine, machine->vectors + s * machine->dimensions, row);
        const double *coefficients = machine->coefficients + s * outputs;
        for (size_t m = 0; m < outputs; m++)
            decisions[m] += coefficients[m] * value;
    }
    for (size_t m = 0; m < outputs; m++) {
        double decision = decisions[m] - machine->rho[m];
        decisions[m] = fmax(-decision_max, fmin(decision_max, decision));
    }
}

double ent__novelty(const ent_kernel_machine *machine, const float *row)
{
    double decision;
    ent__kernel_score(&decision, machine, row);
    double novelty = machine->rho[0] > 0 ? 0.5 - decision / (2 * machine->rho[0]) : 1;
    return fmax(0, fmin(1, novelty));
}

/* ---- in a scorer ---- */

bool ent__open_kernels(ent_scorer *scorer)
{
    const ent_model *model = scorer->model;
    size_t columns = model->projection.features ? model->projection.stride : 0;
    size_t widest = columns > model->label_count ? columns : model->label_count;
    widest = widest < 2 ? 2 : widest;
    scorer->novelty = -1;
    if (!model->kernel && !model->novelty)
        return true;
    scorer->row = ent_new(widest, sizeof *scorer->row);
    if (columns)
        scorer->projected = aligned_alloc(32, columns * sizeof *scorer->projected);
    return scorer->row && (!columns || scorer->projected);
}

/* The dense row that a machine of the model reads; `scores` are in label order. */
static void make_row(ent_scorer *scorer, ent_kernel_input input,
                     const ent_label_score *scores, const ent_vector_facts *facts)
{
    const ent_model *model = scorer->model;
    float *row = scorer->row;
    if (input == ENT_INPUT_MARGINS) {
        for (size_t k = 0; k < model->label_count; k++)
            row[k] = scores[k].margin;
        return;
    }
    double squares = 0;
    for (size_t d = 0; d < model->projection.labels; d++) {
        row[d] = scorer->projected[d] * model->projection.scales[d];
        squares += (double)row[d] * (double)row[d];
    }
    if (input == ENT_INPUT_LIKENESS)
        ent__likeness(row, squares, facts);
}

void ent__likeness(float row[2], double squares, const ent_vector_facts *facts)
{
    row[0] = (float)sqrt(squares);
    row[1] =
        facts->terms ? (float)(1 - (double)facts->unknown / (double)facts->terms) : 0;
}

void ent__run_kernels(ent_label_score *scores, ent_scorer *scorer, ent_vector vector,
                      const ent_vector_facts *facts)
{
    const ent_model *model = scorer->model;
    if (!scorer->row)
        return;
    if (scorer->projected) {
        memset(scorer->projected, 0,
               model->projection.stride * sizeof *scorer->projected);
        scorer->accumulate(scorer->projected, &model->projection, vector);
    }
    if (model->novelty) {
        make_row(scorer, model->novelty->input, scores, facts);
        scorer->novelty = ent__novelty(model->novelty, scorer->row);
    }
    if (!model->kernel)
        return;
    make_row(scorer, model->kernel->input, scores, facts);
    ent__kernel_score(scorer->decisions, model->kernel, scorer->row);
    for (size_t k = 0; k < model->label_count; k++)
        scores[k].margin = (float)scorer->decisions[k];
}

double ent_scored_novelty(const ent_scorer *scorer)
{
    return scorer->novelty;
}
