/* SPDX-License-Identifier: MIT */
/* Watching a folder through inotify. */
#include "watch_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

struct watch_folder {
    const char *path;
    int events; /* inotify; -1: not open */
    int wake;
    ent_buffer name; /* of the path that was asked for last */
};

static const char done[] = "done", failed[] = "failed";

/* ---- names ---- */

void watch_names_clear(watch_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->items[i]);
    free(names->items);
    *names = (watch_names){0};
}

static int in_byte_order(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool ends_with(const char *name, const char *end)
{
    size_t size = strlen(name), tail = strlen(end);
    return size > tail && strcmp(name + size - tail, end) == 0;
}

/* Who writes in place gives the file such a name until it is whole. */
static bool is_unfinished(const char *name)
{
    return name[0] == '.' || ends_with(name, ".tmp") || ends_with(name, ".part");
}

static ent_status add_name(watch_names *names, const char *name, ent_error *err)
{
    if (!ent_array_reserve(names, 1))
        return ent_fail_memory(err);
    char *copy = strdup(name);
    if (!copy)
        return ent_fail_memory(err);
    names->items[names->count++] = copy;
    return ENT_OK;
}

/* ---- paths ---- */

const char *watch_folder_path(watch_folder *folder, const char *name)
{
    ent_buffer_clear(&folder->name);
    ent_buffer_format(&folder->name, "%s/%s", folder->path, name);
    return folder->name.failed ? NULL : folder->name.data;
}

bool watch_folder_has(watch_folder *folder, const char *name)
{
    struct stat about;
    const char *path = watch_folder_path(folder, name);
    return path && lstat(path, &about) == 0 && S_ISREG(about.st_mode);
}

static ent_status make_subfolder(watch_folder *folder, const char *name, ent_error *err)
{
    const char *path = watch_folder_path(folder, name);
    if (!path)
        return ent_fail_memory(err);
    if (mkdir(path, 0777) != 0 && !(errno == EEXIST && ent_is_directory(path)))
        return ent_fail(err, ENT_EIO, "cannot make '%s': %s", path, strerror(errno));
    return ENT_OK;
}

/* ---- opening ---- */

static ent_status start(watch_folder *folder, ent_error *err)
{
    folder->events = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (folder->events < 0 ||
        inotify_add_watch(folder->events, folder->path,
                          IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF |
                              IN_ONLYDIR) < 0)
        return ent_fail(err, ENT_EIO, "cannot watch '%s': %s", folder->path,
                        strerror(errno));
    ENT_TRY(make_subfolder(folder, done, err));
    return make_subfolder(folder, failed, err);
}

ent_status watch_folder_open(watch_folder **out, const char *path, int wake,
                             ent_error *err)
{
    watch_folder *folder = ent_new_zeroed(1, sizeof *folder);
    if (!folder)
        return ent_fail_memory(err);
    *folder = (watch_folder){.path = path, .events = -1, .wake = wake};
    ent_status status = start(folder, err);
    if (status != ENT_OK) {
        watch_folder_close(folder);
        return status;
    }
    *out = folder;
    return ENT_OK;
}

void watch_folder_close(watch_folder *folder)
{
    if (!folder)
        return;
    if (folder->events >= 0)
        close(folder->events);
    ent_buffer_dispose(&folder->name);
    free(folder);
}

/* ---- what is there, what comes ---- */

static ent_status vanished(const watch_folder *folder, ent_error *err)
{
    return ent_fail(err, ENT_EIO, "the folder '%s' has vanished", folder->path);
}

ent_status watch_folder_list(watch_names *names, watch_folder *folder, ent_error *err)
{
    DIR *directory = opendir(folder->path);
    if (!directory)
        return errno == ENOENT ? vanished(folder, err)
                               : ent_fail(err, ENT_EIO, "cannot read '%s': %s",
                                          folder->path, strerror(errno));
    ent_status status = ENT_OK;
    for (struct dirent *entry; status == ENT_OK && (entry = readdir(directory));)
        if (!is_unfinished(entry->d_name) && watch_folder_has(folder, entry->d_name))
            status = add_name(names, entry->d_name, err);
    closedir(directory);
    if (names->count)
        qsort(names->items, names->count, sizeof *names->items, in_byte_order);
    return status;
}

static ent_status take_event(watch_names *names, watch_folder *folder,
                             const struct inotify_event *event, ent_error *err)
{
    if (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT))
        return vanished(folder, err);
    if (event->mask & IN_Q_OVERFLOW) /* more came in than was told: look for oneself */
        return watch_folder_list(names, folder, err);
    if (event->len && !(event->mask & IN_ISDIR) && !is_unfinished(event->name))
        return add_name(names, event->name, err);
    return ENT_OK;
}

static ent_status take_events(watch_names *names, watch_folder *folder, ent_error *err)
{
    _Alignas(struct inotify_event) char bytes[16384];
    ssize_t size = read(folder->events, bytes, sizeof bytes);
    if (size < 0)
        return errno == EAGAIN || errno == EINTR
                   ? ENT_OK
                   : ent_fail(err, ENT_EIO, "cannot watch '%s': %s", folder->path,
                              strerror(errno));
    for (size_t at = 0; at < (size_t)size;) {
        const struct inotify_event *event = (const void *)(bytes + at);
        ENT_TRY(take_event(names, folder, event, err));
        at += sizeof *event + event->len;
    }
    return ENT_OK;
}

ent_status watch_folder_wait(watch_names *names, watch_folder *folder, ent_error *err)
{
    while (!names->count) {
        struct pollfd ready[] = {{folder->events, POLLIN, 0}, {folder->wake, POLLIN, 0}};
        if (poll(ready, 2, -1) < 0 && errno != EINTR)
            return ent_fail(err, ENT_EIO, "cannot watch '%s': %s", folder->path,
                            strerror(errno));
        if (ready[1].revents)
            return ENT_OK;
        if (ready[0].revents)
            ENT_TRY(take_events(names, folder, err));
    }
    return ENT_OK;
}

/* ---- afterwards ---- */

/* "inbox/done/NAME", and from the second try on "inbox/done/NAME.1" */
static void target_of(ent_buffer *out, const watch_folder *folder, const char *subfolder,
                      const char *name, unsigned attempt, const char *ending)
{
    ent_buffer_clear(out);
    ent_buffer_format(out, "%s/%s/%s", folder->path, subfolder, name);
    if (attempt)
        ent_buffer_format(out, ".%u", attempt);
    ent_buffer_text(out, ending);
}

static ent_status move(watch_folder *folder, const char *subfolder, const char *name,
                       unsigned attempt, bool *taken, ent_error *err)
{
    ent_buffer target = {0};
    target_of(&target, folder, subfolder, name, attempt, "");
    const char *path = watch_folder_path(folder, name);
    ent_status status = ENT_OK;
    *taken = false;
    if (!path || target.failed)
        status = ent_fail_memory(err);
    else if (renameat2(AT_FDCWD, path, AT_FDCWD, target.data, RENAME_NOREPLACE) != 0) {
        *taken = errno == EEXIST;
        if (!*taken)
            status = ent_fail(err, ENT_EIO, "cannot move '%s' to '%s': %s", path,
                              target.data, strerror(errno));
    }
    ent_buffer_dispose(&target);
    return status;
}

ent_status watch_folder_done(watch_folder *folder, const char *name, ent_error *err)
{
    bool taken = true;
    ENT_TRY(make_subfolder(folder, done, err));
    for (unsigned attempt = 0; taken; attempt++)
        ENT_TRY(move(folder, done, name, attempt, &taken, err));
    return ENT_OK;
}

static bool exists(const char *path)
{
    struct stat about;
    return lstat(path, &about) == 0;
}

ent_status watch_folder_failed(watch_folder *folder, const char *name, ent_string reason,
                               ent_error *err)
{
    ent_buffer path = {0};
    ENT_TRY(make_subfolder(folder, failed, err));
    ent_status status = ENT_OK;
    bool taken = true;
    for (unsigned attempt = 0; taken && status == ENT_OK; attempt++) {
        target_of(&path, folder, failed, name, attempt, ".reason");
        if (path.failed)
            status = ent_fail_memory(err);
        else if (!exists(path.data))
            status = move(folder, failed, name, attempt, &taken, err);
    }
    if (status == ENT_OK)
        status = ent_file_write(path.data, reason, err);
    ent_buffer_dispose(&path);
    return status;
}
