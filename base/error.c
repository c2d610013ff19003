/* SPDX-License-Identifier: MIT */
/* Status texts and error messages. */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>

#define ENT_STRINGIZE_(x) #x
#define ENT_STRINGIZE(x)  ENT_STRINGIZE_(x)

const char *ent_version(void)
{
    return ENT_STRINGIZE(ENT_VERSION_MAJOR) "." ENT_STRINGIZE(
        ENT_VERSION_MINOR) "." ENT_STRINGIZE(ENT_VERSION_PATCH);
}

const char *ent_status_text(ent_status status)
{
#define ENT_AS_CASE(name, value, text)                                                   \
    case name:                                                                           \
        return text;
    switch (status) {
        ENT_STATUS_LIST(ENT_AS_CASE)
    }
    return "unknown status";
}

ent_status ent_fail(ent_error *err, ent_status code, const char *format, ...)
{
    if (!err)
        return code;
    va_list arguments;
    va_start(arguments, format);
    err->code = code;
    if (vsnprintf(err->msg, sizeof err->msg, format, arguments) < 0)
        err->msg[0] = '\0';
    va_end(arguments);
    /* Names of files and fields come from outside: nothing in them may steer a terminal. */
    for (char *c = err->msg; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
    return code;
}

ent_status ent_fail_memory(ent_error *err)
{
    return ent_fail(err, ENT_ENOMEM, "out of memory");
}
