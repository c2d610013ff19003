/* SPDX-License-Identifier: MIT */
/* The options of `train` that ask for kernel machines. */
#include "kernel_options.h"

bool kernel_option(ent_kernel_options *options, struct cli_arguments *arguments, int key)
{
    /* In the order of ent_train_kernel. */
    static const char *const kinds[] = {"none", "linear", "poly", "rbf", "sigmoid", NULL};
    static const char *const inputs[] = {"margins", "projection", NULL};
    switch (key) {
    case KERNEL_KIND:
        options->kernel = (ent_train_kernel)cli_choice(arguments, kinds);
        return true;
    case KERNEL_REDUCE:
        options->projection = cli_choice(arguments, inputs) == 1;
        return true;
    case KERNEL_COST:
        options->cost = cli_real(arguments, 1e-6, 1e6);
        return true;
    case KERNEL_NU:
        options->nu = cli_real(arguments, 1e-6, 1);
        return true;
    case KERNEL_GAMMA:
        options->gamma = cli_real(arguments, 1e-9, 1e6);
        return true;
    case KERNEL_DEGREE:
        options->degree = (unsigned)cli_integer(arguments, 1, 8);
        return true;
    case KERNEL_COEF0:
        options->coef0 = cli_real(arguments, -1e6, 1e6);
        return true;
    case KERNEL_NOVELTY:
        options->novelty = true;
        return true;
    default:
        return false;
    }
}

int kernel_check(ent_kernel_options *options, const struct cli_verb *verb)
{
    bool offset = options->coef0 < 0 || options->coef0 > 0;
    bool detailed = options->projection || options->cost > 0 || options->gamma > 0 ||
                    options->degree || offset;
    if (detailed && !options->kernel)
        return cli_usage(verb, "that is an option of a kernel machine: add --kernel");
    bool polynomial = options->kernel == ENT_TRAIN_KERNEL_POLYNOMIAL;
    if (options->degree && !polynomial)
        return cli_usage(verb, "--degree is of --kernel poly");
    if (offset && !polynomial && options->kernel != ENT_TRAIN_KERNEL_SIGMOID)
        return cli_usage(verb, "--coef0 is of --kernel poly and sigmoid");
    if (options->gamma > 0 && options->kernel == ENT_TRAIN_KERNEL_LINEAR)
        return cli_usage(verb, "--gamma is not of --kernel linear");
    if (options->nu > 0 && !options->kernel) {
        if (!options->novelty)
            return cli_usage(verb, "--nu goes with --kernel or --novelty");
        options->novelty_nu = options->nu;
        options->nu = 0;
    }
    return CLI_OK;
}
