/* SPDX-License-Identifier: MIT */
/* What every part of the public API shares: status codes, errors, strings, arenas, the version. Holds no text logic. */
#ifndef ENTENTE_BASE_H
#define ENTENTE_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The one place where the version is written; the Makefile reads it from here. */
#define ENT_VERSION_MAJOR 0
#define ENT_VERSION_MINOR 1
#define ENT_VERSION_PATCH 0

#if defined(__GNUC__)
#define ENT_API          __attribute__((visibility("default")))
#define ENT_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define ENT_MUST_USE     __attribute__((warn_unused_result))
#else
#define ENT_API
#define ENT_PRINTF(f, a)
#define ENT_MUST_USE
#endif

/* One list, so that the codes and their texts cannot drift apart. */
#define ENT_STATUS_LIST(X)                                                               \
    X(ENT_OK, 0, "ok")                                                                   \
    X(ENT_ENOMEM, -1, "out of memory")                                                   \
    X(ENT_EARG, -2, "bad argument")                                                      \
    X(ENT_EIO, -3, "input or output failed")                                             \
    X(ENT_EDATA, -4, "malformed data")                                                   \
    X(ENT_EMODEL, -5, "not a usable model")                                              \
    X(ENT_EVERSION, -6, "made by a newer version")                                       \
    X(ENT_ELIMIT, -7, "limit exceeded")                                                  \
    X(ENT_ECANCEL, -8, "cancelled")

#define ENT_AS_ENUM(name, value, text) name = value,
typedef enum ent_status { ENT_STATUS_LIST(ENT_AS_ENUM) } ent_status;

/** What went wrong, for a person: one line in git's grammar ("cannot open 'x': No such file or directory"). */
typedef struct ent_error {
    ent_status code;
    char msg[400];
} ent_error;

/** The fixed English text of a status code; never NULL; static. */
ENT_API const char *ent_status_text(ent_status status);

/** "MAJOR.MINOR.PATCH"; static. */
ENT_API const char *ent_version(void);

/** Bytes with a length; UTF-8 unless a comment says otherwise, not NUL-terminated; borrowed. {NULL, 0} is empty. */
typedef struct ent_string {
    const char *data;
    size_t size;
} ent_string;

/**
 * An arena: one reserved range of address space that is handed out from the front.
 * Results live in the caller's arena until it is reset or closed. Passing the struct BY VALUE gives scratch space: what
 * the callee takes from its copy is gone (handed out again) when it returns. Pages are committed on first use, so a
 * large limit costs nothing by itself; the limit is also the memory limit of whatever works in the arena.
 */
typedef struct ent_arena {
    char *next;  /* first free byte */
    char *end;   /* one past the last */
    char *start; /* of the reservation */
} ent_arena;

/**
 * Reserve `limit` bytes (rounded up to pages; 0 means 1 GiB), or, where address space is rationed, the largest of limit / 2,
 * limit / 4 ... 64 MiB that is to be had. @return ENT_OK or ENT_ENOMEM, arena untouched on failure.
 */
ENT_API ent_status ent_arena_open(ent_arena *arena, size_t limit, ent_error *err);
/** Give everything back to the system; safe on a zeroed struct and twice. */
ENT_API void ent_arena_close(ent_arena *arena);
/** Forget everything handed out; the memory is kept for reuse, but for what exceeds 64 MiB, which is returned. */
ENT_API void ent_arena_reset(ent_arena *arena);
/**
 * `count` zeroed objects of `size` bytes, aligned to 16.
 * @return NULL when the arena is full or the product overflows; a zero product gives a valid, unusable pointer.
 */
ENT_API void *ent_arena_alloc(ent_arena *arena, size_t count, size_t size);

#ifdef __cplusplus
}
#endif
#endif
