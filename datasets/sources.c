/* SPDX-License-Identifier: MIT */
/* From the caller's paths to the files that hold records: walks trees in a stable order and looks what is in them. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "reader.h"

enum { DEEPEST = 16 };

/* ---- directories ---- */

typedef struct listing {
    ENT_ARRAY(char *) names; /* in byte order, hidden ones left out */
} listing;

static void dispose(listing *list)
{
    for (size_t i = 0; i < list->names.count; i++)
        free(list->names.items[i]);
    free(list->names.items);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static ent_status list_folder(listing *list, const char *path, ent_error *err)
{
    DIR *folder = opendir(path);
    if (!folder)
        return ent_fail(err, ENT_EIO, "cannot open '%s': %s", path, strerror(errno));
    ent_status status = ENT_OK;
    for (struct dirent *entry; status == ENT_OK && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.')
            continue;
        char *name = strdup(entry->d_name);
        if (!name || !ent_array_push(&list->names, name)) {
            free(name);
            status = ent_fail_memory(err);
        }
    }
    closedir(folder);
    if (status == ENT_OK && list->names.count)
        qsort(list->names.items, list->names.count, sizeof *list->names.items, by_bytes);
    return status;
}

static const char *join(ent_arena *arena, const char *folder, const char *name)
{
    size_t size = strlen(folder);
    bool slash = size && folder[size - 1] == '/';
    size_t capacity = size + strlen(name) + 2;
    char *path = ent_arena_alloc(arena, capacity, 1);
    if (path)
        snprintf(path, capacity, "%s%s%s", folder, slash ? "" : "/", name);
    return path;
}

/* ---- what names say ---- */

/* "train", "test"... from a folder's name: the word itself, or what stands behind the last hyphen or underscore. */
static const char *part_of(const char *folder, size_t size)
{
    static const char *const parts[] = {"train", "test", "dev", "valid", "validation"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t length = strlen(parts[i]);
        if (size < length || memcmp(folder + size - length, parts[i], length) != 0)
            continue;
        if (size == length || folder[size - length - 1] == '-' ||
            folder[size - length - 1] == '_')
            return parts[i];
    }
    return NULL;
}

/* ---- walking ---- */

struct walk {
    ent_dataset *dataset;
    const char *root;
    size_t root_size; /* bytes of a path that are the root and its slash */
};

static bool is_label_file(const char *name)
{
    return ent__has_ending(name, ".key") || ent__has_ending(name, ".tsv");
}

static bool listed(const listing *list, const char *name)
{
    return bsearch(&name, list->names.items, list->names.count, sizeof *list->names.items,
                   by_bytes) != NULL;
}

/* The label file beside "x.txt": "x.key" or "x.tsv". NULL when there is none or memory is out (*failed). */
static const char *label_file(ent_dataset *dataset, const char *folder,
                              const listing *list, const char *name, bool *failed)
{
    static const char *const endings[] = {".key", ".tsv"};
    const char *dot = strstr(name, ".txt");
    for (size_t i = 0; dot && i < 2; i++) {
        char other[300];
        snprintf(other, sizeof other, "%.*s%s", (int)(dot - name), name, endings[i]);
        if (!listed(list, other))
            continue;
        const char *path = join(&dataset->arena, folder, other);
        *failed |= !path;
        return path;
    }
    return NULL;
}

/* The label of a file in a tree: the folders between the root (and the folder of the part) and the file. */
static ent_status folder_label(const struct walk *walk, ent_source *source,
                               ent_error *err)
{
    const char *below = source->path + walk->root_size;
    const char *end = strrchr(below, '/');
    const char *slash = strchr(below, '/');
    source->part = slash ? part_of(below, (size_t)(slash - below)) : NULL;
    if (!source->part) { /* "corpus/train" was named itself */
        size_t size = strlen(walk->root);
        while (size && walk->root[size - 1] == '/')
            size--;
        const char *from = memrchr(walk->root, '/', size);
        from = from ? from + 1 : walk->root;
        source->part = part_of(from, (size_t)(walk->root + size - from));
    } else {
        below = slash + 1;
    }
    if (!end || below >= end)
        return ENT_OK;
    ent_string label = ent_string_copy(&walk->dataset->arena,
                                       (ent_string){below, (size_t)(end - below)});
    source->label = label.data;
    return label.data ? ENT_OK : ent_fail_memory(err);
}

/* A file in a tree is one text, unless its name says that it holds records. */
static ent_format format_in_tree(const ent_dataset *dataset, const char *name)
{
    static const char *const endings[] = {".jsonl", ".ndjson", ".json", ".csv", ".sgm"};
    if (dataset->options.format != ENT_FORMAT_AUTO)
        return dataset->options.format;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ent__has_ending(name, endings[i]))
            return ENT_FORMAT_AUTO;
    return ENT_FORMAT_TEXT;
}

static bool is_one_text(ent_format format)
{
    return format == ENT_FORMAT_TEXT || format == ENT_FORMAT_FOLDERS ||
           format == ENT_FORMAT_NEWSGROUPS;
}

static ent_status add_file(const struct walk *walk, const char *folder,
                           const listing *list, const char *path, const char *name,
                           ent_error *err)
{
    ent_dataset *dataset = walk->dataset;
    ent_source source = {.path = path, .format = format_in_tree(dataset, name)};
    if (is_one_text(source.format)) {
        bool failed = false;
        if (is_label_file(name))
            return ENT_OK;
        source.labels = label_file(dataset, folder, list, name, &failed);
        source.id = path + walk->root_size;
        if (failed)
            return ent_fail_memory(err);
        ENT_TRY(folder_label(walk, &source, err));
        if (source.labels)
            source.label = NULL;
    }
    return ent_array_push(&dataset->sources, source) ? ENT_OK : ent_fail_memory(err);
}

static ent_status walk_folder(const struct walk *walk, const char *folder, int depth,
                              ent_error *err);

static ent_status add_entry(const struct walk *walk, const char *folder,
                            const listing *list, const char *name, int depth,
                            ent_error *err)
{
    const char *path = join(&walk->dataset->arena, folder, name);
    if (!path)
        return ent_fail_memory(err);
    struct stat about;
    if (stat(path, &about) != 0)
        return ent_fail(err, ENT_EIO, "cannot open '%s': %s", path, strerror(errno));
    if (S_ISDIR(about.st_mode))
        return walk_folder(walk, path, depth + 1, err);
    if (S_ISREG(about.st_mode))
        return add_file(walk, folder, list, path, name, err);
    return ENT_OK; /* sockets, devices: nothing to read */
}

static ent_status walk_folder(const struct walk *walk, const char *folder, int depth,
                              ent_error *err)
{
    if (depth > DEEPEST)
        return ent_fail(err, ENT_ELIMIT, "'%s' is more than %d folders deep", folder,
                        DEEPEST);
    listing list = {0};
    size_t before = walk->dataset->sources.count;
    ent_status status = list_folder(&list, folder, err);
    for (size_t i = 0; status == ENT_OK && i < list.names.count; i++)
        status = add_entry(walk, folder, &list, list.names.items[i], depth, err);
    dispose(&list);
    if (status != ENT_OK || walk->dataset->sources.count > before)
        return status;
    /* An empty folder is a label without documents: the reader says so when it comes to it. */
    ent_source nothing = {.path = folder, .format = ENT_FORMAT_COUNT};
    return ent_array_push(&walk->dataset->sources, nothing) ? ENT_OK
                                                            : ent_fail_memory(err);
}

static ent_status add_tree(ent_dataset *dataset, const char *path, ent_error *err)
{
    size_t size = strlen(path);
    struct walk walk = {dataset, path, size + (size && path[size - 1] != '/')};
    return walk_folder(&walk, path, 0, err);
}

/* A text file named by itself: its labels may stand beside it. */
static ent_status add_named_file(ent_dataset *dataset, const char *path, ent_error *err)
{
    ent_source source = {.path = path, .format = dataset->options.format};
    const char *slash = strrchr(path, '/');
    source.id = slash ? slash + 1 : path;
    const char *dot = strstr(source.id, ".txt");
    for (int i = 0; dot && i < 2 && !source.labels; i++) {
        size_t size = (size_t)(dot - path);
        char *beside = ent_arena_alloc(&dataset->arena, size + 5, 1);
        if (!beside)
            return ent_fail_memory(err);
        snprintf(beside, size + 5, "%.*s%s", (int)size, path, i ? ".tsv" : ".key");
        struct stat about;
        if (stat(beside, &about) == 0 && S_ISREG(about.st_mode))
            source.labels = beside;
    }
    return ent_array_push(&dataset->sources, source) ? ENT_OK : ent_fail_memory(err);
}

ent_status ent__sources_find(ent_dataset *dataset, const char *const *paths, size_t count,
                             ent_error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct stat about;
        bool standard_input = strcmp(paths[i], "-") == 0;
        if (!standard_input && stat(paths[i], &about) != 0)
            return ent_fail(err, ENT_EIO, "cannot open '%s': %s", paths[i],
                            strerror(errno));
        if (!standard_input && S_ISDIR(about.st_mode))
            ENT_TRY(add_tree(dataset, paths[i], err));
        else
            ENT_TRY(add_named_file(dataset, paths[i], err));
    }
    return ENT_OK;
}
