/* SPDX-License-Identifier: MIT */
/* The options of `train` that ask for kernel machines. */
#ifndef ENT_CLI_KERNEL_OPTIONS_H
#define ENT_CLI_KERNEL_OPTIONS_H

#include "cli.h"

#include <entente/train.h>

enum {
    KERNEL_KIND = CLI_KEY_TRAIN + 32,
    KERNEL_REDUCE,
    KERNEL_COST,
    KERNEL_NU,
    KERNEL_GAMMA,
    KERNEL_DEGREE,
    KERNEL_COEF0,
    KERNEL_NOVELTY
};

/** Lines for the verb's option table. */
#define KERNEL_OPTIONS                                                                   \
    {KERNEL_KIND, "kernel", "NAME",                                                      \
     "add a kernel SVM over dense features: linear, rbf, poly or sigmoid"},              \
        {KERNEL_REDUCE, "reduce", "HOW",                                                 \
         "its dense features: margins of the linear model (default) or a projection"},   \
        {KERNEL_COST, "kernel-cost", "C", "its cost of a violation (default: 1)"},       \
        {KERNEL_NU, "nu", "NU",                                                          \
         "nu-SVM: at most this share of violations; with --novelty alone: of the corpus" \
         " that may count as novel (default: 0.05)"},                                    \
        {KERNEL_GAMMA, "gamma", "GAMMA",                                                 \
         "of the kernel (default: 1 / number of dense features)"},                       \
        {KERNEL_DEGREE, "degree", "N", "of the polynomial, 1 to 8 (default: 3)"},        \
        {KERNEL_COEF0, "coef0", "R", "of polynomial and sigmoid (default: 0)"},          \
    {                                                                                    \
        KERNEL_NOVELTY, "novelty", NULL,                                                 \
            "add a one-class model: classify says how unlike the corpus an article is"   \
    }

/** Take an option. @return false when `key` is none of them */
bool kernel_option(ent_kernel_options *options, struct cli_arguments *arguments, int key);
/** Are they possible together? @return CLI_OK, or CLI_USAGE with the person told */
int kernel_check(ent_kernel_options *options, const struct cli_verb *verb);

#endif
