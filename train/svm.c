/* SPDX-License-Identifier: MIT */
#include "svm.h"

#include <pthread.h>
#include <stdlib.h>

enum { SEED = 1 };

static void print_nothing(const char *text)
{
    (void)text;
}

/* libsvm keeps its print function and the C library its random numbers in globals. */
static struct svm_model *train_alone(const struct svm_problem *problem,
                                     const struct svm_parameter *parameter)
{
    static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&one_at_a_time);
    svm_set_print_string_function(print_nothing);
    srand(SEED);
    struct svm_model *model = svm_train(problem, parameter);
    svm_set_print_string_function(NULL);
    pthread_mutex_unlock(&one_at_a_time);
    return model;
}

ent_status ent__svm_fit(double *coefficients, double *rho,
                        const struct svm_problem *problem,
                        const struct svm_parameter *parameter, ent_error *err)
{
    const char *fault = svm_check_parameter(problem, parameter);
    if (fault)
        return ent_fail(err, ENT_EARG, "libsvm refuses the settings: %s", fault);
    struct svm_model *model = train_alone(problem, parameter);
    if (!model)
        return ent_fail_memory(err);
    /* The first label that libsvm meets is its positive one. */
    double sign = parameter->svm_type != ONE_CLASS && model->label[0] < 0 ? -1 : 1;
    for (int i = 0; i < problem->l; i++)
        coefficients[i] = 0;
    for (int s = 0; s < model->l; s++)
        coefficients[model->sv_indices[s] - 1] = sign * model->sv_coef[0][s];
    *rho = sign * model->rho[0];
    svm_free_and_destroy_model(&model);
    return ENT_OK;
}
