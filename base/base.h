/* SPDX-License-Identifier: MIT */
/* The ground every room stands on. Door of base/: including this gives the rest of the library its shared helpers. */
#ifndef ENT_BASE_BASE_H
#define ENT_BASE_BASE_H

#include "array.h"
#include "buffer.h"
#include "cpu.h"
#include "error.h"
#include "file.h"
#include "hash.h"
#include "html.h"
#include "json.h"
#include "progress.h"
#include "sort.h"
#include "svg.h"
#include "thread.h"
#include "time.h"

#include <entente/base.h>

#endif
