/* SPDX-License-Identifier: MIT */
/* Which languages a corpus teaches: what a model may be asked about. */
#include <stdlib.h>

#include "base/base.h"
#include "training.h"

/* A language counts from 20 documents or a hundredth of the corpus on. */
static bool is_taught(size_t documents, size_t all)
{
    return documents >= 20 || documents * 100 >= all;
}

void ent__write_languages(ent_json_writer *json, const ent_corpus *corpus)
{
    ent_names codes = {0};
    ENT_ARRAY(size_t) counts = {0};
    ent_json_key(json, "text.languages");
    ent_json_begin_array(json);
    for (size_t i = 0; i < corpus->count; i++) {
        ent_string lang = corpus->articles[i].lang;
        const ent_language *language = lang.size ? ent_language_find(lang) : NULL;
        uint32_t id;
        if (!language)
            continue;
        if (!ent_names_add(&codes, ent_string_of(language->code), &id) ||
            (id == counts.count && !ent_array_push(&counts, 0))) {
            json->out->failed = true;
            break;
        }
        counts.items[id]++;
    }
    for (uint32_t id = 0; id < counts.count; id++)
        if (is_taught(counts.items[id], corpus->count))
            ent_json_write_string(json, ent_names_get(&codes, id));
    ent_json_end_array(json);
    free(counts.items);
    ent_names_dispose(&codes);
}
