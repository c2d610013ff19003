/* SPDX-License-Identifier: MIT */
/* Field names: ours, and those the caller maps. */
#include "fields.h"

#include <string.h>

struct known_field {
    const char *name;
    ent_role role;
};

/* Names that are understood without being told; the ones that we write come first. */
static const struct known_field known[] = {
    {"id", ENT_ROLE_ID},
    {"title", ENT_ROLE_TITLE},
    {"text", ENT_ROLE_TEXT},
    {"labels", ENT_ROLE_LABEL},
    {"label", ENT_ROLE_LABEL},
    {"lang", ENT_ROLE_LANG},
    {"url", ENT_ROLE_URL},
    {"source", ENT_ROLE_SOURCE},
    {"time", ENT_ROLE_TIME},
    {"target", ENT_ROLE_TARGET},
    {"stance", ENT_ROLE_STANCE},
    {"summaries", ENT_ROLE_REFERENCE},
    {"part", ENT_ROLE_PART},
    {"group", ENT_ROLE_GROUP},
    {"weight", ENT_ROLE_WEIGHT},
    {"summary", ENT_ROLE_REFERENCE},
    {"language", ENT_ROLE_LANG},
    {"date", ENT_ROLE_TIME},
    {"split", ENT_ROLE_PART},
    {"headline", ENT_ROLE_TITLE},
    {"document_id", ENT_ROLE_ID},
    {"subjects", ENT_ROLE_SUBJECTS},
    {"metadata", ENT_ROLE_METADATA},
};

/* An article has these, a corpus does not: what it would lose on writing, its reader tells as unknown. */
static const struct known_field of_articles[] = {{"author", ENT_ROLE_AUTHOR},
                                                 {"teaser", ENT_ROLE_TEASER}};

static ent_status add(ent_fields *fields, ent_string name, ent_role role, uint32_t order,
                      ent_error *err)
{
    if (fields->count == ENT_FIELDS_MOST)
        return ent_fail(err, ENT_EARG, "more than %d field names", ENT_FIELDS_MOST);
    fields->rules[fields->count++] = (ent_field_rule){name, role, order};
    return ENT_OK;
}

/* The names of a comma-separated list; *count of them. */
static ent_status add_list(ent_fields *fields, const char *list, ent_role role,
                           size_t *count, ent_error *err)
{
    *count = 0;
    while (list && *list) {
        size_t size = strcspn(list, ",");
        if (size > 0)
            ENT_TRY(
                add(fields, (ent_string){list, size}, role, (uint32_t)(*count)++, err));
        list += size + (list[size] == ',');
    }
    return ENT_OK;
}

ent_status ent__fields_open(ent_fields *fields, const ent_dataset_options *options,
                            ent_error *err)
{
    size_t mapped[ENT_ROLE_COUNT] = {0};
    const char *lists[ENT_ROLE_COUNT] = {
        [ENT_ROLE_TEXT] = options->text,       [ENT_ROLE_LABEL] = options->label,
        [ENT_ROLE_TITLE] = options->title,     [ENT_ROLE_ID] = options->id,
        [ENT_ROLE_LANG] = options->lang_field,
    };
    fields->count = 0;
    for (int role = 0; role < ENT_ROLE_COUNT; role++)
        ENT_TRY(add_list(fields, lists[role], (ent_role)role, &mapped[role], err));
    /* What the caller named stands first, so that it wins over our meaning of the same name. */
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!mapped[known[i].role])
            ENT_TRY(add(fields, ent_string_of(known[i].name), known[i].role, 0, err));
    for (size_t i = 0;
         options->articles_only && i < sizeof of_articles / sizeof *of_articles; i++)
        ENT_TRY(
            add(fields, ent_string_of(of_articles[i].name), of_articles[i].role, 0, err));
    fields->labels_mapped = mapped[ENT_ROLE_LABEL] > 0;
    fields->text_count = mapped[ENT_ROLE_TEXT] ? mapped[ENT_ROLE_TEXT] : 1;
    return ENT_OK;
}

const ent_field_rule *ent__fields_find(const ent_fields *fields, ent_string name)
{
    if (name.size == 0)
        return NULL;
    for (size_t i = 0; i < fields->count; i++) {
        const ent_field_rule *rule = &fields->rules[i];
        if (rule->name.size == name.size && rule->name.data[0] == name.data[0] &&
            memcmp(rule->name.data, name.data, name.size) == 0)
            return rule;
    }
    return NULL;
}
