/* SPDX-License-Identifier: MIT */
/* Formats recognised by a file's name and its first bytes. */
#include <string.h>

#include "reader.h"

bool ent__has_ending(const char *name, const char *ending)
{
    size_t size = strlen(name), wanted = strlen(ending);
    if (size > 3 && strcmp(name + size - 3, ".gz") == 0)
        size -= 3;
    return size > wanted && memcmp(name + size - wanted, ending, wanted) == 0;
}

static bool begins(ent_string bytes, const char *word)
{
    size_t size = strlen(word);
    return bytes.size >= size && memcmp(bytes.data, word, size) == 0;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static ent_string without_space(ent_string bytes)
{
    while (bytes.size && is_space(bytes.data[0]))
        bytes = (ent_string){bytes.data + 1, bytes.size - 1};
    return bytes;
}

static ent_string first_line(ent_string bytes)
{
    const char *feed = bytes.size ? memchr(bytes.data, '\n', bytes.size) : NULL;
    ent_string line = {bytes.data, feed ? (size_t)(feed - bytes.data) : bytes.size};
    while (line.size && is_space(line.data[line.size - 1]))
        line.size--;
    return line;
}

/* An object that ends with its line is one of many; a longer one is the whole file. */
static ent_format json_format(ent_string bytes)
{
    ent_string line = first_line(bytes);
    bool whole_line = line.size < bytes.size;
    if (begins(bytes, "["))
        return ENT_FORMAT_JSON;
    return whole_line && line.data[line.size - 1] != '}' ? ENT_FORMAT_JSON
                                                         : ENT_FORMAT_JSONL;
}

static bool is_json(ent_string bytes)
{
    if (begins(bytes, "{"))
        return true;
    if (!begins(bytes, "["))
        return false;
    ent_string inner = without_space((ent_string){bytes.data + 1, bytes.size - 1});
    return begins(inner, "{") || begins(inner, "]");
}

/* "1,2 5:0.5 ...": a number, then pairs of numbers. */
static bool is_libsvm(ent_string line)
{
    size_t at = 0, colons = 0;
    for (; at < line.size && line.data[at] != '#'; at++) {
        char c = line.data[at];
        colons += c == ':';
        if (!((c >= '0' && c <= '9') || strchr(" \t:.,+-eE", c)) || c == '\0')
            return false;
    }
    return colons > 0 && line.data[0] != ':';
}

/* A row of names, one of which is that of the text. */
static bool is_header(ent_string line, char separator, const ent_fields *fields)
{
    if (!memchr(line.data ? line.data : "", separator, line.size))
        return false;
    for (size_t from = 0; from <= line.size;) {
        const char *end = memchr(line.data + from, separator, line.size - from);
        size_t size = end ? (size_t)(end - line.data) - from : line.size - from;
        ent_string name = {line.data + from, size};
        if (name.size > 2 && name.data[0] == '"' && name.data[name.size - 1] == '"')
            name = (ent_string){name.data + 1, name.size - 2};
        const ent_field_rule *rule = ent__fields_find(fields, name);
        if (rule && rule->role == ENT_ROLE_TEXT)
            return true;
        from += size + 1;
    }
    return false;
}

ent_format ent__recognise(const char *path, ent_string head, const ent_fields *fields)
{
    static const struct {
        const char *ending;
        ent_format format;
    } names[] = {{".jsonl", ENT_FORMAT_JSONL},   {".ndjson", ENT_FORMAT_JSONL},
                 {".csv", ENT_FORMAT_CSV},       {".tsv", ENT_FORMAT_TSV},
                 {".sgm", ENT_FORMAT_REUTERS},   {".ft", ENT_FORMAT_FASTTEXT},
                 {".libsvm", ENT_FORMAT_LIBSVM}, {".svm", ENT_FORMAT_LIBSVM},
                 {".vw", ENT_FORMAT_VW}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (ent__has_ending(path, names[i].ending))
            return names[i].format;
    if (begins(head, "\xEF\xBB\xBF"))
        head = (ent_string){head.data + 3, head.size - 3};
    head = without_space(head);
    if (is_json(head))
        return json_format(head);
    if (begins(head, "<!DOCTYPE lewis") || begins(head, "<REUTERS"))
        return ENT_FORMAT_REUTERS;
    if (begins(head, "__label__"))
        return ENT_FORMAT_FASTTEXT;
    if (ent__has_ending(path, ".txt"))
        return ENT_FORMAT_TEXT;
    ent_string line = first_line(head);
    if (is_libsvm(line))
        return ENT_FORMAT_LIBSVM;
    if (is_header(line, '\t', fields))
        return ENT_FORMAT_TSV;
    bool csv = is_header(line, ',', fields) || is_header(line, ';', fields);
    return csv ? ENT_FORMAT_CSV : ENT_FORMAT_TEXT;
}
