/* SPDX-License-Identifier: MIT */
/* Where things stand in a JSON text that has been parsed: for messages, since the parser keeps no places. */
#include <string.h>

#include "hash.h"
#include "json.h"

enum { DEPTH = 64 }; /* as deep as the parser goes */

/* A walk over the keys of a well-formed text. */
struct walk {
    ent_string text;
    size_t at;
    size_t depth;
    bool key_next;
    bool is_object[DEPTH];
    uint64_t number[DEPTH]; /* of the object or array, in order of appearance */
    uint64_t count;
};

/* Behind the string whose opening quote stands at `at`. */
static size_t behind_string(ent_string text, size_t at)
{
    for (at++; at < text.size && text.data[at] != '"'; at++)
        at += text.data[at] == '\\';
    return at < text.size ? at + 1 : text.size;
}

static void open_level(struct walk *walk, bool object)
{
    walk->is_object[walk->depth] = walk->key_next = object;
    walk->number[walk->depth++] = walk->count++;
}

/* The next key as it is written, without its quotes; false at the end. */
static bool next_key(struct walk *walk, ent_string *key)
{
    while (walk->at < walk->text.size) {
        char c = walk->text.data[walk->at];
        if (c == '"') {
            size_t start = walk->at + 1;
            walk->at = behind_string(walk->text, walk->at);
            if (walk->key_next) {
                walk->key_next = false;
                *key = (ent_string){walk->text.data + start, walk->at - start - 1};
                return true;
            }
            continue;
        }
        walk->at++;
        if ((c == '{' || c == '[') && walk->depth == DEPTH)
            return false;
        if (c == '{' || c == '[') {
            open_level(walk, c == '{');
        } else if ((c == '}' || c == ']') && walk->depth) {
            walk->depth--;
            walk->key_next = false;
        } else if (c == ',') {
            walk->key_next = walk->depth && walk->is_object[walk->depth - 1];
        }
    }
    return false;
}

static size_t behind_space(ent_string text, size_t at)
{
    while (at < text.size && strchr(" \t\r\n", text.data[at]) && text.data[at])
        at++;
    return at;
}

size_t ent_json_member_place(ent_string text, ent_string key)
{
    struct walk walk = {.text = text};
    for (ent_string found; next_key(&walk, &found);)
        if (walk.depth == 1 && found.size == key.size &&
            memcmp(found.data, key.data, key.size) == 0) {
            size_t colon = behind_space(text, walk.at);
            return behind_space(text, colon + 1);
        }
    return SIZE_MAX;
}

size_t ent_json_repeated_key_place(ent_string text)
{
    struct walk walk = {.text = text};
    ent_map seen = {0};
    size_t place = SIZE_MAX;
    for (ent_string key; place == SIZE_MAX && next_key(&walk, &key);) {
        uint64_t object = ent_mix(walk.number[walk.depth - 1] + 1);
        uint32_t *before = ent_map_put(&seen, ent_hash(key.data, key.size) ^ object);
        if (!before)
            break;
        if (*before != ENT_MAP_NONE)
            place = (size_t)(key.data - text.data) - 1;
        *before = 1;
    }
    ent_map_dispose(&seen);
    return place;
}

bool ent_json_element(ent_string text, size_t *at, size_t *start)
{
    size_t depth = 0, from = behind_space(text, *at);
    if (from < text.size && (text.data[from] == ',' || (text.data[from] == '[' && !*at)))
        from = behind_space(text, from + 1);
    *start = from;
    for (*at = from; *at < text.size;) {
        char c = text.data[*at];
        if (!depth && (c == ',' || c == ']'))
            return *at > from;
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        *at = c == '"' ? behind_string(text, *at) : *at + 1;
    }
    return false;
}
