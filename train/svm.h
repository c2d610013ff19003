/* SPDX-License-Identifier: MIT */
/* Inside the room: libsvm, kept quiet and repeatable. Its file functions are never called. */
#ifndef ENT_TRAIN_SVM_H
#define ENT_TRAIN_SVM_H

#include <libsvm/svm.h>

#include "base/base.h"

/**
 * Train one machine, positive for the rows whose y is 1 (for a class of one: that are like the others). Nothing is printed
 * and random numbers begin anew, so the same rows give the same machine; trainings of other threads wait.
 * @param coefficients  out: [problem->l] of each row, 0 for those that support nothing
 * @param rho           out: what the decision subtracts
 * @return ENT_OK; ENT_EARG where libsvm refuses the settings; ENT_ENOMEM
 */
ent_status ent__svm_fit(double *coefficients, double *rho,
                        const struct svm_problem *problem,
                        const struct svm_parameter *parameter, ent_error *err);

#endif
