/* SPDX-License-Identifier: MIT */
/* Files: reading whole or by lines through gzip, and replacing a file atomically. */
#ifndef ENT_BASE_FILE_H
#define ENT_BASE_FILE_H

#include <stdbool.h>

#include <entente/base.h>

/**
 * A stream of bytes from a file, plain or gzip (recognised by its first bytes; any number of members). "-" is standard
 * input. A truncated or damaged gzip stream is an error, never a silent end.
 */
typedef struct ent_input ent_input;
/** @return ENT_EIO when it cannot be opened or is a directory. The name is kept by reference. */
ent_status ent_input_open(ent_input **out, const char *path, ent_error *err);
void ent_input_close(ent_input *input);
/** Up to `capacity` bytes; *size 0 only at the end. */
ent_status ent_input_read(ent_input *input, char *data, size_t capacity, size_t *size,
                          ent_error *err);
/**
 * The next line without its line feed (and carriage return), lent until the next call; *end is true when there was
 * none. Lines longer than `limit` bytes (0: 1 GiB) give ENT_ELIMIT, and the next call continues behind that line.
 */
ent_status ent_input_line(ent_input *input, ent_string *line, bool *end, size_t limit,
                          ent_error *err);
/** Look at up to `wanted` bytes (at most 64 KiB) without taking them, to recognise a format; of a pipe or terminal no more
 *  than what came with the first line. */
ent_status ent_input_peek(ent_input *input, size_t wanted, ent_string *bytes,
                          ent_error *err);
/**
 * Will the rest of a line, or the end, be there within `milliseconds`? Always so in a file; a pipe or terminal may keep
 * whoever reads on waiting. Of a line too long for anybody's patience the answer is yes.
 */
bool ent_input_line_is_near(ent_input *input, int milliseconds);
/** The number of the line that ent_input_line() gave last, from 1. */
uint64_t ent_input_line_number(const ent_input *input);
/** Bytes taken from the file itself (compressed where it is) and its size (0 unknown): for progress. */
void ent_input_position(const ent_input *input, uint64_t *taken, uint64_t *size);

/** The whole of a file (through gzip) into the arena, a NUL behind it; ENT_ELIMIT above `limit` bytes (0: none). */
ent_status ent_file_read(ent_string *out, ent_arena *arena, const char *path,
                         size_t limit, ent_error *err);

/**
 * Replace a file in one step: write to a temporary file beside it, then ent_output_commit() syncs it and renames it over
 * the old one, whose mode it keeps; a symbolic link stays and leads to the new file. Until then, and on any failure, the
 * old file stays as it was. "-" is standard output; it, devices and pipes are written to directly.
 */
typedef struct ent_output ent_output;
ent_status ent_output_open(ent_output **out, const char *path, ent_error *err);
ent_status ent_output_write(ent_output *output, const void *data, size_t size,
                            ent_error *err);
/** Close, sync and rename; frees `output` whatever happens. */
ent_status ent_output_commit(ent_output *output, ent_error *err);
/** Remove the temporary file; NULL is allowed. */
void ent_output_abandon(ent_output *output);
/** All of it in one call: the file holds `content`, or stays as it was. */
ent_status ent_file_write(const char *path, ent_string content, ent_error *err);

/** Is there a directory of this name? */
bool ent_is_directory(const char *path);
/** Is there a file of this name that can be opened twice: no pipe, no device? */
bool ent_is_regular(const char *path);

#endif
