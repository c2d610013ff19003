/* SPDX-License-Identifier: MIT */
/* Writing a text file a record: a folder a class, or labels in .key files beside the texts. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "writer.h"

/* A piece of a path made of bytes from outside: no slash, no leading dot, no control characters, not too long. */
static void append_name(ent_buffer *path, ent_string name)
{
    enum { LONGEST = 200 };
    size_t size = name.size < LONGEST ? name.size : LONGEST;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)name.data[i];
        bool bad = c == '/' || c < 0x20 || c == 0x7f || (c == '.' && i == 0);
        ent_buffer_byte(path, bad ? '_' : (char)c);
    }
    if (size == 0)
        ent_buffer_byte(path, '_');
}

/* A folder below the writer's, made when it is not there; slashes of a label make folders in folders. */
static ent_status enter_folder(ent_buffer *path, ent_string label, ent_error *err)
{
    while (label.size) {
        const char *slash = memchr(label.data, '/', label.size);
        ent_string name = {label.data, slash ? (size_t)(slash - label.data) : label.size};
        size_t taken = name.size + (slash != NULL);
        label = (ent_string){label.data + taken, label.size - taken};
        ent_buffer_byte(path, '/');
        append_name(path, name);
        if (path->failed)
            return ent_fail_memory(err);
        if (mkdir(path->data, 0777) != 0 && errno != EEXIST)
            return ent_fail(err, ENT_EIO, "cannot create folder '%s': %s", path->data,
                            strerror(errno));
    }
    return ENT_OK;
}

/* A new file path/NAME, path/NAME-2... @return its descriptor, or -1 */
static int create(ent_buffer *path, ent_string name)
{
    size_t folder = path->size;
    int fd = -1;
    for (int turn = 1; fd < 0 && turn < 10000; turn++) {
        path->size = folder;
        ent_buffer_byte(path, '/');
        /* "x.txt" stays "x.txt" and becomes "x-2.txt". */
        size_t stem = name.size > 4 && memcmp(name.data + name.size - 4, ".txt", 4) == 0
                          ? name.size - 4
                          : name.size;
        append_name(path, (ent_string){name.data, stem});
        if (turn > 1)
            ent_buffer_format(path, "-%d", turn);
        ent_buffer_text(path, ".txt");
        if (path->failed)
            return -1;
        fd = open(path->data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST)
            return -1;
    }
    return fd;
}

static ent_status write_all(int fd, const ent_buffer *text, const char *path,
                            ent_error *err)
{
    FILE *file = fdopen(fd, "wb");
    if (!file) {
        close(fd);
        return ent_fail_memory(err);
    }
    bool good = fwrite(text->data, 1, text->size, file) == text->size;
    good = fclose(file) == 0 && good;
    return good ? ENT_OK
                : ent_fail(err, ENT_EIO, "cannot write '%s': %s", path, strerror(errno));
}

/* The title is the first line, as --title=first-line reads it. */
static ent_status write_text(ent_dataset_writer *writer, ent_buffer *path,
                             const ent_record *record, ent_string name, ent_error *err)
{
    int fd = create(path, name);
    if (path->failed)
        return ent_fail_memory(err);
    if (fd < 0)
        return ent_fail(err, ENT_EIO, "cannot create '%s': %s", path->data,
                        strerror(errno));
    ent_buffer *text = &writer->text;
    ent_buffer_clear(text);
    if (record->article.title.size) {
        ent_buffer_string(text, record->article.title);
        ent_buffer_byte(text, '\n');
    }
    ent_buffer_string(text, record->article.text);
    if (text->failed) {
        close(fd);
        return ent_fail_memory(err);
    }
    ent_status status = write_all(fd, text, path->data, err);
    ent_buffer_clear(text);
    return status;
}

/* "sport/a.txt" in the folder "sport" is "a.txt": what our reader made of the path. */
static ent_string name_in_folder(ent_string id, ent_string label)
{
    if (id.size > label.size + 1 && memcmp(id.data, label.data, label.size) == 0 &&
        id.data[label.size] == '/')
        return (ent_string){id.data + label.size + 1, id.size - label.size - 1};
    return id;
}

static ent_status folders_write(ent_dataset_writer *writer, const ent_record *record,
                                ent_error *err)
{
    ent_string id = record->article.id;
    if (record->label_count != 1)
        return ent_fail(
            err, ENT_EDATA, "record '%.*s' has %zu labels: a file lies in one folder",
            (int)(id.size < 100 ? id.size : 100), id.data, record->label_count);
    ent_buffer path = {0};
    ent_buffer_text(&path, writer->path);
    ent_status status = enter_folder(&path, record->labels[0], err);
    if (status == ENT_OK)
        status =
            write_text(writer, &path, record, name_in_folder(id, record->labels[0]), err);
    ent_buffer_dispose(&path);
    return status;
}

const ent_format_writer ent__folders_writer = {1u << ENT_EXTRA_ID | 1u << ENT_EXTRA_TITLE,
                                               folders_write, NULL};

/* ---- labels beside the text ---- */

static ent_status write_key(ent_dataset_writer *writer, ent_buffer *path,
                            const ent_record *record, ent_error *err)
{
    memcpy(path->data + path->size - 4, ".key", 4);
    ent_buffer *text = &writer->text;
    for (size_t i = 0; i < record->label_count; i++) {
        ent_buffer_string(text, record->labels[i]);
        ent_buffer_byte(text, '\n');
    }
    if (text->failed)
        return ent_fail_memory(err);
    int fd = open(path->data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return ent_fail(err, ENT_EIO, "cannot create '%s': %s", path->data,
                        strerror(errno));
    ent_status status = write_all(fd, text, path->data, err);
    ent_buffer_clear(text);
    return status;
}

static ent_status text_write(ent_dataset_writer *writer, const ent_record *record,
                             ent_error *err)
{
    ent_buffer path = {0};
    ent_buffer_text(&path, writer->path);
    ent_status status = write_text(writer, &path, record, record->article.id, err);
    if (status == ENT_OK && record->label_count)
        status = write_key(writer, &path, record, err);
    ent_buffer_dispose(&path);
    return status;
}

const ent_format_writer ent__text_writer = {1u << ENT_EXTRA_ID | 1u << ENT_EXTRA_TITLE,
                                            text_write, NULL};
