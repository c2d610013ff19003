/* SPDX-License-Identifier: MIT */
/* From the caller's paths to the files behind them: folders are walked in a stable order. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "reader.h"

enum { DEEPEST = 16 };

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *join(ent_arena *arena, const char *folder, const char *name)
{
    size_t size = strlen(folder);
    const char *slash = size && folder[size - 1] == '/' ? "" : "/";
    size_t capacity = size + strlen(name) + 2;
    char *path = ent_arena_alloc(arena, capacity, 1);
    if (path)
        snprintf(path, capacity, "%s%s%s", folder, slash, name);
    return path;
}

/* Paths of everything in a folder, in byte order, hidden entries left out. */
static ent_status list_folder(ent_paths *out, ent_arena *arena, const char *folder,
                              ent_error *err)
{
    DIR *open_folder = opendir(folder);
    if (!open_folder)
        return ent_fail(err, ENT_EIO, "cannot open '%s': %s", folder, strerror(errno));
    ent_status status = ENT_OK;
    for (struct dirent *entry; status == ENT_OK && (entry = readdir(open_folder));) {
        if (entry->d_name[0] == '.')
            continue;
        const char *path = join(arena, folder, entry->d_name);
        if (!path || !ent_array_push(out, path))
            status = ent_fail_memory(err);
    }
    closedir(open_folder);
    if (status == ENT_OK && out->count)
        qsort(out->items, out->count, sizeof *out->items, by_bytes);
    return status;
}

static ent_status walk(ent_paths *out, ent_arena *arena, const char *folder, int depth,
                       ent_error *err)
{
    if (depth > DEEPEST)
        return ent_fail(err, ENT_ELIMIT, "'%s' is more than %d folders deep", folder,
                        DEEPEST);
    ent_paths entries = {0};
    ent_status status = list_folder(&entries, arena, folder, err);
    for (size_t i = 0; status == ENT_OK && i < entries.count; i++) {
        struct stat about;
        if (stat(entries.items[i], &about) != 0)
            continue; /* gone meanwhile, or a link to nowhere */
        if (S_ISDIR(about.st_mode))
            status = walk(out, arena, entries.items[i], depth + 1, err);
        else if (S_ISREG(about.st_mode) && !ent_array_push(out, entries.items[i]))
            status = ent_fail_memory(err);
    }
    free(entries.items);
    return status;
}

ent_status ent__articles_find(ent_paths *out, ent_arena *arena, const char *const *paths,
                              size_t count, ent_error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct stat about = {0};
        if (strcmp(paths[i], "-") != 0 && stat(paths[i], &about) != 0)
            return ent_fail(err, ENT_EIO, "cannot open '%s': %s", paths[i],
                            strerror(errno));
        size_t before = out->count;
        if (S_ISDIR(about.st_mode))
            ENT_TRY(walk(out, arena, paths[i], 0, err));
        /* A folder without files stays in the list: the reader says that there is nothing to read. */
        if (out->count == before && !ent_array_push(out, paths[i]))
            return ent_fail_memory(err);
    }
    return ENT_OK;
}
