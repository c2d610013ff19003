/* SPDX-License-Identifier: MIT */
/* Reading through gzip, and replacing files atomically. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#include "ahead.h"
#include "array.h"
#include "buffer.h"
#include "cpu.h"
#include "error.h"

enum { RAW_SIZE = 1 << 16, WINDOW_SIZE = 1 << 18 };
static const size_t default_line_limit = (size_t)1 << 30;
static const uint64_t worth_a_thread = (uint64_t)1 << 20; /* bytes of a gzip file */

struct ent_input {
    const char *path;
    int fd;
    bool gzip;
    bool regular;     /* a file, not a pipe or a terminal */
    bool raw_end;     /* the file has no more bytes */
    bool member_open; /* inside a gzip member */
    bool skipping;    /* the rest of an overlong line is to be dropped */
    z_stream stream;
    ent_ahead *
        ahead; /* inflates on a thread, to which all from gzip to raw_stop then belongs; or NULL */
    atomic_uint_least64_t taken;
    uint64_t size;
    uint64_t line_number;
    unsigned char *raw; /* [RAW_SIZE] bytes as they stand in the file */
    size_t raw_start, raw_stop;
    char *window; /* [capacity] decoded bytes: [start, stop) are not yet taken */
    size_t capacity, start, stop;
};

static const char *shown(const ent_input *input)
{
    return strcmp(input->path, "-") == 0 ? "standard input" : input->path;
}

bool ent_is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool ent_is_regular(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

static ent_status fill_raw(ent_input *input, ent_error *err)
{
    if (input->raw_start > 0) {
        memmove(input->raw, input->raw + input->raw_start,
                input->raw_stop - input->raw_start);
        input->raw_stop -= input->raw_start;
        input->raw_start = 0;
    }
    while (!input->raw_end && input->raw_stop < RAW_SIZE) {
        ssize_t got =
            read(input->fd, input->raw + input->raw_stop, RAW_SIZE - input->raw_stop);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return ent_fail(err, ENT_EIO, "cannot read '%s': %s", shown(input),
                            strerror(errno));
        input->raw_end = got == 0;
        input->raw_stop += (size_t)got;
        input->taken += (uint64_t)got;
        if (got > 0)
            break; /* what a pipe gives now is worth handing on now */
    }
    return ENT_OK;
}

/* Two bytes decide whether it is gzip: a pipe may give them one at a time. */
static ent_status recognise(ent_input *input, ent_error *err)
{
    while (input->raw_stop - input->raw_start < 2 && !input->raw_end)
        ENT_TRY(fill_raw(input, err));
    input->gzip = input->raw_stop - input->raw_start >= 2 && input->raw[0] == 0x1f &&
                  input->raw[1] == 0x8b;
    if (input->gzip && inflateInit2(&input->stream, 15 + 16) != Z_OK) {
        input->gzip = false;
        return ent_fail_memory(err);
    }
    input->member_open = input->gzip;
    return ENT_OK;
}

ent_status ent_input_open(ent_input **out, const char *path, ent_error *err)
{
    ent_input *input = ent_new_zeroed(1, sizeof *input);
    if (!input)
        return ent_fail_memory(err);
    input->path = path;
    input->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    ent_status status = ENT_OK;
    struct stat about = {0};
    if (input->fd < 0 || fstat(input->fd, &about) != 0)
        status =
            ent_fail(err, ENT_EIO, "cannot open '%s': %s", shown(input), strerror(errno));
    else if (S_ISDIR(about.st_mode))
        status = ent_fail(err, ENT_EIO, "cannot read '%s': is a directory", shown(input));
    if (status == ENT_OK) {
        input->regular = S_ISREG(about.st_mode);
        input->size = input->regular ? (uint64_t)about.st_size : 0;
        input->capacity = WINDOW_SIZE;
        input->raw = ent_new(RAW_SIZE, 1);
        input->window = ent_new(input->capacity, 1);
        status =
            input->raw && input->window ? recognise(input, err) : ent_fail_memory(err);
    }
    if (status != ENT_OK) {
        ent_input_close(input);
        return status;
    }
    *out = input;
    return ENT_OK;
}

void ent_input_close(ent_input *input)
{
    if (!input)
        return;
    ent_ahead_free(input->ahead);
    if (input->gzip)
        inflateEnd(&input->stream);
    if (input->fd > STDIN_FILENO)
        close(input->fd);
    free(input->raw);
    free(input->window);
    free(input);
}

/* Inflate from `raw` into `data`, going on into the next member; *size 0 only at the end of the last one. */
static ent_status inflate_some(ent_input *input, char *data, size_t capacity,
                               size_t *size, ent_error *err)
{
    *size = 0;
    while (*size == 0) {
        if (input->raw_start == input->raw_stop && !input->raw_end) {
            ENT_TRY(fill_raw(input, err));
            continue;
        }
        if (input->raw_start == input->raw_stop) {
            if (input->member_open)
                return ent_fail(err, ENT_EDATA,
                                "'%s' ends in the middle of its gzip stream",
                                shown(input));
            return ENT_OK;
        }
        if (!input
                 ->member_open) { /* behind a member: another one, or padding with NULs that gzip(1) allows */
            if (input->raw[input->raw_start] == 0) {
                input->raw_start++;
                continue;
            }
            inflateReset(&input->stream);
            input->member_open = true;
        }
        input->stream.next_in = input->raw + input->raw_start;
        input->stream.avail_in = (uInt)(input->raw_stop - input->raw_start);
        input->stream.next_out = (Bytef *)data;
        input->stream.avail_out =
            capacity > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uInt)capacity;
        uInt room = input->stream.avail_out;
        int code = inflate(&input->stream, Z_NO_FLUSH);
        input->raw_start = input->raw_stop - input->stream.avail_in;
        *size = room - input->stream.avail_out;
        if (code == Z_STREAM_END)
            input->member_open = false;
        else if (code == Z_MEM_ERROR)
            return ent_fail_memory(err);
        else if (code != Z_OK && code != Z_BUF_ERROR)
            return ent_fail(err, ENT_EDATA, "'%s' is a damaged gzip file: %s",
                            shown(input),
                            input->stream.msg ? input->stream.msg : "bad data");
    }
    return ENT_OK;
}

static ent_status inflate_ahead(void *context, char *data, size_t capacity, size_t *size,
                                ent_error *err)
{
    return inflate_some(context, data, capacity, size, err);
}

static ent_status decode_some(ent_input *input, char *data, size_t capacity, size_t *size,
                              ent_error *err)
{
    /* By now whoever wanted no more than a look at the beginning has gone. */
    if (input->gzip && !input->ahead && input->size >= worth_a_thread &&
        atomic_load(&input->taken) > RAW_SIZE && ent_cpu_count() > 1)
        input->ahead = ent_ahead_new(inflate_ahead, input);
    if (input->ahead)
        return ent_ahead_take(input->ahead, data, capacity, size, err);
    if (input->gzip)
        return inflate_some(input, data, capacity, size, err);
    if (input->raw_start == input->raw_stop && !input->raw_end)
        ENT_TRY(fill_raw(input, err));
    *size = input->raw_stop - input->raw_start;
    if (*size > capacity)
        *size = capacity;
    memcpy(data, input->raw + input->raw_start, *size);
    input->raw_start += *size;
    return ENT_OK;
}

/* More decoded bytes behind `stop`; *grew false at the end. The window grows only when it is full of one line. */
static ent_status fill_window(ent_input *input, bool *grew, ent_error *err)
{
    if (input->start > 0) {
        memmove(input->window, input->window + input->start, input->stop - input->start);
        input->stop -= input->start;
        input->start = 0;
    }
    if (input->stop == input->capacity &&
        !ent__array_reserve((void **)&input->window, &input->capacity, input->stop, 1, 1))
        return ent_fail_memory(err);
    size_t size;
    ENT_TRY(decode_some(input, input->window + input->stop, input->capacity - input->stop,
                        &size, err));
    input->stop += size;
    *grew = size > 0;
    return ENT_OK;
}

ent_status ent_input_read(ent_input *input, char *data, size_t capacity, size_t *size,
                          ent_error *err)
{
    if (input->start == input->stop)
        return decode_some(input, data, capacity, size, err);
    *size = input->stop - input->start;
    if (*size > capacity)
        *size = capacity;
    memcpy(data, input->window + input->start, *size);
    input->start += *size;
    return ENT_OK;
}

ent_status ent_input_peek(ent_input *input, size_t wanted, ent_string *bytes,
                          ent_error *err)
{
    bool grew = true;
    while (input->stop - input->start < wanted && grew) {
        /* Whoever sends lines one at a time waits for an answer to the first. */
        if (!input->regular &&
            memchr(input->window + input->start, '\n', input->stop - input->start))
            break;
        ENT_TRY(fill_window(input, &grew, err));
    }
    size_t there = input->stop - input->start;
    *bytes = (ent_string){input->window + input->start, there < wanted ? there : wanted};
    return ENT_OK;
}

/* Drop what is left of a line that was too long. */
static ent_status skip_rest_of_line(ent_input *input, ent_error *err)
{
    bool grew = true;
    while (grew) {
        char *feed =
            memchr(input->window + input->start, '\n', input->stop - input->start);
        if (feed) {
            input->start = (size_t)(feed - input->window) + 1;
            break;
        }
        input->start = input->stop = 0;
        ENT_TRY(fill_window(input, &grew, err));
    }
    input->skipping = false;
    return ENT_OK;
}

ent_status ent_input_line(ent_input *input, ent_string *line, bool *end, size_t limit,
                          ent_error *err)
{
    if (limit == 0)
        limit = default_line_limit;
    if (input->skipping)
        ENT_TRY(skip_rest_of_line(input, err));
    size_t searched = 0;
    bool grew = true;
    char *feed = NULL;
    for (;;) {
        feed = memchr(input->window + input->start + searched, '\n',
                      input->stop - input->start - searched);
        searched = input->stop - input->start;
        if (feed || !grew || searched > limit)
            break;
        ENT_TRY(fill_window(input, &grew, err));
    }
    size_t size = feed ? (size_t)(feed - input->window) - input->start : searched;
    *end = !feed && size == 0;
    *line = (ent_string){input->window + input->start, size};
    if (*end)
        return ENT_OK;
    input->line_number++;
    if (size > limit) {
        input->skipping = true;
        return ent_fail(err, ENT_ELIMIT, "%s:%llu: line is longer than %zu bytes",
                        shown(input), (unsigned long long)input->line_number, limit);
    }
    input->start += size + (feed != NULL);
    if (size && line->data[size - 1] == '\r')
        line->size--;
    return ENT_OK;
}

/* A read that fails here fails again, with its message, when the line is taken. */
bool ent_input_line_is_near(ent_input *input, int milliseconds)
{
    enum { LONG_LINE = 1 << 20 };
    bool grew = true;
    for (size_t searched = 0; !input->regular && grew && searched < LONG_LINE;) {
        size_t there = input->stop - input->start;
        if (memchr(input->window + input->start + searched, '\n', there - searched))
            break;
        searched = there;
        struct pollfd source = {.fd = input->fd, .events = POLLIN};
        bool at_hand = input->raw_start < input->raw_stop || input->raw_end;
        if (!at_hand && poll(&source, 1, milliseconds) <= 0)
            return false;
        if (fill_window(input, &grew, NULL) != ENT_OK)
            break;
    }
    return true;
}

uint64_t ent_input_line_number(const ent_input *input)
{
    return input->line_number;
}

void ent_input_position(const ent_input *input, uint64_t *taken, uint64_t *size)
{
    *taken = atomic_load(&input->taken);
    if (!input->ahead)
        *taken -= input->raw_stop - input->raw_start;
    *size = input->size;
}

/* Read where it shall stay: the arena's windows follow one another without a gap. */
static ent_status read_all(char *bytes, size_t *count, ent_arena *arena, size_t limit,
                           ent_input *input, ent_error *err)
{
    uint64_t taken, whole;
    ent_input_position(input, &taken, &whole);
    if (whole < (uint64_t)(arena->end - bytes))
        ent_want_pages(bytes, (size_t)whole);
    for (size_t size = 1; size > 0; *count += size) {
        while ((size_t)(arena->next - bytes) <= *count + RAW_SIZE)
            if (!ent_arena_alloc(arena, RAW_SIZE, 1))
                return ent_fail_memory(err);
        ENT_TRY(ent_input_read(input, bytes + *count, RAW_SIZE, &size, err));
        if (limit && *count + size > limit)
            return ent_fail(err, ENT_ELIMIT, "'%s' is larger than %zu bytes",
                            shown(input), limit);
    }
    return ENT_OK;
}

ent_status ent_file_read(ent_string *out, ent_arena *arena, const char *path,
                         size_t limit, ent_error *err)
{
    ent_input *input;
    ENT_TRY(ent_input_open(&input, path, err));
    ent_arena taken = *arena;
    size_t count = 0;
    char *bytes = ent_arena_alloc(&taken, 0, 1);
    ent_status status =
        bytes ? read_all(bytes, &count, &taken, limit, input, err) : ent_fail_memory(err);
    if (status == ENT_OK) {
        bytes[count] = '\0';
        *out = (ent_string){bytes, count};
        *arena = taken;
    }
    ent_input_close(input);
    return status;
}

/* ---- writing ---- */

struct ent_output {
    char *path;
    char *temporary; /* NULL: standard output */
    FILE *file;
};

static void free_output(ent_output *output)
{
    free(output->path);
    free(output->temporary);
    free(output);
}

/* Beside the target, so that the rename stays within one file system; a name of its own, so that two runs do not meet. The
 * mode is that of the file to be replaced, or what the umask leaves of 0666. */
static ent_status open_temporary(ent_output *output, const struct stat *old,
                                 ent_error *err)
{
    int fd = -1;
    for (unsigned attempt = 0; fd < 0 && attempt < 100; attempt++) {
        ent_buffer name = {0};
        ent_buffer_format(&name, "%s.tmp-%ld-%u", output->path, (long)getpid(), attempt);
        if (name.failed)
            return ent_fail_memory(err);
        free(output->temporary);
        output->temporary = name.data;
        fd = open(name.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    if (fd >= 0 && (!old || fchmod(fd, old->st_mode & 07777) == 0))
        output->file = fdopen(fd, "wb");
    if (output->file)
        return ENT_OK;
    ent_status status =
        ent_fail(err, ENT_EIO, "cannot write '%s': %s", output->path, strerror(errno));
    if (fd >= 0) {
        close(fd);
        unlink(output->temporary);
    }
    free(output->temporary);
    output->temporary = NULL;
    return status;
}

/* A link is followed, so that the file behind it is replaced and not the link; a device or pipe is written to. */
static ent_status open_target(ent_output *output, ent_error *err)
{
    struct stat old;
    bool exists = stat(output->path, &old) == 0;
    if (exists && S_ISDIR(old.st_mode))
        return ent_fail(err, ENT_EIO, "cannot write '%s': is a directory", output->path);
    if (exists && !S_ISREG(old.st_mode)) {
        output->file = fopen(output->path, "wb");
        return output->file ? ENT_OK
                            : ent_fail(err, ENT_EIO, "cannot write '%s': %s",
                                       output->path, strerror(errno));
    }
    char *real = exists ? realpath(output->path, NULL) : NULL;
    if (real) {
        free(output->path);
        output->path = real;
    }
    return open_temporary(output, exists ? &old : NULL, err);
}

ent_status ent_output_open(ent_output **out, const char *path, ent_error *err)
{
    ent_output *output = ent_new_zeroed(1, sizeof *output);
    if (!output || !(output->path = strdup(path))) {
        free(output);
        return ent_fail_memory(err);
    }
    ent_status status = ENT_OK;
    if (strcmp(path, "-") == 0)
        output->file = stdout;
    else
        status = open_target(output, err);
    if (status != ENT_OK) {
        free_output(output);
        return status;
    }
    *out = output;
    return ENT_OK;
}

ent_status ent_output_write(ent_output *output, const void *data, size_t size,
                            ent_error *err)
{
    if (size && fwrite(data, 1, size, output->file) != size)
        return ent_fail(err, ENT_EIO, "cannot write '%s': %s", output->path,
                        strerror(errno));
    return ENT_OK;
}

/* The rename itself must survive a crash too: sync the folder. A folder that cannot be synced is not an error. */
static void sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder =
        slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(folder);
}

ent_status ent_output_commit(ent_output *output, ent_error *err)
{
    bool good = fflush(output->file) == 0;
    if (!output->temporary && output->file != stdout) { /* a device or pipe */
        good = fclose(output->file) == 0 && good;
    } else if (output->temporary) {
        good = good && fsync(fileno(output->file)) == 0;
        int error = errno;
        good = (fclose(output->file) == 0) && good;
        output->file = NULL;
        if (!good && error)
            errno = error;
        good = good && rename(output->temporary, output->path) == 0;
    }
    ent_status status = ENT_OK;
    if (!good) {
        status = ent_fail(err, ENT_EIO, "cannot write '%s': %s", output->path,
                          strerror(errno));
        if (output->temporary)
            unlink(output->temporary);
    } else if (output->temporary) {
        sync_folder(output->path);
    }
    free_output(output);
    return status;
}

void ent_output_abandon(ent_output *output)
{
    if (!output)
        return;
    if (output->file != stdout)
        fclose(output->file);
    if (output->temporary)
        unlink(output->temporary);
    free_output(output);
}

ent_status ent_file_write(const char *path, ent_string content, ent_error *err)
{
    ent_output *output;
    ENT_TRY(ent_output_open(&output, path, err));
    ent_status status = ent_output_write(output, content.data, content.size, err);
    if (status == ENT_OK)
        return ent_output_commit(output, err);
    ent_output_abandon(output);
    return status;
}
